package chorale.workload.place;

import chorale.workload.Placement;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.RunConfig;
import chorale.workload.TraceReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** Finds the placement of a {@link Strategy}, from the tokens that it learns from. */
public final class Placements {
  private Placements() {}

  /**
   * The placement of the experts of {@code learned} on {@code tree}.
   *
   * @param learned tokens to learn from; of a strategy that learns nothing only the number of its
   *     experts counts
   * @param seed of random numbers, for those that need some
   */
  public static Placement of(Strategy strategy, Routing learned, Tree tree, long seed) {
    int[] shares = tree.shares(learned.expertCount());
    return switch (strategy) {
      case CONTIGUOUS ->
          Placement.of(strategy, learned.expertCount(), tree.places(), tree.chiplets());
      case RANDOM -> random(learned.expertCount(), tree, shares, seed);
      case GREEDY -> tree.placement(greedy(learned, shares));
      case MOZART -> tree.placement(mozart(learned, tree, shares));
      case CHORALE ->
          tree.placement(BusiestLink.search(learned, tree, mozart(learned, tree, shares), seed));
    };
  }

  /**
   * Mozart's clusters on the chiplets in their order, without its second stage, which has no
   * influence on the replicas per token.
   */
  public static Placement clustered(Routing learned, Tree tree) {
    int[] shares = tree.shares(learned.expertCount());
    return tree.placement(Clustering.of(Coactivation.of(learned), shares));
  }

  /**
   * {@code config} with the placement itself in the place of a strategy that learns, or draws: such
   * a one learns from the {@code mapping.train_tokens} tokens that lie in the trace before those of
   * the run.
   *
   * @throws chorale.workload.BadInput if the trace cannot be read or is too short
   */
  public static RunConfig decide(RunConfig config) {
    var mapping = config.mapping();
    var model = config.model();
    var tree = Tree.of(config.pack());
    return switch (mapping.placement()) {
      case Placement.Decided _ -> config;
      case Strategy s when s == Strategy.CONTIGUOUS -> config;
      case Strategy s when s == Strategy.RANDOM ->
          config.withPlacement(
              random(model.experts(), tree, tree.shares(model.experts()), mapping.seed()));
      case Strategy s ->
          config.withPlacement(of(s, TraceReader.readTraining(config), tree, mapping.seed()));
    };
  }

  private static Placement random(int experts, Tree tree, int[] shares, long seed) {
    int[] order = IntStream.range(0, experts).toArray();
    Shuffle.of(order, new Random(seed));
    return tree.placement(cut(order, shares));
  }

  private static int[][] cut(int[] order, int[] shares) {
    var parts = new int[shares.length][];
    int next = 0;
    for (int i = 0; i < shares.length; i++) {
      parts[i] = Arrays.copyOfRange(order, next, next + shares[i]);
      next += shares[i];
    }
    return parts;
  }

  /** By descending load to the chiplet of the least load that has room. */
  private static int[][] greedy(Routing learned, int[] shares) {
    var loads = new long[shares.length];
    var filled = new int[shares.length];
    var experts = IntStream.of(shares).mapToObj(int[]::new).toArray(int[][]::new);
    IntStream.range(0, learned.expertCount())
        .boxed()
        .sorted(Comparator.comparingInt((Integer e) -> -learned.load(e)).thenComparingInt(e -> e))
        .forEach(
            e -> {
              int chiplet =
                  IntStream.range(0, shares.length)
                      .filter(i -> filled[i] < shares[i])
                      .boxed()
                      .min(
                          Comparator.comparingLong((Integer i) -> loads[i])
                              .thenComparingInt(i -> i))
                      .orElseThrow();
              experts[chiplet][filled[chiplet]++] = e;
              loads[chiplet] += learned.load(e);
            });
    return experts;
  }

  private static int[][] mozart(Routing learned, Tree tree, int[] shares) {
    var counts = Coactivation.of(learned);
    int[][] clusters = Clustering.of(counts, shares);
    var loads = new long[clusters.length];
    for (int c = 0; c < clusters.length; c++) {
      for (int e : clusters[c]) {
        loads[c] += counts.load(e);
      }
    }
    var ranks = tree.ranksByGroup();
    int[] groups = BalancedGroups.of(loads, ranks.stream().mapToInt(r -> r.size()).toArray());
    var result = new int[clusters.length][];
    var used = new int[tree.groups()];
    for (int c = 0; c < clusters.length; c++) {
      result[ranks.get(groups[c]).get(used[groups[c]]++)] = clusters[c];
    }
    return result;
  }
}
