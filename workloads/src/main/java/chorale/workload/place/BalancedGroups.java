package chorale.workload.place;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Mozart's second stage: clusters to switches. Minimises {@code |M V - V_aux|}, the distance of the
 * switches' loads from equal loads; as their sum is given, that is the least sum of their squares.
 * Each switch takes as many clusters as it has chiplets (the paper prints a row sum of 1, which
 * cannot hold).
 *
 * <p>It begins with a heuristic: heaviest first to the lightest switch that has room, then
 * exchanges of two clusters as long as one helps. A depth-first search over all partitions then
 * looks for better, trying switches of equal load and room once. It ends after {@value #MOST_STEPS}
 * steps: 16 clusters in 4 groups, 2,627,625 partitions, need 8.1 million at most, so there, and in
 * all smaller trees, the result is the optimum.
 */
final class BalancedGroups {
  private static final int MOST_STEPS = 8_000_000;

  private final long[] loads;
  private final int[] room;
  private final long[] sums;
  private final int[] group;
  private int[] best;
  private double least;
  private long steps;

  private BalancedGroups(long[] loads, int[] sizes) {
    this.loads = loads;
    room = sizes.clone();
    sums = new long[sizes.length];
    group = new int[loads.length];
  }

  /**
   * The group of each cluster.
   *
   * @param loads of the clusters
   * @param sizes clusters that each group takes, which add up to the number of clusters
   */
  static int[] of(long[] loads, int[] sizes) {
    var search = new BalancedGroups(loads, sizes);
    search.best = search.heuristic();
    search.least = squares(search.sums(search.best));
    search.descend(0, 0);
    return search.best;
  }

  /** What the heuristic alone finds. */
  static int[] heuristic(long[] loads, int[] sizes) {
    return new BalancedGroups(loads, sizes).heuristic();
  }

  /** Places cluster {@code next} and all after it; {@code cost} is the sum of squares so far. */
  private void descend(int next, double cost) {
    if (next == loads.length) {
      best = group.clone();
      least = cost;
      return;
    }
    for (int g = 0; g < room.length && steps < MOST_STEPS; g++) {
      if (room[g] == 0 || sameAsBefore(g)) {
        continue;
      }
      steps++;
      double grown = cost + loads[next] * (2.0 * sums[g] + loads[next]);
      if (grown < least) {
        sums[g] += loads[next];
        room[g]--;
        group[next] = g;
        descend(next + 1, grown);
        room[g]++;
        sums[g] -= loads[next];
      }
    }
  }

  /** Whether a group of the same load and room was tried just now: both lead to equal costs. */
  private boolean sameAsBefore(int g) {
    for (int earlier = 0; earlier < g; earlier++) {
      if (sums[earlier] == sums[g] && room[earlier] == room[g]) {
        return true;
      }
    }
    return false;
  }

  private int[] heuristic() {
    var left = room.clone();
    var sum = new long[room.length];
    var result = new int[loads.length];
    int[] order =
        IntStream.range(0, loads.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer c) -> -loads[c]).thenComparingInt(c -> c))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int c : order) {
      int lightest =
          IntStream.range(0, left.length)
              .filter(g -> left[g] > 0)
              .boxed()
              .min(Comparator.comparingLong((Integer g) -> sum[g]).thenComparingInt(g -> g))
              .orElseThrow();
      result[c] = lightest;
      sum[lightest] += loads[c];
      left[lightest]--;
    }
    exchange(result, sum);
    return result;
  }

  private void exchange(int[] result, long[] sum) {
    boolean better = true;
    while (better) {
      better = false;
      for (int a = 0; a < loads.length; a++) {
        for (int b = a + 1; b < loads.length; b++) {
          int p = result[a];
          int q = result[b];
          long moved = loads[a] - loads[b];
          // (sp - m)^2 + (sq + m)^2 < sp^2 + sq^2
          if (p != q && moved * (moved - sum[p] + sum[q]) < 0) {
            sum[p] -= moved;
            sum[q] += moved;
            result[a] = q;
            result[b] = p;
            better = true;
          }
        }
      }
    }
  }

  private long[] sums(int[] groups) {
    var sum = new long[room.length];
    for (int c = 0; c < groups.length; c++) {
      sum[groups[c]] += loads[c];
    }
    return sum;
  }

  private static double squares(long[] sums) {
    return Arrays.stream(sums).mapToDouble(s -> (double) s * s).sum();
  }
}
