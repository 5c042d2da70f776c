package chorale.workload.place;

import chorale.workload.Routing;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Our placement: it minimises what the busiest link carries.
 *
 * <p>A token crosses the trunk of a group once if one of its experts lives in the group, and the
 * leaf link of a chiplet once if one lives there; so a trunk carries at least what each of its leaf
 * links does. The trunks depend on the experts' groups alone, not on their chiplets. Hence the
 * order of the search: first experts to groups, for light and equal trunks; then, in each group by
 * itself, experts to chiplets, for few copies and then for equal leaf links. Mozart goes the other
 * way round, clusters first and then clusters to switches, by load alone: which clusters are chosen
 * together it does not ask, so its trunks carry nearly what those of any placement do.
 *
 * <p>Which chiplets of a group a token goes to changes nothing on the trunk if the switch makes the
 * copies. If it does not, each copy crosses the trunk, and the one link of the attention chiplet;
 * so the chiplets are chosen for the fewest copies.
 *
 * <p>Each partition is the best of {@value #STARTS} descents ({@link Partition}), the first from
 * Mozart's placement, the others from random ones.
 */
final class BusiestLink {
  private static final int STARTS = 20;

  /** Of the pairs of a group: without addition in the switches all of them cross its trunk. */
  private static final int GROUP_DIVISOR = 2;

  /** Of the pairs of a chiplet. */
  private static final int CHIPLET_DIVISOR = 4;

  private final Tree tree;
  private final long[][] tokensOf;
  private final Random random;

  private BusiestLink(Routing routing, Tree tree, long seed) {
    this.tree = tree;
    tokensOf = new long[routing.expertCount()][Math.ceilDiv(routing.tokens(), Long.SIZE)];
    for (int t = 0; t < routing.tokens(); t++) {
      for (int j = 0; j < routing.topK(); j++) {
        tokensOf[routing.expert(t, j)][t / Long.SIZE] |= 1L << t;
      }
    }
    random = new Random(seed);
  }

  /**
   * The experts of each of the tree's chiplets.
   *
   * @param start experts of each chiplet from which the first descent begins; its shares are kept
   */
  static int[][] search(Routing routing, Tree tree, int[][] start, long seed) {
    return new BusiestLink(routing, tree, seed).search(start);
  }

  private int[][] search(int[][] start) {
    var groupOf = new int[tokensOf.length];
    var rankOf = new int[tokensOf.length];
    for (int i = 0; i < start.length; i++) {
      for (int e : start[i]) {
        rankOf[e] = i;
        groupOf[e] = tree.group(tree.chiplets().get(i));
      }
    }
    int[] groups = best(tokensOf, groupOf, tree.groups(), GROUP_DIVISOR, false);
    var result = new int[start.length][];
    var ranks = tree.ranksByGroup();
    for (int g = 0; g < tree.groups(); g++) {
      int group = g;
      // Those that share a chiplet of the start stay together: the first descent begins with them.
      int[] own =
          IntStream.range(0, groups.length)
              .filter(e -> groups[e] == group)
              .boxed()
              .sorted(Comparator.comparingInt((Integer e) -> rankOf[e]).thenComparingInt(e -> e))
              .mapToInt(Integer::intValue)
              .toArray();
      var sizes = ranks.get(g).stream().mapToInt(i -> start[i].length).toArray();
      int[][] parts = within(own, sizes);
      for (int i = 0; i < parts.length; i++) {
        result[ranks.get(g).get(i)] = parts[i];
      }
    }
    return result;
  }

  /** The experts {@code own} of a group in parts of {@code sizes}. */
  private int[][] within(int[] own, int[] sizes) {
    var begin = new int[own.length];
    for (int p = 0, e = 0; p < sizes.length; p++) {
      for (int i = 0; i < sizes[p]; i++) {
        begin[e++] = p;
      }
    }
    long[][] tokens = IntStream.of(own).mapToObj(e -> tokensOf[e]).toArray(long[][]::new);
    int[] parts =
        own.length == 0 ? begin : best(tokens, begin, sizes.length, CHIPLET_DIVISOR, true);
    return IntStream.range(0, sizes.length)
        .mapToObj(
            p ->
                IntStream.range(0, own.length)
                    .filter(i -> parts[i] == p)
                    .map(i -> own[i])
                    .toArray())
        .toArray(int[][]::new);
  }

  private int[] best(long[][] tokens, int[] begin, int parts, int divisor, boolean copies) {
    var best = new Partition(tokens, begin, parts, divisor, copies).descend();
    var next = begin.clone();
    for (int i = 1; i < STARTS; i++) {
      Shuffle.of(next, random);
      var other = new Partition(tokens, next, parts, divisor, copies).descend();
      if (other.cost() < best.cost()) {
        best = other;
      }
    }
    return best.parts();
  }
}
