package chorale.bench.train;

import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingOptions.Board;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.nop.Topology;
import chorale.sim.ModelLibrary;
import chorale.workload.Routing;
import chorale.workload.step.Machine;
import chorale.workload.step.run.StepModel;
import chorale.workload.train.Binary32;
import chorale.workload.train.ExpertLayer;
import chorale.workload.train.LayerData;
import chorale.workload.uniep.Point;
import chorale.workload.uniep.PointStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A layer of experts in RTL as a point of the space says, on a package of chiplets that all have
 * tokens and experts, and at a switch or at several.
 *
 * @param cycles of it
 * @param numbers that were compared: outputs, gradients, and the rows of the experts' buffers
 * @param mismatches of them that differ from sequential execution in any bit
 * @param first of them, or ""
 */
public record PointRun(long cycles, long numbers, long mismatches, String first) {
  private static final long MOST_CYCLES = 5_000_000;
  private static final int PACKETS = 4096;

  /**
   * A package.
   *
   * @param chiplets of it
   * @param tiles of a chiplet
   * @param vectors vector engines of a chiplet, the lanes that reduce
   * @param lanes of a word, rows and columns of an array
   * @param words of a packet: a token's state
   * @param banks of either memory; engines that ask for the same one in a cycle wait for each other
   * @param linkCycles of the links between switches; 0: all chiplets are at one
   * @param multicast whether switches copy tokens
   * @param counters of a chiplet's board
   * @param isOrdered whether a packet goes where its sender says
   * @param isHeld whether links can be held up
   * @param flitCycles that a flit needs on the link of a chiplet
   */
  public record Shape(
      int chiplets,
      int tiles,
      int vectors,
      int lanes,
      int words,
      int banks,
      int linkCycles,
      boolean multicast,
      int counters,
      boolean isOrdered,
      boolean isHeld,
      int flitCycles) {
    TrainingParameters parameters(Datapath datapath) {
      var of = ExpertStudy.parameters(chiplets, tiles, 1, lanes, words, datapath);
      var network =
          linkCycles == 0 ? Topology.tree(1, chiplets) : Topology.tree(linkCycles, chiplets / 2, 2);
      int engines = TrainingParameters.CLASSES + tiles + vectors + 2;
      var options =
          TrainingOptions.NONE
              .withCopies(PACKETS)
              .withVectors(vectors)
              .with(new Board(counters, isOrdered, isHeld))
              .withLinks(flitCycles);
      return new TrainingParameters(
          of.array(),
          tiles,
          of.vector(),
          network,
          words,
          banks,
          engines + counters,
          PACKETS,
          multicast ? options.withMulticast() : options);
    }

    /** The package as schedules see it. */
    public Machine machine() {
      return new Machine(1, chiplets, 0, lanes, tiles, words);
    }

    /** Builds it, with values or for timing only. */
    public ModelLibrary build(boolean hasValues, String name, Path verilog, Path cache)
        throws IOException {
      var p = parameters(hasValues ? Datapath.VALUES : Datapath.TIMING);
      return TrainingRun.buildByChiplets(p, name, verilog, cache);
    }

    /** The step of a point. */
    public PointStep step(Routing routing, int inner, Point point, boolean isTraining) {
      int group = isOrdered ? PointStep.GROUP : 1;
      return new PointStep(machine(), routing, inner, point, group, isTraining);
    }
  }

  /** Cycles of a step by the fast model. */
  public static long predicted(Shape shape, PointStep step) {
    var timing = StepTimings.withoutStack(shape.parameters(Datapath.TIMING));
    return StepModel.of(step.step(), timing).cycles();
  }

  /** Cycles of a step without values. */
  public static long cycles(Shape shape, ModelLibrary library, PointStep step) {
    var p = shape.parameters(Datapath.TIMING);
    var data = ExpertStudy.data(p, step.routing(), step.inner(), 0);
    try (var run = new TrainingRun(p, library)) {
      run.fill(new PointProgram(p, data, step).words());
      return run.run(MOST_CYCLES);
    }
  }

  /**
   * A step with values, against sequential execution.
   *
   * @param seed of the numbers
   * @param held chance in percent that a link is held up in a cycle
   */
  public static PointRun of(
      Shape shape, ModelLibrary library, PointStep step, long seed, int held) {
    return of(shape, library, step, data(shape, step, seed), seed, held);
  }

  /** Random numbers for a step. */
  public static LayerData data(Shape shape, PointStep step, long seed) {
    var p = shape.parameters(Datapath.VALUES);
    return ExpertStudy.data(p, step.routing(), step.inner(), seed);
  }

  /** The same with given numbers. */
  public static PointRun of(
      Shape shape, ModelLibrary library, PointStep step, LayerData data, long seed, int held) {
    var p = shape.parameters(Datapath.VALUES);
    var program = new PointProgram(p, data, step);
    try (var run = new TrainingRun(p, library)) {
      run.fill(program.words());
      long cycles =
          held == 0 ? run.run(MOST_CYCLES) : run.runHeld(MOST_CYCLES, new Random(seed), held);
      var should = new ExpertLayer<>(data, new Binary32(), ExpertStudy.order(p));
      var compare = new Compare();
      for (int c = 0; c < p.chiplets(); c++) {
        compare.chiplet(run, c, program.memory(c), data, should, step.isTraining());
      }
      return new PointRun(cycles, compare.numbers, compare.mismatches, compare.first);
    }
  }

  private static final class Compare {
    private long numbers;
    private long mismatches;
    private String first = "";

    private void chiplet(
        TrainingRun run,
        int c,
        PointMemory m,
        LayerData data,
        ExpertLayer<Float> should,
        boolean isTraining) {
      for (int t = 0; t < m.tokens; t++) {
        int token = m.firstToken + t;
        row(run.row(c, m.y, t), should.y().get(token), "y of " + token);
        if (isTraining) {
          row(run.row(c, m.dx, t), should.dx().get(token), "dx of " + token);
        }
      }
      for (var e : m.experts) {
        int[] tokens = data.routing().tokensOf(e.number);
        for (int i = 0; i < tokens.length; i++) {
          row(run.row(c, e.x, i), list(data.x()[tokens[i]]), "row %d of %d".formatted(i, e.number));
        }
        for (int matrix = 0; matrix < 3 && isTraining && tokens.length > 0; matrix++) {
          var gradient = should.matrix(e.number, matrix).gradient();
          for (int i = 0; i < gradient.size(); i++) {
            row(
                run.row(c, e.gradient[matrix], i),
                gradient.get(i),
                "row %d of gradient %d of %d".formatted(i, matrix, e.number));
          }
        }
      }
    }

    private static List<Float> list(float[] row) {
      var all = new Float[row.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = row[i];
      }
      return List.of(all);
    }

    private void row(float[] is, List<Float> should, String what) {
      for (int i = 0; i < is.length; i++) {
        numbers++;
        if (Float.floatToRawIntBits(is[i]) != Float.floatToRawIntBits(should.get(i))) {
          mismatches++;
          if (first.isEmpty()) {
            first = "%s, number %d: %s, not %s".formatted(what, i, is[i], should.get(i));
          }
        }
      }
    }
  }
}
