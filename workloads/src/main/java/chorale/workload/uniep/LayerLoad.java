package chorale.workload.uniep;

import chorale.workload.Routing;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a routing makes W ranks move and compute. Tokens live at the ranks in equal consecutive
 * parts, experts too. Counts of packets are those of the rank that has most; what stays on its rank
 * is on no link. Immutable.
 */
public final class LayerLoad {
  private final Routing routing;
  private final int ranks;
  private final int perRank;
  private final long distinct;
  private final long[] rows; // per rank: pairs of its experts

  private final Way pairs;
  private final Way copies;
  private final Way tokens;

  /**
   * Packets of the rank that has most, with the rank's part on it.
   *
   * @param out that leave the rank where tokens live
   * @param in that come to the rank where experts live
   */
  record Way(long out, long in) {}

  /**
   * The load of {@code routing} on {@code ranks} ranks.
   *
   * @throws IllegalArgumentException if the ranks do not have equally many experts, or one no token
   */
  public LayerLoad(Routing routing, int ranks) {
    if (ranks < 2 || routing.expertCount() % ranks != 0 || routing.tokens() < ranks) {
      throw new IllegalArgumentException(
          "%d ranks for %d experts and %d tokens: write at least 2 that divide the experts, and a token for each"
              .formatted(ranks, routing.expertCount(), routing.tokens()));
    }
    this.routing = routing;
    this.ranks = ranks;
    perRank = routing.expertCount() / ranks;
    rows = new long[ranks];
    var pairsOut = new long[ranks];
    var pairsIn = new long[ranks];
    var copiesOut = new long[ranks];
    var copiesIn = new long[ranks];
    var tokensOut = new long[ranks];
    long all = 0;
    var targets = new BitSet();
    for (int t = 0; t < routing.tokens(); t++) {
      int home = home(t);
      targets.clear();
      for (int j = 0; j < routing.topK(); j++) {
        int rank = routing.expert(t, j) / perRank;
        rows[rank]++;
        targets.set(rank);
        if (rank != home) {
          pairsOut[home]++;
          pairsIn[rank]++;
        }
      }
      all += targets.cardinality();
      targets.clear(home);
      copiesOut[home] += targets.cardinality();
      targets.stream().forEach(r -> copiesIn[r]++);
      tokensOut[home] += targets.isEmpty() ? 0 : 1;
    }
    distinct = all;
    pairs = new Way(max(pairsOut), max(pairsIn));
    copies = new Way(max(copiesOut), max(copiesIn));
    tokens = new Way(max(tokensOut), max(copiesIn));
  }

  private static long max(long[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private int home(int token) {
    return (int) ((long) token * ranks / routing.tokens());
  }

  /** Number of ranks. */
  public int ranks() {
    return ranks;
  }

  /** Tokens of all ranks. */
  public int tokens() {
    return routing.tokens();
  }

  /** Most tokens that live on one rank. */
  public int tokensOfRank() {
    return Math.ceilDiv(routing.tokens(), ranks);
  }

  /** Experts of a token. */
  public int topK() {
    return routing.topK();
  }

  /** Experts of a rank. */
  public int expertsOfRank() {
    return perRank;
  }

  /** Sum over the tokens of the ranks where one of their experts lives, their own included. */
  public long distinct() {
    return distinct;
  }

  /** Pairs that the rank with most of them computes. */
  public long rows() {
    return max(rows);
  }

  /** Packets of dispatch: one for each pair, one for each rank, or one for all ranks. */
  Way dispatch(boolean once, boolean multicast) {
    return multicast ? tokens : once ? copies : pairs;
  }

  /** Packets of combine: one for each pair; or added in the chiplet, and to one in switches. */
  Way combine(Manner.Addition addition) {
    return switch (addition) {
      case HOME -> new Way(pairs.in(), pairs.out()); // what came goes back
      case SWITCH -> new Way(copies.in(), tokens.out());
    };
  }

  /**
   * Tiles of the rank that has most.
   *
   * @param most tiles of all of its experts
   * @param last tiles of the expert that is computed last
   * @param ofHottest tiles of its expert with most
   */
  record Tiles(long most, long last, long ofHottest) {}

  /** Tiles of {@code size} tokens when each rank's tokens come in {@code chunks} parts. */
  Tiles tiles(int size, int chunks, Manner.Order order) {
    var loads = new int[routing.expertCount()][chunks];
    for (int t = 0; t < routing.tokens(); t++) {
      int home = home(t);
      long first = Math.ceilDiv((long) home * routing.tokens(), (long) ranks);
      long after = Math.ceilDiv((home + 1L) * routing.tokens(), (long) ranks);
      int chunk = (int) ((t - first) * chunks / (after - first));
      for (int j = 0; j < routing.topK(); j++) {
        loads[routing.expert(t, j)][chunk]++;
      }
    }
    var most = new Tiles(0, 0, 0);
    for (int r = 0; r < ranks; r++) {
      long sum = 0;
      long hottest = 0;
      long coldest = Long.MAX_VALUE;
      long last = 0;
      for (int e = r * perRank; e < (r + 1) * perRank; e++) {
        long own = Arrays.stream(loads[e]).mapToLong(n -> Math.ceilDiv(n, size)).sum();
        sum += own;
        hottest = Math.max(hottest, own);
        coldest = Math.min(coldest, own);
        last = own;
      }
      if (sum > most.most) {
        most = new Tiles(sum, order == Manner.Order.HOTTEST ? coldest : last, hottest);
      }
    }
    return most;
  }
}
