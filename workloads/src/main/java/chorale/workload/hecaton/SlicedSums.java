package chorale.workload.hecaton;

import java.util.stream.IntStream;

/**
 * In what order a block on tiles adds up. A sum over numbers that are split over the p dies of a
 * ring goes over each die's slice in ascending order, from 0, and then over the slices, from the
 * one after the die that keeps the sum around to that die's own. Which die keeps it depends on the
 * token, and on skewed tiles on the slice of the result.
 *
 * @param grid the dies
 * @param skewed whether token slices lie along diagonals
 * @param directions 1, or 2: then the second half of each token slice goes the other way around
 * @param tokens T
 * @param lanes L, of an engine that adds up a row: every L-th number, in each lane from 0 in
 *     ascending order, then neighbours, their neighbours, and so on; 1: all in ascending order
 */
public record SlicedSums(Grid grid, boolean skewed, int directions, int tokens, int lanes) {
  /** Rows are added up in ascending order. */
  public SlicedSums(Grid grid, boolean skewed, int directions, int tokens) {
    this(grid, skewed, directions, tokens, 1);
  }

  /** Checks the lanes. */
  public SlicedSums {
    if (Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException("%d lanes: 1, 2, 4 ..".formatted(lanes));
    }
  }

  /** Slices of the numbers before a first layer, or in the middle of a pair. */
  int slices(boolean before) {
    return before ? grid.rows() : grid.columns();
  }

  /**
   * The slices in the order in which they are added.
   *
   * @param first whether sums are those of a first layer forward, or a second one backward
   * @param slice that of the result
   */
  int[] order(boolean first, int token, int slice) {
    int p = slices(first);
    int own = tokens / p;
    int keeps = Math.floorMod(token / own - (skewed ? slice : 0), p);
    boolean forwards = directions == 1 || token % own < own / 2;
    return IntStream.rangeClosed(1, p)
        .map(s -> Math.floorMod(forwards ? keeps + s : keeps - s, p))
        .toArray();
  }
}
