package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import chorale.workload.Routing;
import chorale.workload.num.SumOrder;
import chorale.workload.train.Binary32;
import chorale.workload.train.Bounded;
import chorale.workload.train.ExpertLayer;
import chorale.workload.train.ExpertLayer.Updated;
import chorale.workload.train.LayerData;
import chorale.workload.train.RunningError;
import chorale.workload.vector.AdamW;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A training step of a layer of experts on a package with values, against Java: bit by bit against
 * binary32 arithmetic in sequence, and against double precision within the bound of the roundings.
 */
public final class ExpertStudy {
  private static final int ADDRESS_BITS = 16;
  private static final int BANKS = 16;
  private static final int SEMAPHORES = 8;
  private static final int PACKETS = 4096;
  private static final int ACCUMULATORS = 256;
  private static final int BLOCK = 16;
  private static final int STAGES = 6;
  private static final int INSTRUCTIONS = 256;
  private static final long MOST_CYCLES = 20_000_000;
  private static final int STEP = 10;
  private static final AdamW OPTIMIZER = new AdamW(1e-3, 0.9, 0.999, 1e-8, 0.01);

  private ExpertStudy() {}

  /** A package on a tree of one router, with an array in each chiplet. */
  public static TrainingParameters parameters(
      int chiplets, int lanes, int packetWords, Datapath datapath) {
    return parameters(chiplets, 1, 1, lanes, packetWords, datapath);
  }

  /** The same with {@code tiles} tiles of {@code arrays} arrays in each chiplet. */
  public static TrainingParameters parameters(
      int chiplets, int tiles, int arrays, int lanes, int packetWords, Datapath datapath) {
    var array =
        new ArrayParameters(
            lanes, lanes, Element.BF16, datapath, true, true, 1, ACCUMULATORS, ADDRESS_BITS);
    return new TrainingParameters(
        array.tile(arrays),
        tiles,
        new VectorParameters(lanes, lanes, BLOCK, STAGES, INSTRUCTIONS, ADDRESS_BITS, datapath),
        Topology.tree(1, chiplets),
        packetWords,
        BANKS,
        Math.max(SEMAPHORES, TrainingParameters.CLASSES + tiles + 2),
        PACKETS);
  }

  /** The order in which its tiles add up. */
  static SumOrder order(TrainingParameters p) {
    return new SumOrder(p.array().arrays(), p.array().rows());
  }

  static LayerData data(TrainingParameters p, Routing routing, int inner, long seed) {
    return LayerData.random(routing, p.packetWords() * p.lanes(), inner, OPTIMIZER, STEP, seed);
  }

  /** Does a step with random numbers and the given routing. */
  public static StepResult run(
      TrainingParameters p,
      Routing routing,
      int inner,
      long seed,
      String name,
      Path verilog,
      Path cache)
      throws IOException {
    var data = data(p, routing, inner, seed);
    var program = new TrainingProgram(p, data);
    var compare = new Compare(data, order(p));
    try (var run = new TrainingRun(p, TrainingRun.build(p, name, verilog, cache))) {
      run.fill(program.words());
      long cycles = run.run(MOST_CYCLES);
      for (int c = 0; c < p.topology().leaves(); c++) {
        compare.chiplet(run, program.memory(c), c);
      }
      return compare.comparison.result(cycles);
    }
  }

  /** Cycles of the same step without values. */
  public static long cycles(
      TrainingParameters p, Routing routing, int inner, String name, Path verilog, Path cache)
      throws IOException {
    var data = data(p, routing, inner, 0);
    try (var run = new TrainingRun(p, TrainingRun.build(p, name, verilog, cache))) {
      run.fill(new TrainingProgram(p, data).words());
      return run.run(MOST_CYCLES);
    }
  }

  /** Holds memories against both references. */
  private static final class Compare {
    private final ExpertLayer<Float> sequential;
    private final ExpertLayer<Bounded> exact;
    private final Comparison comparison = new Comparison();

    Compare(LayerData data, SumOrder order) {
      sequential = new ExpertLayer<>(data, new Binary32(), order);
      exact = new ExpertLayer<>(data, new RunningError(), order);
    }

    void chiplet(TrainingRun run, ChipletMemory m, int c) {
      for (int t = 0; t < m.tokens; t++) {
        int token = m.firstToken + t;
        comparison.row(
            run.row(c, m.y, t), sequential.y().get(token), exact.y().get(token), "y of " + token);
        comparison.row(
            run.row(c, m.dx, t),
            sequential.dx().get(token),
            exact.dx().get(token),
            "dx of " + token);
      }
      for (var e : m.experts) {
        for (int matrix = 0; matrix < e.weight.length; matrix++) {
          Updated<Float> is = sequential.matrix(e.number, matrix);
          Updated<Bounded> near = exact.matrix(e.number, matrix);
          for (int i = 0; i < e.weight[matrix].rows(); i++) {
            String at = "row %d of matrix %d of expert %d".formatted(i, matrix, e.number);
            comparison.row(
                run.row(c, e.gradient[matrix], i),
                is.gradient().get(i),
                near.gradient().get(i),
                "gradient, " + at);
            comparison.row(
                run.row(c, e.first[matrix], i),
                is.first().get(i),
                near.first().get(i),
                "first moment, " + at);
            comparison.row(
                run.row(c, e.second[matrix], i),
                is.second().get(i),
                near.second().get(i),
                "second moment, " + at);
            comparison.row(
                run.row(c, e.weight[matrix], i),
                is.weight().get(i),
                near.weight().get(i),
                "weight, " + at);
          }
        }
      }
    }
  }
}
