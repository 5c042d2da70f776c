package chorale.workload.step.run;

import chorale.workload.step.Machine;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.VectorCycles;
import java.util.EnumMap;
import java.util.Map;

/** What commands take on the engines of a chiplet whose memories grant every request at once. */
final class EngineTimes {
  /** From a command to the first word that it has read: GemmEngine, first read and its word. */
  private static final int TO_WORD = 4;

  /** Commands that a Sequencer has issued and that are not done, at most. */
  static final int UNDER_WAY = 4;

  final Machine machine;
  private final StepTiming.Compute compute;
  private final VectorCycles vector;
  private final Map<VectorTask, Kernel> kernels = new EnumMap<>(VectorTask.class);
  private final int rows;
  private final int topK;

  EngineTimes(Machine machine, int topK, StepTiming timing) {
    this.machine = machine;
    compute = timing.compute();
    rows = machine.lanes();
    vector = new VectorCycles(rows, compute.vectorLanes(), compute.vectorBlock());
    this.topK = topK;
  }

  /** A tile, GEMM by GEMM: ArrayControl. */
  final class Tile {
    private long streamed; // the next step may enter
    private long loader; // the next weights may be loaded
    private boolean stays; // the GEMM before was output-stationary
    private boolean turned; // its weights were transposed
    private long sent = Long.MIN_VALUE / 2; // the last step with results

    /** Cycle in which the engine has taken the last command. */
    long issued;

    /** Cycle of its first step. */
    long begun;

    /** Cycle in which its last result is written. */
    long done;

    /** A GEMM whose command stands there from a cycle on. */
    void next(Work.Multiply gemm, long valid) {
      issued = Math.max(valid, loader - 1);
      boolean stay = gemm.product().ofWeights();
      long word = valid + TO_WORD + (gemm.product().transposes() && !turned ? rows : 0);
      long steps = steps(gemm);
      if (stay) {
        begun = Math.max(Math.max(word, loader + 1), streamed);
        long end = Math.max(begun + steps, sent + rows + 1);
        end += (folds(gemm) - 1) * Math.max(steps, rows);
        loader = folds(gemm) == 1 ? begun : end - Math.max(steps, rows);
        streamed = end;
        done = end + rowsOfLast(gemm) - 1 + rows + behind();
      } else {
        long loads = Math.max(Math.max(word, loader), stays ? streamed : 0);
        begun = Math.max(loads + rows, streamed);
        loader = begun + (folds(gemm) - 1) * Math.max(steps, rows);
        streamed = loader + steps;
        done = streamed + 2L * rows - 1 + behind();
      }
      sent = streamed - 1;
      stays = stay;
      turned = gemm.product().transposes();
    }
  }

  private int behind() {
    return compute.productStages() + Integer.numberOfTrailingZeros(compute.arrays());
  }

  /** Steps of a fold. */
  private long steps(Work.Multiply gemm) {
    if (!gemm.product().ofWeights()) {
      return gemm.m();
    }
    return Math.min(gemm.k(), rows * Math.ceilDiv((long) gemm.k(), (long) compute.arrays() * rows));
  }

  private long folds(Work.Multiply gemm) {
    long columns = Math.ceilDiv(gemm.n(), rows);
    return gemm.product().ofWeights()
        ? Math.ceilDiv(gemm.m(), rows) * columns
        : Math.ceilDiv(gemm.k(), compute.arrays() * rows) * columns;
  }

  private long rowsOfLast(Work.Multiply gemm) {
    return gemm.m() - (Math.ceilDiv(gemm.m(), rows) - 1L) * rows;
  }

  /** Cycles in which a GEMM enters its operands, and no other can. */
  long entering(Work.Multiply gemm) {
    long steps = steps(gemm);
    return (folds(gemm) - 1) * Math.max(steps, rows) + steps;
  }

  /** From a command to the first step of its GEMM, at least. */
  long toStep(Work.Multiply gemm) {
    return TO_WORD + (gemm.product().ofWeights() ? 0 : rows);
  }

  /** From the last step of a GEMM to its last result: done is so many cycles behind that end. */
  long fromStep(Work.Multiply gemm) {
    long way = gemm.product().ofWeights() ? rowsOfLast(gemm) : rows;
    return way - 1 + rows + behind();
  }

  /** Steps of a vector command. */
  long vectorSteps(Work.Apply apply) {
    var kernel = kernels.computeIfAbsent(apply.task(), t -> t.kernel(topK, apply.words(), rows));
    return vector.steps(kernel, apply.rows(), apply.words());
  }

  /** Cycles of a copy. */
  long copySteps(Work.Copy copy) {
    return (long) copy.rows() * copy.words();
  }

  /** Cycles of a copy behind those. */
  int copyEdge() {
    return compute.copyEdge();
  }
}
