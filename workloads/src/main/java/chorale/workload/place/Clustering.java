package chorale.workload.place;

/**
 * Mozart's Algorithm 1: experts to clusters, one cluster for each chiplet, so that experts that are
 * chosen together live together.
 *
 * <ol>
 *   <li>Cluster 0 starts with the two experts of the highest co-activation.
 *   <li>Each further cluster is seeded by the free expert whose co-activation with all experts that
 *       are taken is lowest.
 *   <li>Cluster after cluster is filled: the free expert of the highest average co-activation with
 *       the cluster joins, until the cluster has its size.
 * </ol>
 *
 * <p>The paper prints {@code len <= Ne/Nc}, which takes one expert too many: we read {@code <}. It
 * does not say how ties are broken: the lowest index wins.
 */
final class Clustering {
  private final Coactivation counts;
  private final int[] sizes;
  private final boolean[] taken;
  private final int[][] clusters;
  private final int[] filled;

  private Clustering(Coactivation counts, int[] sizes) {
    this.counts = counts;
    this.sizes = sizes;
    taken = new boolean[counts.experts()];
    clusters = new int[sizes.length][];
    for (int c = 0; c < sizes.length; c++) {
      clusters[c] = new int[sizes[c]];
    }
    filled = new int[sizes.length];
  }

  /** Clusters of {@code sizes}, which must add up to the number of experts; each at least 1. */
  static int[][] of(Coactivation counts, int[] sizes) {
    return new Clustering(counts, sizes).clusters();
  }

  private int[][] clusters() {
    seedFirst();
    for (int c = 1; c < sizes.length; c++) {
      take(c, leastConnected());
    }
    for (int c = 0; c < sizes.length; c++) {
      while (filled[c] < sizes[c]) {
        take(c, closest(c));
      }
    }
    return clusters;
  }

  private void seedFirst() {
    int first = 0;
    int second = counts.experts() > 1 ? 1 : 0;
    for (int a = 0; a < counts.experts(); a++) {
      for (int b = a + 1; b < counts.experts(); b++) {
        if (counts.together(a, b) > counts.together(first, second)) {
          first = a;
          second = b;
        }
      }
    }
    take(0, first);
    if (sizes[0] > 1) {
      take(0, second);
    }
  }

  private int leastConnected() {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int e = 0; e < taken.length; e++) {
      if (!taken[e]) {
        long sum = 0;
        for (int other = 0; other < taken.length; other++) {
          sum += taken[other] ? counts.together(e, other) : 0;
        }
        if (sum < least) {
          least = sum;
          best = e;
        }
      }
    }
    return best;
  }

  /** The highest sum is the highest average: the cluster is the same for all candidates. */
  private int closest(int cluster) {
    int best = -1;
    long most = -1;
    for (int e = 0; e < taken.length; e++) {
      if (!taken[e]) {
        long sum = 0;
        for (int i = 0; i < filled[cluster]; i++) {
          sum += counts.together(e, clusters[cluster][i]);
        }
        if (sum > most) {
          most = sum;
          best = e;
        }
      }
    }
    return best;
  }

  private void take(int cluster, int expert) {
    clusters[cluster][filled[cluster]++] = expert;
    taken[expert] = true;
  }
}
