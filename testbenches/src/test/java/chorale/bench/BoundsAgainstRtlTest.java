package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.MozartPackage;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
import chorale.workload.Bounds;
import chorale.workload.Phase;
import chorale.workload.PhaseBound;
import chorale.workload.Program;
import chorale.workload.ProgramBuilder;
import chorale.workload.Routing;
import chorale.workload.RunConfig;
import chorale.workload.Timing;
import chorale.workload.Traffic;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The RTL never beats a lower bound, never exceeds an upper one, and moves what Traffic counts. */
class BoundsAgainstRtlTest {
  private static final int ROUTINGS = 6;
  private static final RunConfig.Chiplet SMALL = new RunConfig.Chiplet(4, 4, 1024, 16, 2);
  private static final RunConfig.Model TINY =
      new RunConfig.Model("tiny", "full size", 4, 4, 2, 1, 2);

  private record Run(Program program, Bounds bounds, Measurement measured) {
    PhaseBound bound(Phase phase) {
      return bounds.phase(phase);
    }

    long cycles(Phase phase) {
      return measured.phases().get(phase);
    }
  }

  private static ModelLibrary library(String name, PackageParameters p) {
    return RtlHarness.of(name, () -> new MozartPackage(null, p)).library();
  }

  private static Run run(
      RunConfig config, Routing routing, ModelLibrary library, PackageParameters p) {
    var program = ProgramBuilder.build(config, routing);
    var bounds = Hardware.bounds(program);
    long limit = 20 * bounds.total().upper();
    var rtl = new RtlSimulation(program, p, Hardware.image(program, p));
    return new Run(program, bounds, rtl.run(library, limit, (_, _) -> {}));
  }

  /** As many random packages as the property {@code chorale.packages} says. */
  static LongStream packages() {
    return LongStream.rangeClosed(1, Long.getLong("chorale.packages", 2));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("packages")
  void aRandomPackageStaysWithinItsBoundsAndMovesWhatTrafficCounts(long seed) {
    var random = new Random(seed);
    holds(seed, "bounds-" + seed, RandomPackage.config(random), random);
  }

  /** As many random packages with HBM2 as the property {@code chorale.packages.hbm} says. */
  static LongStream hbmPackages() {
    return LongStream.rangeClosed(1, Long.getLong("chorale.packages.hbm", 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("hbmPackages")
  void aRandomPackageOnHbmStaysWithinItsBounds(long seed) {
    var random = new Random(seed);
    var config = RandomPackage.onHbm(RandomPackage.config(random), random);
    holds(seed, "bounds-hbm-" + seed, config, random);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 2)
  void aRandomPackageOnASlowTierStaysWithinItsBounds(long seed) {
    var random = new Random(seed);
    var config = RandomPackage.onSlowTier(RandomPackage.config(random), random);
    holds(seed, "bounds-ssd-" + seed, config, random);
  }

  /**
   * Experts of three matrices of 32 KiB, all behind each other in the drive. One chiplet reads them
   * in that order. Two take turns, so that each begins its next expert where nothing was read yet.
   */
  @ParameterizedTest(name = "{0} chiplets")
  @CsvSource({"1, 1", "2, 8"})
  void aSlowTierReadsAPageForEachPlaceThatItIsSentToAndStreamsTheRest(int chiplets, int pages) {
    var dram = new RunConfig.Dram(RunConfig.DramKind.SSD, 16, 0, 2048, 4, 1024);
    var model = new RunConfig.Model("streamed", "full size", 128, 128, 8, 2, 2);
    var nop = new RunConfig.Nop(1, chiplets, 64, 16, 2);
    var fast = new RunConfig.Chiplet(32, 32, 1 << 16, 16, 2);
    var config = RandomPackage.config(nop, fast, dram, model, 64);
    var p = Hardware.parameters(config);
    var routing = RandomPackage.routing(config, new Random(1), 8, false);
    var run = run(config, routing, library("bounds-slow-tier-" + chiplets, p), p);
    within(run, "slow tier");
    long weights = run.cycles(Phase.WEIGHTS);
    long bytes = 8 * 3 * 128 * 128 * 2L;
    long least = pages * 75_000L + bytes * 10 / 158;
    assertTrue(weights >= 0.99 * least, weights + " cycles of at least " + least);
    assertTrue(weights <= 1.02 * least, weights + " cycles of at least " + least);
  }

  private static void holds(long seed, String name, RunConfig config, Random random) {
    var p = Hardware.parameters(config);
    var library = library(name, p);
    for (int i = 0; i < ROUTINGS; i++) {
      var order = RunConfig.Order.values()[i % 2];
      var mapped = RandomPackage.mapped(config, order, 1 + random.nextInt(4));
      int all = config.model().experts();
      int fewest = config.model().topK();
      var routing =
          switch (i % 3) {
            case 0 -> RandomPackage.routing(mapped, random, all, false);
            case 1 -> RandomPackage.routing(mapped, random, fewest, true);
            default -> {
              int alive = fewest + random.nextInt(all - fewest + 1);
              yield RandomPackage.routing(mapped, random, alive, false);
            }
          };
      var run = run(mapped, routing, library, p);
      var where = "seed %d, routing %d, %s, %s".formatted(seed, i, mapped.pack(), mapped.model());
      within(run, where);
      assertFlits(run, where);
      fastModel(run, where);
    }
  }

  /** The fast model stays within the bounds, and near the RTL. */
  private static void fastModel(Run run, String where) {
    var fast = Hardware.fast(run.program());
    for (var phase : Phase.values()) {
      long cycles = fast.phases().get(phase);
      var bound = run.bound(phase);
      assertTrue(
          bound.lower() <= cycles, "fast model: " + cycles + " below " + bound + ": " + where);
      assertTrue(
          cycles <= bound.upper(), "fast model: " + cycles + " above " + bound + ": " + where);
    }
    long rtl = run.cycles(Phase.COMBINE);
    double error = 100.0 * (fast.total() - rtl) / rtl;
    assertTrue(Math.abs(error) <= 8, "fast model: %.2f %% off: %s".formatted(error, where));
  }

  private static void within(Run run, String where) {
    assertEquals(0, run.measured().lostOrDoubled(), where);
    var nop = run.program().config().pack().nop();
    if (nop.bufferFlits() >= 2 * nop.linkLatencyCycles() + Timing.SHIPPED.creditTurn()) {
      var dispatch = run.bound(Phase.DISPATCH);
      assertEquals(dispatch.lower(), dispatch.upper(), "the dispatch waits for nothing: " + where);
    }
    for (var phase : Phase.values()) {
      long cycles = run.cycles(phase);
      var bound = run.bound(phase);
      assertTrue(bound.lower() <= cycles, cycles + " is below " + bound + ": " + where);
      assertTrue(cycles <= bound.upper(), cycles + " is above " + bound + ": " + where);
    }
  }

  /** Every flit counter of the links agrees with the Program's traffic. */
  private static void assertFlits(Run run, String where) {
    var traffic = Traffic.of(run.program());
    var measured = run.measured();
    int each = run.program().config().pack().nop().chipletsPerGroup();
    for (int g = 0; g < run.program().config().pack().nop().groups(); g++) {
      if (!measured.has("switch_" + g)) {
        assertEquals(0, traffic.flits(Traffic.Link.TRUNK_DOWN, g), where);
        continue; // all of its chiplets are left out
      }
      long down = measured.count("root", "down_" + g + "_flits");
      long up = measured.count("switch_" + g, "up_flits");
      long requests = measured.count("switch_" + g, "memory_flits");
      long replies = measured.count("memory_" + g, "reply_flits");
      assertEquals(traffic.flits(Traffic.Link.TRUNK_DOWN, g), down, where);
      assertEquals(traffic.flits(Traffic.Link.TRUNK_UP, g), up, where);
      assertEquals(traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, g), requests, where);
      assertEquals(traffic.flits(Traffic.Link.MEMORY_TO_SWITCH, g), replies, where);
      for (int i = 0; i < each; i++) {
        int c = g * each + i;
        long leafDown = measured.count("switch_" + g, "down_" + i + "_flits");
        long leafUp = measured.has("chiplet_" + c) ? measured.count("chiplet_" + c, "up_flits") : 0;
        assertEquals(traffic.flits(Traffic.Link.LEAF_DOWN, c), leafDown, where);
        assertEquals(traffic.flits(Traffic.Link.LEAF_UP, c), leafUp, where);
      }
    }
  }

  /** Blocks of tokens for one expert after another, all to one chiplet with a wide array. */
  @ParameterizedTest(name = "{0} banks, array {1} x {2}")
  @CsvSource({"2, 64, 16", "4, 64, 16", "8, 512, 4"})
  void anArrayThatIsAlwaysAtTheSramDoesNotHoldTokensUp(int banks, int rows, int columns) {
    var config =
        RandomPackage.config(
            new RunConfig.Nop(1, 1, 64, 16, 2),
            new RunConfig.Chiplet(rows, columns, 1 << 18, banks, 4),
            new RunConfig.Dram(64, 10, 1024, 16),
            new RunConfig.Model("blocks", "full size", 256, 64, 16, 1, 2),
            2048);
    var p = Hardware.parameters(config);
    var library = library("bounds-banks-%d-%d".formatted(banks, rows), p);
    for (int block : new int[] {128, 512}) {
      var rowsOf = new int[2048][];
      for (int t = 0; t < rowsOf.length; t++) {
        rowsOf[t] = new int[] {t / block};
      }
      within(run(config, new Routing(rowsOf, 16), library, p), banks + " banks, " + block);
    }
  }

  /** A package of its own, with one expert for each token. */
  private static void ofOneExpert(String name, RunConfig config, IntUnaryOperator expert) {
    var p = Hardware.parameters(config);
    int[][] rows =
        IntStream.range(0, config.trace().tokens())
            .mapToObj(t -> new int[] {expert.applyAsInt(t)})
            .toArray(int[][]::new);
    within(run(config, new Routing(rows, config.model().experts()), library(name, p), p), name);
  }

  @Test
  void trunksThatMeetInOneBankOfTheHomeTakeTurnsAsTheBoundSays() {
    // top-1 of eight groups, tokens in turn: four trunks share the bank of the even tokens
    var config =
        RandomPackage.config(
            new RunConfig.Nop(8, 1, 16, 16, 1),
            new RunConfig.Chiplet(16, 16, 1 << 12, 16, 2),
            new RunConfig.Dram(16, 10, 256, 4),
            new RunConfig.Model("turns", "full size", 64, 8, 8, 1, 2),
            512);
    ofOneExpert("bounds-turns", config, t -> t % 8);
  }

  @Test
  void aMemoryFasterThanItsLinkIsBoundByTheLink() {
    var config =
        RandomPackage.config(
            new RunConfig.Nop(1, 8, 16, 16, 1),
            new RunConfig.Chiplet(4, 4, 1024, 16, 1),
            new RunConfig.Dram(4096, 2000, 16_384, 4),
            new RunConfig.Model("fast", "full size", 4, 4, 32, 1, 2),
            32);
    ofOneExpert("bounds-fast", config, t -> t);
  }

  /** All trunks meet in the even bank of the home, while requests stand behind the results. */
  @Test
  void requestsBehindResultsThatWaitAtTheHomeStayWithinTheBound() {
    var config =
        RandomPackage.config(
            new RunConfig.Nop(8, 1, 16, 16, 1),
            new RunConfig.Chiplet(256, 256, 1 << 16, 16, 1),
            new RunConfig.Dram(16, 1, 16, 1),
            new RunConfig.Model("behind", "full size", 256, 1, 16, 1, 4),
            1544);
    ofOneExpert("bounds-behind", config, t -> t < 8 ? 2 * t + 1 : (t - 8) / 2 % 8 * 2);
  }

  /** Two banks and long packets: the arrays are at one bank for whole folds. */
  @Test
  void aPacketThatHoldsTheTrunkIsNotStarvedByItsArray() {
    var config =
        RandomPackage.config(
            new RunConfig.Nop(1, 8, 16, 6, 1),
            new RunConfig.Chiplet(4, 4, 1 << 16, 2, 1),
            new RunConfig.Dram(16, 1, 640, 1),
            new RunConfig.Model("starved", "full size", 256, 16, 48, 1, 2),
            1920);
    ofOneExpert("bounds-starved", config, t -> 6 * (t % 8) + 5 - t / 320);
  }

  private static RunConfig lone(int buffer, int link, int latency, int tokens) {
    return RandomPackage.config(
        new RunConfig.Nop(1, 1, 64, buffer, link),
        SMALL,
        new RunConfig.Dram(64, latency, 64, 4),
        TINY,
        tokens);
  }

  @Test
  void theSmallestRunTakesExactlyTheLowerBoundOfEveryPhase() {
    // one token, one expert, matrices of one flit: nothing waits, so every latency shows
    var config = lone(16, 3, 20, 1);
    var p = Hardware.parameters(config);
    var run = run(config, new Routing(new int[][] {{0}}, 2), library("bounds-lone", p), p);
    var fast = Hardware.fast(run.program());
    for (var phase : Phase.values()) {
      assertEquals(run.bound(phase).lower(), run.cycles(phase), phase.toString());
      assertEquals(run.cycles(phase), fast.phases().get(phase), "fast model, " + phase);
    }
  }

  @Test
  void theSmallestRunOnHbmTakesTheLowerBoundAndNoMoreThanTheOpeningOfItsRows() {
    // three matrices of one flit, in three banks: tRCD, and tRRD_S for the second and the third
    var dram = new RunConfig.Dram(RunConfig.DramKind.HBM2, 64, 0, 64, 4, 1024);
    var config = RandomPackage.config(new RunConfig.Nop(1, 1, 64, 16, 3), SMALL, dram, TINY, 1);
    var p = Hardware.parameters(config);
    var run = run(config, new Routing(new int[][] {{0}}, 2), library("bounds-lone-hbm", p), p);
    var timing = DramTiming.HBM2;
    for (var phase : List.of(Phase.WEIGHTS, Phase.EXPERTS, Phase.COMBINE)) {
      long more = run.cycles(phase) - run.bound(phase).lower();
      assertTrue(more >= timing.rcdRead(), phase + " takes " + more + " more");
      assertTrue(more <= timing.rcdRead() + 2 * timing.rrdS(), phase + " takes " + more + " more");
    }
  }

  @ParameterizedTest(name = "{0} places")
  @ValueSource(ints = {7, 10})
  void aBufferBelowTheCreditLoopOfTenCyclesThrottlesDispatchByWhatTheBoundSays(int buffer) {
    // the memory is so slow that the tokens have the tree for themselves
    var config = lone(buffer, 3, 1000, 32);
    var p = Hardware.parameters(config);
    var routing = new Routing(new int[32][1], 2);
    var run = run(config, routing, library("bounds-buffer-" + buffer, p), p);
    assertEquals(run.bound(Phase.DISPATCH).lower(), run.cycles(Phase.DISPATCH));
    assertTrue(run.cycles(Phase.DISPATCH) <= run.bound(Phase.DISPATCH).upper());
  }

  @Test
  void aMemoryAtAnEighthOfItsBandwidthExceedsTheUpperBound() {
    var random = new Random(1);
    var model = new RunConfig.Model("model", "full size", 64, 64, 4, 2, 2);
    var nop = new RunConfig.Nop(1, 2, 64, 16, 2);
    var fast = new RunConfig.Dram(64, 50, 1024, 4);
    var eighth = new RunConfig.Dram(8, 50, 1024, 4);
    var large = new RunConfig.Chiplet(32, 32, 1024, 16, 2);
    var good = RandomPackage.config(nop, large, fast, model, 8);
    var slow = RandomPackage.config(nop, large, eighth, model, 8);
    var p = Hardware.parameters(slow);
    var routing = RandomPackage.routing(good, random, 4, true);
    var run = run(good, routing, library("bounds-slow", p), p);
    long cycles = run.cycles(Phase.WEIGHTS);
    assertTrue(cycles > run.bound(Phase.WEIGHTS).upper(), cycles + ", " + run.bounds().phases());
  }
}
