package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Placement;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.TraceReader;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementsTest {
  private static final Path PREFILL =
      Path.of("../examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz");
  private static final Routing SKEWED =
      new SyntheticRouting(new Knobs(50, 4, 10, 0.5, 0.8), 1).next(800);

  /** 3 groups of 4 places, of which the second has one chiplet and the third none. */
  private static final Tree DAMAGED = new Tree(3, 4, List.of(0, 1, 2, 3, 6));

  private static List<List<Integer>> listed(Placement placement) {
    var all = new ArrayList<List<Integer>>();
    for (int c = 0; c < placement.chiplets(); c++) {
      all.add(Arrays.stream(placement.experts(c)).boxed().toList());
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void everyStrategyUsesTheChipletsThatAreThereInSharesThatDifferByOne(Strategy strategy) {
    var placement = Placements.of(strategy, SKEWED, DAMAGED, 1);
    assertEquals(12, placement.chiplets());
    assertEquals(50, placement.expertCount());
    for (int c = 0; c < 12; c++) {
      assertEquals(DAMAGED.chiplets().contains(c) ? 10 : 0, placement.experts(c).length);
    }
    var uneven = Placements.of(strategy, SKEWED, new Tree(3, 3, List.of(0, 1, 2, 4, 5, 7, 8)), 1);
    for (int c : List.of(0, 1, 2, 4, 5, 7, 8)) {
      int share = uneven.experts(c).length;
      assertTrue(share == 7 || share == 8, "chiplet " + c + " has " + share);
    }
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void equalSeedsGiveEqualPlacements(Strategy strategy) {
    assertEquals(
        listed(Placements.of(strategy, SKEWED, DAMAGED, 7)),
        listed(Placements.of(strategy, SKEWED, DAMAGED, 7)));
  }

  @Test
  void otherSeedsGiveOtherRandomPlacements() {
    assertNotEquals(
        listed(Placements.of(Strategy.RANDOM, SKEWED, DAMAGED, 7)),
        listed(Placements.of(Strategy.RANDOM, SKEWED, DAMAGED, 8)));
  }

  @Test
  void greedyBalancesTheChipletsLoads() {
    // loads 4, 3, 2, 1: the two heaviest part, and each is joined by what makes the loads equal
    int[][] rows = {{0}, {0}, {0}, {0}, {1}, {1}, {1}, {2}, {2}, {3}};
    var placement = Placements.of(Strategy.GREEDY, new Routing(rows, 4), new Tree(1, 2), 1);
    assertArrayEquals(new int[] {0, 3}, placement.experts(0));
    assertArrayEquals(new int[] {1, 2}, placement.experts(1));
  }

  @Test
  void oursFindsGroupsThatAreChosenTogetherWhereMozartDoesNotLook() {
    // Two kinds of tokens. Pairs {0,1}, {2,3}, {4,5}, {6,7} belong on one chiplet each; of the
    // pairs,
    // {0,1} with {2,3} and {4,5} with {6,7} are chosen together, but equal loads do not show it.
    int[][] rows = new int[40][];
    for (int t = 0; t < rows.length; t++) {
      rows[t] = t % 2 == 0 ? new int[] {0, 1, 2, 3} : new int[] {4, 5, 6, 7};
    }
    var routing = new Routing(rows, 8);
    var tree = new Tree(2, 2);
    var ours = LinkLoads.of(routing, Placements.of(Strategy.CHORALE, routing, tree, 1), tree);
    assertEquals(1.0, ours.groups());
    assertEquals(2.0, ours.replicas());
    assertEquals(20, ours.binding());
  }

  @Test
  void onARealTraceOursCarriesLessThanMozartOnTokensThatNeitherHasSeen() {
    var routing = TraceReader.read(PREFILL, 5, 2048, 6, 64);
    var tree = new Tree(4, 4);
    var learned = routing.tokens(0, 1024);
    var unseen = routing.tokens(1024, 2048);
    var mozart = LinkLoads.of(unseen, Placements.of(Strategy.MOZART, learned, tree, 1), tree);
    var ours = LinkLoads.of(unseen, Placements.of(Strategy.CHORALE, learned, tree, 1), tree);
    assertTrue(ours.binding() < 0.95 * mozart.binding(), ours.binding() + "/" + mozart.binding());
    assertTrue(ours.groups() < 0.95 * mozart.groups());
    assertTrue(ours.replicas() < mozart.replicas());
  }

  @Test
  void theBusiestLinkIsATrunk() {
    for (Strategy strategy : Strategy.values()) {
      var loads = LinkLoads.of(SKEWED, Placements.of(strategy, SKEWED, DAMAGED, 1), DAMAGED);
      assertEquals(loads.busiestTrunk(), loads.binding());
      assertTrue(loads.busiestLeaf() <= loads.busiestTrunk());
    }
  }

  @Test
  void loadsOfLinksAreCountedByHand() {
    // token 0 stays on chiplet 0, token 1 visits both chiplets of group 0, token 2 both groups
    var routing = new Routing(new int[][] {{0, 1}, {0, 2}, {1, 7}}, 8);
    var tree = new Tree(2, 2);
    var loads = LinkLoads.of(routing, Placements.of(Strategy.CONTIGUOUS, routing, tree, 1), tree);
    assertEquals(5.0 / 3, loads.replicas(), 1e-12);
    assertEquals(4.0 / 3, loads.groups(), 1e-12);
    assertEquals(3, loads.busiestTrunk());
    assertEquals(3, loads.busiestLeaf());
    assertEquals(5, loads.bindingHome());
    assertEquals(4 * 4 / 6.0, loads.imbalance(4), 1e-12);
    assertFalse(loads.replicas() > routing.topK());
  }
}
