package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases with numbers worked out by hand; the latencies are fixed here, not the RTL's. */
class BoundsTest {
  private static final Timing TIMING = new Timing(1, 3, 2, 1, 4, 2, 4, 1, 2, 2, 1);

  private static Bounds bounds(RunConfig config, int[]... rows) {
    var routing = new Routing(rows, config.model().experts());
    return Bounds.of(ProgramBuilder.build(config, routing), TIMING);
  }

  private static Command.Gemm gemm(int m, int k, int n) {
    return new Command.Gemm(0, 0, Matrix.GATE, m, k, n, List.of(), OptionalInt.empty());
  }

  @Test
  void oneChipletOneExpertTwoTokens() {
    // 2-flit packets; 3 matrices of 2 bursts, 17 flits or 16 DRAM cycles each; one fold per Gemm.
    // dispatch: start 3 + 4 flits - 1 + 2 hops of 3 + receive 1
    // weights: dma 2 + request to data 18 + 6 x 17 - 1 + data to leaf 5
    // experts: gate starts at 58 + 1 + 1 + 32, done 64 later; up at 126, done 190; down at 192
    // combine: 256 + issue 1 + start 2 + 4 flits - 1 + path 7, then reduce 1 + 1
    // upper: dispatch as lower; memory 6 x 17 + 6 requests; requests 6 and round trips 3 x 42;
    // Gemms 3 x 103; accesses 96 + 2; for combine links up 10 + 4; start 3, path 7; reduce 2 + 1 +
    // 1
    var config = Fixtures.tiny(1, 1, 1, 1, 2, 64);
    assertEquals(
        List.of(
            new PhaseBound(Phase.DISPATCH, 13, 13, "dispatch injection"),
            new PhaseBound(Phase.WEIGHTS, 126, 660, "memory to switch of group 0"),
            new PhaseBound(Phase.EXPERTS, 256, 660, "chain of chiplet 0"),
            new PhaseBound(Phase.COMBINE, 271, 688, "chain of chiplet 0")),
        bounds(config, new int[] {0}, new int[] {0}).phases());
  }

  @Test
  void aSlowDramServesTheChipletsOfAGroupOneAfterTheOther() {
    // 2 chiplets x 3 matrices x 2048 bytes at 1 byte per cycle
    var weights = bounds(Fixtures.tiny(1, 2, 2, 2, 1, 1), new int[] {0, 1}).phase(Phase.WEIGHTS);
    assertEquals("dram of group 0", weights.binds());
    assertEquals(2 + 18 + 12288 - 1 + 5, weights.lower());
  }

  @Test
  void groupsLoadInParallel() {
    var one = bounds(Fixtures.tiny(1, 2, 2, 2, 1, 1), new int[] {0, 1});
    var two = bounds(Fixtures.tiny(2, 1, 2, 2, 1, 1), new int[] {0, 1});
    assertEquals(6144, one.phase(Phase.WEIGHTS).lower() - two.phase(Phase.WEIGHTS).lower());
  }

  @Test
  void aFewOutstandingBurstsOfASlowStackBindTheChain() {
    var fast = Fixtures.tiny(1, 1, 1, 1, 1, 256);
    var old = fast.pack();
    var pack =
        new RunConfig.Package(1, old.nop(), old.chiplet(), new RunConfig.Dram(256, 1000, 1024, 1));
    var config =
        new RunConfig(
            fast.source(),
            fast.name(),
            pack,
            fast.model(),
            fast.trace(),
            fast.mapping(),
            fast.output());
    var weights = bounds(config, new int[] {0}).phase(Phase.WEIGHTS);
    // 6 bursts, each a round trip of 1008 + 16 + 5 and 2 to ask again
    assertEquals(6 * (2 + 1008 + 16 + 5), weights.lower());
    assertEquals("chain of chiplet 0", weights.binds());
  }

  @Test
  void loadsThatNeedASlotWaitForGemms() {
    // 3 experts, 2 resident: the third expert's gate waits for the first one's gate Gemm (156)
    var three = bounds(Fixtures.tiny(1, 1, 3, 3, 2, 64), new int[] {0, 1, 2}, new int[] {0, 1, 2});
    assertEquals(2 + 18 + 18 * 17 - 1 + 5, three.phase(Phase.WEIGHTS).lower());
    // its down waits for the first one's down (256): request 259, then two bursts
    var fast = bounds(Fixtures.tiny(1, 1, 3, 3, 2, 4096), new int[] {0, 1, 2}, new int[] {0, 1, 2});
    assertTrue(fast.phase(Phase.WEIGHTS).lower() >= 259 + 18 + 2 * 17 - 1 + 5);
  }

  @Test
  void resourcesListEveryLinkMemoryAndArray() {
    var resources =
        bounds(Fixtures.tiny(2, 3, 6, 1, 2, 64), new int[] {0}, new int[] {4}).resources();
    assertEquals(1 + 2 * 5 + 6 * 3 + 1, resources.size());
    assertTrue(resources.contains(new Resource(Resource.Kind.DRAM, 1, 3 * 2048 / 64)));
    assertTrue(resources.contains(new Resource(Resource.Kind.ARRAY, 4, 3)));
    assertTrue(resources.contains(new Resource(Resource.Kind.LEAF_DOWN, 4, 2 + 6 * 17)));
    assertTrue(resources.contains(new Resource(Resource.Kind.REDUCE, 0, 2)));
  }

  @Test
  void foldsOfAGemmOverlapStreamAndWeightLoad() {
    var array = new ArrayCost(4, 4);
    // k = 4 + 2 rows, two folds across: starts 3-row streams at 0, 3, 7, 10
    assertEquals(13, array.streams(gemm(3, 6, 5)));
    // streams longer than loads: four folds of 10
    assertEquals(40, array.streams(gemm(10, 6, 5)));
    assertEquals(6, array.drain());
    // four folds of 4 + 3 accesses, two columns of 3 results, 7 to drain
    assertEquals(4 * 7 + 2 * 3 + 7, array.most(gemm(3, 6, 5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chorale.workload.ProgramTest#programs")
  void lowerNeverExceedsUpperAndPhasesFollowEachOther(String name, Program program) {
    var bounds = Bounds.of(program, TIMING);
    for (var phase : bounds.phases()) {
      assertTrue(phase.lower() <= phase.upper(), name + ": " + phase);
      assertTrue(phase.lower() > 0, name + ": " + phase);
    }
    assertTrue(bounds.phase(Phase.WEIGHTS).lower() < bounds.phase(Phase.EXPERTS).lower(), name);
    assertTrue(bounds.phase(Phase.EXPERTS).lower() < bounds.total().lower(), name);
    assertTrue(bounds.phase(Phase.DISPATCH).lower() < bounds.total().lower(), name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chorale.workload.ProgramTest#programs")
  void noResourceWorksLongerThanTheRunsUpperBound(String name, Program program) {
    var bounds = Bounds.of(program, TIMING);
    for (var resource : bounds.resources()) {
      assertTrue(resource.cycles() <= bounds.total().upper(), name + ": " + resource);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chorale.workload.ProgramTest#programs")
  void anExecutionLiesBetweenItsBounds(String name, Program program) {
    var bounds = Bounds.of(program, TIMING);
    PackageSimulation.run(program, TIMING, PackageSimulation.Memory.PIPELINED)
        .forEach(
            (phase, cycles) -> {
              var bound = bounds.phase(phase);
              assertTrue(bound.lower() <= cycles, name + ": " + cycles + " below " + bound);
              assertTrue(cycles <= bound.upper(), name + ": " + cycles + " above " + bound);
            });
  }

  @Test
  void aMemoryThatServesOneBurstAtATimeExceedsTheUpperBound() {
    // four chiplets share a stack; every burst of 16 cycles also pays the latency of 200
    var fast = Fixtures.tiny(1, 4, 16, 4, 8, 64);
    var old = fast.pack();
    var pack =
        new RunConfig.Package(1, old.nop(), old.chiplet(), new RunConfig.Dram(64, 200, 1024, 4));
    var config =
        new RunConfig(
            fast.source(),
            fast.name(),
            pack,
            fast.model(),
            fast.trace(),
            fast.mapping(),
            fast.output());
    var rows = new int[8][];
    for (int t = 0; t < rows.length; t++) {
      rows[t] = new int[] {t % 4, 4 + t % 4, 8 + t % 4, 12 + t % 4};
    }
    var program = ProgramBuilder.build(config, new Routing(rows, 16));
    long upper = Bounds.of(program, TIMING).total().upper();
    long serial =
        PackageSimulation.run(program, TIMING, PackageSimulation.Memory.SERIAL).get(Phase.COMBINE);
    long sound =
        PackageSimulation.run(program, TIMING, PackageSimulation.Memory.PIPELINED)
            .get(Phase.COMBINE);
    assertTrue(sound <= upper, sound + " of at most " + upper);
    assertTrue(serial > upper, serial + " within " + upper);
  }

  @Test
  void aBufferSmallerThanTheCreditLoopThrottlesALink() {
    // a place is used again 10 cycles later: 4, 4, 1 flits start at 0, 10, 20
    var link = new LinkCost(4, 10);
    assertEquals(4, link.least(4));
    assertEquals(11, link.least(5));
    assertEquals(21, link.least(9));
    assertEquals(23, link.most(9));
    assertEquals(9, new LinkCost(10, 10).least(9));
    assertEquals(9, new LinkCost(10, 10).most(9));
    assertEquals(0, link.least(0));
  }
}
