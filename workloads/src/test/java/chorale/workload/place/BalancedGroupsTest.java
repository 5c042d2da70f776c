package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BalancedGroupsTest {
  private static long squares(long[] loads, int[] groups, int count) {
    var sums = new long[count];
    for (int c = 0; c < loads.length; c++) {
      sums[groups[c]] += loads[c];
    }
    return LongStream.of(sums).map(s -> s * s).sum();
  }

  /** The least sum of squares over all partitions, each of them looked at. */
  private static long exhaustive(long[] loads, int[] room, long[] sums, int next) {
    if (next == loads.length) {
      return LongStream.of(sums).map(s -> s * s).sum();
    }
    long least = Long.MAX_VALUE;
    for (int g = 0; g < room.length; g++) {
      if (room[g] > 0) {
        room[g]--;
        sums[g] += loads[next];
        least = Math.min(least, exhaustive(loads, room, sums, next + 1));
        sums[g] -= loads[next];
        room[g]++;
      }
    }
    return least;
  }

  @Test
  void isTheOptimumOfAllPartitions() {
    var random = new Random(1);
    for (int[] sizes : new int[][] {{2, 2}, {3, 3, 3}, {1, 2, 4}, {2, 2, 2, 2}, {4, 1, 0, 3}}) {
      for (int round = 0; round < 20; round++) {
        var loads = random.longs(Arrays.stream(sizes).sum(), 0, 1000).toArray();
        int[] groups = BalancedGroups.of(loads, sizes);
        long least = exhaustive(loads, sizes.clone(), new long[sizes.length], 0);
        assertEquals(least, squares(loads, groups, sizes.length), Arrays.toString(loads));
      }
    }
  }

  @Test
  void givesEachGroupAsManyClustersAsItHasChiplets() {
    var random = new Random(2);
    int[] sizes = {4, 3, 4, 2};
    var counts = new int[4];
    for (int g : BalancedGroups.of(random.longs(13, 1, 1000).toArray(), sizes)) {
      counts[g]++;
    }
    assertArrayEquals(sizes, counts);
  }

  @Test
  void splitsSixteenClustersAsWellAsLoadsAllow() {
    // 1 .. 16 add up to 136: four groups of 34 exist
    var loads = LongStream.rangeClosed(1, 16).toArray();
    assertEquals(4 * 34 * 34, squares(loads, BalancedGroups.of(loads, new int[] {4, 4, 4, 4}), 4));
  }

  @Test
  void theHeuristicForLargerTreesIsWithinATenthOfAPercentOfEqualLoads() {
    var random = new Random(3);
    int[] sizes = {8, 8, 8, 8, 8, 8, 8, 8};
    for (int round = 0; round < 20; round++) {
      var loads = random.longs(64, 100, 1000).toArray();
      double equal = Math.pow(LongStream.of(loads).sum() / 8.0, 2) * 8;
      double ratio = squares(loads, BalancedGroups.heuristic(loads, sizes), 8) / equal;
      assertTrue(ratio < 1.001, "ratio " + ratio);
    }
  }
}
