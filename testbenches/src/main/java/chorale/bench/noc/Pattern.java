package chorale.bench.noc;

import chorale.nop.Topology;
import chorale.nop.Topology.Leaf;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * Where each leaf's packets go: for each source, a weight of every destination. The synthetic ones
 * are those of W. J. Dally and B. Towles, Principles and Practices of Interconnection Networks,
 * 2004, section 3.2, and skewed ones for experts of unequal popularity.
 *
 * @param name for reports
 * @param weights per source and destination
 */
public record Pattern(String name, long[][] weights) {
  private static final int HOT = 8;
  private static final double ZIPF = 10_000;

  /** Names that {@link #of} knows. */
  public static final List<String> NAMES =
      List.of(
          "uniform",
          "transpose",
          "tornado",
          "bitcomp",
          "neighbor",
          "hot8x",
          "zipf_packed",
          "zipf_spread");

  /** The pattern of that name among so many leaves, for some a power of two or of four. */
  public static Pattern of(String name, int leaves) {
    int bits = Integer.numberOfTrailingZeros(Integer.highestOneBit(leaves));
    return switch (name) {
      case "uniform" -> weighted(name, leaves, (_, _) -> 1);
      case "transpose" -> {
        int half = bits / 2;
        int low = (1 << half) - 1;
        yield permutation(name, leaves, s -> s >> half & low | (s & low) << half);
      }
      case "tornado" -> permutation(name, leaves, s -> (s + leaves / 2 - 1) % leaves);
      case "bitcomp" -> permutation(name, leaves, s -> leaves - 1 - s);
      case "neighbor" -> permutation(name, leaves, s -> (s + 1) % leaves);
      case "hot8x" -> weighted(name, leaves, (_, d) -> d == 0 ? HOT : 1);
      case "zipf_packed" -> weighted(name, leaves, (_, d) -> zipf(d));
      case "zipf_spread" ->
          weighted(name, leaves, (_, d) -> zipf(Integer.reverse(d) >>> Integer.SIZE - bits));
      default ->
          throw new IllegalArgumentException(
              "no traffic %s: there are %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private static int zipf(int rank) {
    return (int) Math.max(1, Math.round(ZIPF / (rank + 1)));
  }

  private static Pattern weighted(String name, int leaves, IntBinaryOperator weight) {
    var weights = new long[leaves][leaves];
    for (int s = 0; s < leaves; s++) {
      for (int d = 0; d < leaves; d++) {
        weights[s][d] = weight.applyAsInt(s, d);
      }
    }
    return new Pattern(name, weights);
  }

  private static Pattern permutation(String name, int leaves, IntUnaryOperator to) {
    return weighted(name, leaves, (s, d) -> to.applyAsInt(s) == d ? 1 : 0);
  }

  /** Number of leaves. */
  public int leaves() {
    return weights.length;
  }

  /** Draws destinations. */
  public Draw draw() {
    var sums = new long[leaves()][leaves()];
    for (int s = 0; s < leaves(); s++) {
      long sum = 0;
      for (int d = 0; d < leaves(); d++) {
        sum += weights[s][d];
        sums[s][d] = sum;
      }
    }
    return new Draw(sums);
  }

  /** Random destinations: per source, sums of the weights up to each destination. */
  public record Draw(long[][] sums) {
    /** A destination for a packet of {@code source}. */
    public int next(int source, SplittableRandom random) {
      long[] sum = sums[source];
      long x = random.nextLong(sum[sum.length - 1]);
      int at = Arrays.binarySearch(sum, x + 1);
      int d = at >= 0 ? at : -at - 1;
      while (d > 0 && sum[d - 1] == sum[d]) {
        d--;
      }
      return d;
    }
  }

  /** Mean number of routers that a packet goes through. */
  public double hops(Topology topology) {
    double hops = 0;
    for (int s = 0; s < leaves(); s++) {
      double total = Arrays.stream(weights[s]).sum();
      for (int d = 0; d < leaves(); d++) {
        if (weights[s][d] > 0) {
          hops += weights[s][d] / total * topology.path(s, d).size();
        }
      }
    }
    return hops / leaves();
  }

  /**
   * The rate, in flits per leaf and cycle, at which the busiest link of the network is full: 1 over
   * the largest load per unit of injection.
   */
  public double bound(Topology topology) {
    var load = new double[topology.routers()][];
    for (int r = 0; r < load.length; r++) {
      load[r] = new double[topology.ports(r)];
    }
    for (int s = 0; s < leaves(); s++) {
      double total = Arrays.stream(weights[s]).sum();
      for (int d = 0; d < leaves(); d++) {
        if (weights[s][d] > 0) {
          for (var hop : topology.path(s, d)) {
            load[hop.router()][hop.port()] += weights[s][d] / total;
          }
        }
      }
    }
    double most = 1;
    for (int r = 0; r < load.length; r++) {
      for (int p = 0; p < load[r].length; p++) {
        boolean self = topology.peer(r, p) instanceof Leaf && load[r][p] <= 1;
        most = self ? most : Math.max(most, load[r][p]);
      }
    }
    return 1 / most;
  }
}
