package chorale.workload.mozart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Placement.Strategy;
import chorale.workload.mozart.Manner.Exchange;
import chorale.workload.mozart.Manner.Update;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.step.Machine;
import chorale.workload.step.rate.RateModel;
import chorale.workload.step.rate.RateRun;
import chorale.workload.step.rate.Rates;
import chorale.workload.step.rate.Rates.Engines;
import chorale.workload.step.rate.Rates.Links;
import chorale.workload.step.rate.Rates.Memory;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole steps of a small model: what they compute and move, and what each switch saves. */
class WholeStepTest {
  private static final int HIDDEN = 64;
  private static final int INNER = 32;
  private static final int TOKENS = 256;
  private static final int EXPERTS = 32;
  private static final int TOP_K = 4;
  private static final int LAYERS = 3;
  private static final Tree TREE = new Tree(4, 4);
  private static final Machine MACHINE = new Machine(4, 4, 1, 16, 1, HIDDEN / 16);
  private static final SharedLayer SHARED = new SharedLayer(10_000, 12_000, 500, 300);

  private static List<MozartSchedule> layers() {
    var layers = new ArrayList<MozartSchedule>();
    for (int l = 0; l < LAYERS; l++) {
      var routing = new SyntheticRouting(new Knobs(EXPERTS, TOP_K, 16, 0.3, 0.5), l).next(TOKENS);
      var placement = Placements.of(Strategy.CONTIGUOUS, routing, TREE, 1);
      layers.add(new MozartSchedule(MACHINE, routing, placement, HIDDEN, INNER, true, true));
    }
    return layers;
  }

  private static RateRun run(Manner manner) {
    var shared = List.of(SHARED, SHARED, SHARED);
    var step = new WholeStep(MACHINE, layers(), shared, manner).step();
    var engines = new Engines(1000, 100, 100);
    boolean adds = manner.exchange() == Exchange.GROUPS;
    var memory = new Memory(64, 16, true, 10);
    var links = new Links(16, 16, 32, 5, 0, adds);
    return RateModel.of(step, new Rates(engines, engines, links, memory, memory));
  }

  private static Manner manner(boolean overlaps, Exchange exchange) {
    return new Manner(overlaps, exchange, 2, true, 4, false, Update.WRITE_BACK);
  }

  @ParameterizedTest
  @EnumSource(Exchange.class)
  void aStepComputesEveryTokenOfEveryLayerForwardAndTwiceAsMuchBackward(Exchange exchange) {
    long experts = 3L * LAYERS * TOKENS * TOP_K * 3 * HIDDEN * INNER;
    long shared = 3L * LAYERS * TOKENS * SHARED.macs();
    assertEquals(experts + shared, run(manner(true, exchange)).macs());
    assertEquals(experts + shared, run(manner(false, exchange)).macs());
  }

  @Test
  void linksAtTheRootCarryEachTokenFourTimesForEachOfItsPackets() {
    double pairs = 0;
    double chiplets = 0;
    double groups = 0;
    for (var layer : layers()) {
      var loads = LinkLoads.of(layer.routing(), layer.placement(), TREE);
      pairs += TOKENS * TOP_K;
      chiplets += TOKENS * loads.replicas();
      groups += TOKENS * loads.groups();
    }
    int times = 4 * HIDDEN * 2;
    assertEquals(times * pairs, run(manner(true, Exchange.PAIRS)).trunkBytes(), 1e-3);
    assertEquals(times * chiplets, run(manner(true, Exchange.CHIPLETS)).trunkBytes(), 1e-3);
    assertEquals(times * groups, run(manner(true, Exchange.GROUPS)).trunkBytes(), 1e-3);
  }

  @Test
  void memoriesMoveWeightsThriceAndWhatTheBackwardPassNeedsTwice() {
    int block = 2 * HIDDEN;
    long weights = 3L * LAYERS * EXPERTS * 3 * HIDDEN * INNER * 2;
    long pairs = (long) LAYERS * TOKENS * TOP_K;
    long saved = 2 * pairs * 2 * (HIDDEN + 5 * INNER);
    long shared = 3L * LAYERS * Math.ceilDiv(SHARED.weights(), HIDDEN) * block;
    long attention = 2L * LAYERS * SHARED.saved() * TOKENS * 2;
    double all = run(manner(true, Exchange.PAIRS)).memoryBytes();
    // results of an expert's tokens end with a part of a block, each of five at most once each way
    double most = 2.0 * LAYERS * EXPERTS * 5 * block;
    double least = weights + saved + shared + attention;
    assertTrue(all >= least && all <= least + most, all + " bytes, at least " + least);
  }

  @Test
  void whatOverlapsIsFasterAndFewerPacketsAreNotSlower() {
    double baseline = run(manner(false, Exchange.PAIRS)).cycles();
    double overlapped = run(manner(true, Exchange.PAIRS)).cycles();
    double chiplets = run(manner(true, Exchange.CHIPLETS)).cycles();
    double groups = run(manner(true, Exchange.GROUPS)).cycles();
    assertTrue(overlapped < 0.9 * baseline, overlapped + " after " + baseline);
    assertTrue(chiplets < overlapped, chiplets + " after " + overlapped);
    assertTrue(groups < chiplets, groups + " after " + chiplets);
  }

  @Test
  void noStepIsFasterThanItsBusiestMemoryOrLink() {
    for (var exchange : Exchange.values()) {
      var run = run(manner(true, exchange));
      double least = Math.max(run.memoryBusy(), Math.max(run.trunkBusy(), run.leafBusy()));
      assertTrue(run.cycles() >= least, run.cycles() + " cycles, at least " + least);
    }
  }

  @Test
  void recomputationMovesLessAndMomentsMore() {
    var usual = run(manner(true, Exchange.CHIPLETS));
    var anew = new Manner(true, Exchange.CHIPLETS, 2, true, 4, true, Update.WRITE_BACK);
    var adamw = new Manner(true, Exchange.CHIPLETS, 2, true, 4, false, Update.ADAMW);
    assertTrue(run(anew).memoryBytes() < usual.memoryBytes());
    assertTrue(run(anew).macs() > usual.macs());
    // two binary32 moments, there and back
    long moments = (long) LAYERS * EXPERTS * 3 * HIDDEN * INNER * 2 * 4 * 2;
    assertEquals(usual.memoryBytes() + moments, run(adamw).memoryBytes(), 1e-3);
  }

  @Test
  void aStepNeedsOneHome() {
    var two = new Machine(4, 4, 2, 16, 1, HIDDEN / 16);
    var manner = manner(true, Exchange.PAIRS);
    var bad =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WholeStep(two, layers(), List.of(SHARED, SHARED, SHARED), manner));
    assertTrue(bad.getMessage().startsWith("2 homes"), bad.getMessage());
  }
}
