package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.workload.train.AttentionData;
import chorale.workload.train.AttentionLayer;
import chorale.workload.train.Binary32;
import chorale.workload.train.Bounded;
import chorale.workload.train.RunningError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Attention, forward and backward, on a package with values, against Java: bit by bit against
 * binary32 arithmetic in sequence, and against double precision within the bound of the roundings.
 */
public final class AttentionStudy {
  private static final long MOST_CYCLES = 20_000_000;

  private AttentionStudy() {}

  /**
   * What attention showed.
   *
   * @param step bits, bounds and cycles
   * @param array products of all chiplets in parts of what their PEs could do in these cycles
   * @param vector cycles with an operation of the vector engines, in parts of all
   */
  public record Result(StepResult step, double array, double vector) {}

  /**
   * Does a sequence on each chiplet, and compares outputs, all gradients, and the sums over heads.
   */
  public static Result run(
      TrainingParameters p, List<AttentionData> sequences, String name, Path verilog, Path cache)
      throws IOException {
    var program = new AttentionProgram(p, sequences);
    try (var run = new TrainingRun(p, TrainingRun.build(p, name, verilog, cache))) {
      run.fill(program.words());
      long cycles = run.run(MOST_CYCLES);
      var comparison = new Comparison();
      double products = 0;
      double operations = 0;
      for (int c = 0; c < sequences.size(); c++) {
        products += run.counter(c, "pe_cycles");
        operations += run.counter(c, "vector_steps");
        compare(run, program.memory(c), c, sequences.get(c), p, comparison);
      }
      double all = (double) cycles * sequences.size();
      return new Result(comparison.result(cycles), products / (all * p.pes()), operations / all);
    }
  }

  /** Cycles of the same without values. */
  public static long cycles(
      TrainingParameters p, List<AttentionData> sequences, String name, Path verilog, Path cache)
      throws IOException {
    try (var run = new TrainingRun(p, TrainingRun.build(p, name, verilog, cache))) {
      run.fill(new AttentionProgram(p, sequences).words());
      return run.run(MOST_CYCLES);
    }
  }

  private static void compare(
      TrainingRun run,
      AttentionMemory m,
      int c,
      AttentionData data,
      TrainingParameters p,
      Comparison comparison) {
    var order = ExpertStudy.order(p);
    var is = new AttentionLayer<>(data, p.lanes(), new Binary32(), order);
    var near = new AttentionLayer<>(data, p.lanes(), new RunningError(), order);
    var matrices = new Matrices(run, c, comparison);
    matrices.compare(m.y.value(), is.y(), near.y(), "y");
    matrices.compare(m.dx.value(), is.dx(), near.dx(), "dx");
    matrices.compare(m.dk.sum(), is.dkSum(), near.dkSum(), "sums of dk");
    matrices.compare(m.dv.sum(), is.dvSum(), near.dvSum(), "sums of dv");
    for (int i = 0; i < m.gradient.length; i++) {
      matrices.compare(m.gradient[i], is.gradient(i), near.gradient(i), "gradient of matrix " + i);
    }
  }

  private record Matrices(TrainingRun run, int chiplet, Comparison comparison) {
    void compare(Region at, List<List<Float>> is, List<List<Bounded>> near, String what) {
      for (int i = 0; i < is.size(); i++) {
        comparison.row(
            run.row(chiplet, at, i),
            is.get(i),
            near.get(i),
            "%s of chiplet %d, row %d".formatted(what, chiplet, i));
      }
    }
  }
}
