package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.vector.VectorParameters;
import chorale.nop.Topology;
import chorale.sim.ModelLibrary;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.Variant;
import chorale.workload.num.SumOrder;
import chorale.workload.num.SwitchOrder;
import chorale.workload.step.Tensor;
import chorale.workload.train.Binary32;
import chorale.workload.train.Bounded;
import chorale.workload.train.ExpertLayer;
import chorale.workload.train.ExpertLayer.Updated;
import chorale.workload.train.HomeOrder;
import chorale.workload.train.LayerData;
import chorale.workload.train.RunningError;
import chorale.workload.vector.AdamW;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

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

  /**
   * Groups of chiplets with an array each, on a tree of a router for each group and one above them,
   * and a memory for each group.
   */
  public static TrainingParameters streamedParameters(
      int groups, StackParameters stack, int lanes, int packetWords, Datapath datapath) {
    int leaves = stack.chiplets() + 1;
    var network = groups == 1 ? Topology.tree(1, leaves) : Topology.tree(1, leaves, groups);
    return streamedParameters(network, stack, 0, lanes, packetWords, datapath);
  }

  /** The same on a NoP-Tree with chiplets at its root that are homes of tokens. */
  public static TrainingParameters mozartParameters(
      int groups, int homes, StackParameters stack, int lanes, int packetWords, Datapath datapath) {
    var network = Topology.nopTree(1, groups, stack.chiplets() + 1, homes);
    return streamedParameters(network, stack, homes, lanes, packetWords, datapath);
  }

  /** The same package with {@code tiles} tiles of {@code arrays} arrays in each chiplet. */
  static TrainingParameters withArrays(TrainingParameters p, int tiles, int arrays) {
    return new TrainingParameters(
        p.array().tile(arrays),
        tiles,
        p.vector(),
        p.topology(),
        p.packetWords(),
        p.banks(),
        p.semaphores() + tiles - p.tiles(),
        p.packets(),
        p.options());
  }

  /** The same package with switches that multiply and add packets. */
  static TrainingParameters inSwitch(TrainingParameters p) {
    int leaves = p.stack().orElseThrow().chiplets() + 1;
    var network = Topology.nopTree(1, p.groups(), leaves, p.options().homes(), 2);
    var options = p.options().withMulticast().withAdding();
    return new TrainingParameters(
        p.array(),
        p.tiles(),
        p.vector(),
        network,
        p.packetWords(),
        p.banks(),
        p.semaphores(),
        p.packets(),
        options);
  }

  private static TrainingParameters streamedParameters(
      Topology network,
      StackParameters stack,
      int homes,
      int lanes,
      int packetWords,
      Datapath datapath) {
    var of = parameters(2, lanes, packetWords, datapath);
    return new TrainingParameters(
        of.array(),
        of.tiles(),
        of.vector(),
        network,
        packetWords,
        BANKS,
        Math.max(SEMAPHORES, TrainingParameters.CLASSES + of.tiles() + 5),
        PACKETS,
        TrainingOptions.NONE.with(stack).withHomes(homes).withCopies(homes == 0 ? 0 : PACKETS));
  }

  /** The order in which its tiles add up. */
  static SumOrder order(TrainingParameters p) {
    return new SumOrder(p.array().arrays(), p.array().rows());
  }

  /** The order in which what comes home is added. */
  static HomeOrder homeOrder(MozartSchedule s) {
    var order = new SwitchOrder(s.machine().groups(), s.machine().chiplets());
    return s.adds() ? HomeOrder.inSwitch(order, s.placement()) : HomeOrder.HOME;
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
    var compare = new Compare(data, order(p), HomeOrder.HOME, 1);
    try (var run = new TrainingRun(p, TrainingRun.build(p, name, verilog, cache))) {
      run.fill(program.words());
      long cycles = run.run(MOST_CYCLES);
      for (int c = 0; c < p.chiplets(); c++) {
        var memory = program.memory(c);
        compare.tokens(run, c, memory.firstToken, memory.y, memory.dx);
        int chiplet = c;
        for (var e : memory.experts) {
          compare.expert(
              e.number,
              (what, matrix, i) ->
                  run.row(
                      chiplet,
                      switch (what) {
                        case GRADIENT -> e.gradient[matrix];
                        case FIRST -> e.first[matrix];
                        case SECOND -> e.second[matrix];
                        case WEIGHT -> e.weight[matrix];
                      },
                      i));
        }
      }
      return compare.comparison.result(cycles);
    }
  }

  /**
   * Does a step with the experts in the memories of the groups, in order and with all that overlaps
   * ({@link #streamed(TrainingParameters, MozartSchedule, int, String, Path, Path)}).
   */
  public static StreamedResult streamed(
      TrainingParameters p,
      Routing routing,
      int inner,
      long seed,
      String name,
      Path verilog,
      Path cache)
      throws IOException {
    return streamed(p, overlapping(p, routing, inner), seed, name, verilog, cache);
  }

  /** The schedule of experts in order in which loads overlap with work. */
  static MozartSchedule overlapping(TrainingParameters p, Routing routing, int inner) {
    var machine = StreamedProgram.machine(p);
    var each = IntStream.range(0, machine.experts()).boxed().toList();
    int experts = routing.expertCount();
    var placement = Placement.of(Placement.Strategy.CONTIGUOUS, experts, each.size(), each);
    int hidden = p.packetWords() * p.lanes();
    return MozartSchedule.of(machine, routing, placement, hidden, inner, Variant.A);
  }

  /**
   * Does a step with the experts in the memories of the groups. If those of the chiplets are
   * protected, bits of what is written there are flipped now and then.
   */
  public static StreamedResult streamed(
      TrainingParameters p,
      MozartSchedule schedule,
      long seed,
      String name,
      Path verilog,
      Path cache)
      throws IOException {
    return streamed(p, TrainingRun.build(p, name, verilog, cache), schedule, seed);
  }

  /** The same on a package that has been built. */
  static StreamedResult streamed(
      TrainingParameters p, ModelLibrary library, MozartSchedule schedule, long seed) {
    var data = data(p, schedule.routing(), schedule.inner(), seed);
    var program = new StreamedProgram(p, data, schedule);
    try (var run = new TrainingRun(p, library)) {
      run.fill(program.words());
      if (p.array().datapath() == Datapath.TIMING) {
        long cycles = run.run(MOST_CYCLES);
        return StreamedResult.of(run, p, new Comparison().result(cycles));
      }
      var compare = new Compare(data, order(p), homeOrder(schedule), schedule.microBatches());
      program.fill(run.drams());
      long cycles = run.run(MOST_CYCLES);
      for (int c = 0; c < p.chiplets(); c++) {
        var home = program.memory(c).home;
        if (home != null) {
          for (int b = 0; b < home.batches.size(); b++) {
            var batch = home.batches.get(b);
            int first = b * (data.x().length / home.batches.size()) + home.firstToken;
            compare.tokens(run, c, first, batch.y(), batch.dx());
          }
        }
      }
      for (int e = 0; e < schedule.routing().expertCount(); e++) {
        int expert = e;
        var dram = run.drams().get(program.group(e));
        compare.expert(
            e,
            (what, matrix, i) ->
                switch (what) {
                  case GRADIENT -> dram.sums(program.stored(Tensor.GRADIENT, expert, matrix), i);
                  case FIRST -> dram.sums(program.stored(Tensor.FIRST, expert, matrix), i);
                  case SECOND -> dram.sums(program.stored(Tensor.SECOND, expert, matrix), i);
                  case WEIGHT -> dram.operands(program.stored(Tensor.WEIGHT, expert, matrix), i);
                });
      }
      return StreamedResult.of(run, p, compare.comparison.result(cycles));
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

    Compare(LayerData data, SumOrder order, HomeOrder homes, int microBatches) {
      sequential = new ExpertLayer<>(data, new Binary32(), order, homes, microBatches);
      exact = new ExpertLayer<>(data, new RunningError(), order, homes, microBatches);
    }

    void tokens(TrainingRun run, int chiplet, int first, Region y, Region dx) {
      for (int t = 0; t < y.rows(); t++) {
        int token = first + t;
        comparison.row(
            run.row(chiplet, y, t),
            sequential.y().get(token),
            exact.y().get(token),
            "y of " + token);
        comparison.row(
            run.row(chiplet, dx, t),
            sequential.dx().get(token),
            exact.dx().get(token),
            "dx of " + token);
      }
    }

    void expert(int expert, Rows rows) {
      for (int matrix = 0; matrix < 3; matrix++) {
        Updated<Float> is = sequential.matrix(expert, matrix);
        Updated<Bounded> near = exact.matrix(expert, matrix);
        for (int i = 0; i < is.weight().size(); i++) {
          String at = "row %d of matrix %d of expert %d".formatted(i, matrix, expert);
          comparison.row(
              rows.row(What.GRADIENT, matrix, i),
              is.gradient().get(i),
              near.gradient().get(i),
              "gradient, " + at);
          comparison.row(
              rows.row(What.FIRST, matrix, i),
              is.first().get(i),
              near.first().get(i),
              "first moment, " + at);
          comparison.row(
              rows.row(What.SECOND, matrix, i),
              is.second().get(i),
              near.second().get(i),
              "second moment, " + at);
          comparison.row(
              rows.row(What.WEIGHT, matrix, i),
              is.weight().get(i),
              near.weight().get(i),
              "weight, " + at);
        }
      }
    }
  }

  /** What is compared of a matrix of an expert. */
  private enum What {
    GRADIENT,
    FIRST,
    SECOND,
    WEIGHT
  }

  /** Rows of an expert as the package has left them. */
  private interface Rows {
    float[] row(What what, int matrix, int row);
  }
}
