package chorale.bench.uniep;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Algorithm 1 of arXiv 2604.19241 as it is printed, by sorting: what {@link
 * chorale.chiplet.TokenOrder} must say. Its offsets are exclusive prefix sums.
 */
public final class GoldenOrder {
  private final int[][] selected; // per rank, experts of the pairs in token order
  private final int perRank;
  private final int[][] counts; // C_all: per rank and expert
  private final int[][] places; // M_loc: per rank and pair
  private final int[][] offsets; // O_exp: per rank and expert, pairs of the experts before it
  private final int[][] bases; // O_all: per rank and expert, pairs of the ranks below
  private final int[] totals; // per expert, of all ranks

  /**
   * The order of a routing.
   *
   * @param selected of each rank the experts of its pairs, token after token
   * @param experts of all ranks; a multiple of the ranks
   */
  public GoldenOrder(int[][] selected, int experts) {
    this.selected = selected;
    perRank = experts / selected.length;
    counts = new int[selected.length][experts];
    places = new int[selected.length][];
    for (int r = 0; r < selected.length; r++) {
      int[] own = selected[r];
      for (int e : own) {
        counts[r][e]++;
      }
      // Position of each pair in the stable sort by expert: argsort, then its inverse.
      int[] sorted =
          IntStream.range(0, own.length)
              .boxed()
              .sorted(Comparator.comparingInt(i -> own[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      places[r] = new int[own.length];
      for (int i = 0; i < sorted.length; i++) {
        places[r][sorted[i]] = i;
      }
    }
    offsets = new int[selected.length][experts];
    bases = new int[selected.length][experts];
    totals = new int[experts];
    for (int r = 0; r < selected.length; r++) {
      for (int e = 0; e < experts; e++) {
        offsets[r][e] = e == 0 ? 0 : offsets[r][e - 1] + counts[r][e - 1];
        bases[r][e] = totals[e];
        totals[e] += counts[r][e];
      }
    }
  }

  /** C_exp of a rank. */
  public int[] counts(int rank) {
    return counts[rank].clone();
  }

  /** M_loc of a rank. */
  public int[] places(int rank) {
    return places[rank].clone();
  }

  /** O_all of a rank: pairs of the ranks below, per expert. */
  public int[] base(int rank) {
    return bases[rank].clone();
  }

  /** The rank where an expert lives. */
  public int target(int expert) {
    return expert / perRank;
  }

  /** The slot of a pair in its expert's buffer. */
  public int slot(int rank, int pair) {
    int e = selected[rank][pair];
    return places[rank][pair] - offsets[rank][e] + bases[rank][e];
  }

  /** Pairs of all ranks for an expert. */
  public int total(int expert) {
    return totals[expert];
  }

  /** The first row of an expert in the buffer of its rank. */
  public int firstRow(int expert) {
    return IntStream.range(target(expert) * perRank, expert).map(this::total).sum();
  }
}
