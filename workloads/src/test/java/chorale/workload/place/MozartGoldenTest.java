package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Mozart's two stages on 8 experts, 4 chiplets, top-2 and 16 tokens, worked out by hand: each pair
 * of digits is a token.
 */
class MozartGoldenTest {
  private static final String TOKENS = "05 05 05 14 14 27 27 36 36 04 15 26 02 05 37 45";
  private static final Routing ROUTING =
      new Routing(
          Arrays.stream(TOKENS.split(" "))
              .map(t -> new int[] {t.charAt(0) - '0', t.charAt(1) - '0'})
              .toArray(int[][]::new),
          8);
  private static final int[] SHARES = {2, 2, 2, 2};

  @Test
  void countsHowOftenExpertsAreChosen() {
    var counts = Coactivation.of(ROUTING);
    var loads = new long[8];
    Arrays.setAll(loads, counts::load);
    assertArrayEquals(new long[] {6, 3, 4, 3, 4, 6, 3, 3}, loads);
    assertEquals(4, counts.together(0, 5));
    assertEquals(4, counts.together(5, 0));
    assertEquals(0, counts.together(0, 7));
  }

  @Test
  void clustersExpertsThatAreChosenTogether() {
    assertArrayEquals(
        new int[][] {{0, 5}, {3, 6}, {1, 4}, {2, 7}},
        Clustering.of(Coactivation.of(ROUTING), SHARES));
  }

  @Test
  void sendsFewerReplicasThanAContiguousPlacement() {
    var tree = new Tree(2, 2);
    var clustered = Placements.of(Strategy.MOZART, ROUTING, tree, 1);
    var contiguous = Placements.of(Strategy.CONTIGUOUS, ROUTING, tree, 1);
    assertEquals(1.375, LinkLoads.of(ROUTING, clustered, tree).replicas());
    assertEquals(1.9375, LinkLoads.of(ROUTING, contiguous, tree).replicas());
  }

  @Test
  void splitsTheClustersIntoGroupsOfNearlyEqualLoad() {
    int[] groups = BalancedGroups.of(new long[] {12, 6, 7, 7}, new int[] {2, 2});
    assertEquals(groups[0], groups[1]);
    assertEquals(groups[2], groups[3]);
    var tree = new Tree(2, 2);
    var placement = Placements.of(Strategy.MOZART, ROUTING, tree, 1);
    assertEquals(18, LinkLoads.of(ROUTING, placement, tree).bindingHome());
  }
}
