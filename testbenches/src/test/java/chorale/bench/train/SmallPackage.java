package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
import chorale.workload.Placement;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * The package of tests that train on trees: two groups of two chiplets and a memory, and two
 * chiplets at the root that have the tokens. Its models are built once for all of them.
 */
final class SmallPackage {
  static final int EXPERTS = 8;
  static final int HIDDEN = 32;

  /** Between an expert's matrices. */
  static final int INNER = 8;

  /** Experts on chiplets in an order of their own. */
  static final Placement PLACEMENT = new Placement(new int[][] {{3, 7}, {0, 1}, {4, 6}, {2, 5}});

  private static final Path CACHE = Path.of("target/models");

  private SmallPackage() {}

  static TrainingParameters parameters(Datapath datapath) {
    var stack = new StackParameters(DramTiming.HBM2, 1, 2, 8, 4, 16);
    return ExpertStudy.mozartParameters(2, 2, stack, 4, 8, datapath);
  }

  /** A model, with a chiplet compiled once for all of them. */
  static ModelLibrary build(TrainingParameters p, String name, Path verilog) throws IOException {
    return TrainingRun.buildByChiplets(p, name, verilog, CACHE);
  }

  /** Tokens with {@code topK} experts each, any of the first {@code few.of(token)}. */
  static Routing routing(int tokens, int topK, IntUnaryOperator few, long seed) {
    var random = new Random(seed);
    var chosen = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      chosen[t] = random.ints(0, few.applyAsInt(t)).distinct().limit(topK).toArray();
    }
    return new Routing(chosen, EXPERTS);
  }
}
