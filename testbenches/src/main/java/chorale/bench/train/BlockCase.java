package chorale.bench.train;

import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.Grid;

/**
 * A transformer block, and how it is done.
 *
 * @param shape of the block; token slices are whole sequences, columns have whole heads of keys
 * @param causal whether a token sees itself and those before it only
 * @param chunks of a block of a collective
 * @param skewed whether token slices lie along diagonals
 * @param backward whether the backward pass follows
 */
public record BlockCase(
    BlockShape shape, boolean causal, int chunks, boolean skewed, boolean backward) {
  /** Throws unless dies of a grid, with words of so many lanes, can share it. */
  void check(Grid grid, int lanes) {
    int side = grid.rows();
    if (grid.columns() != side) {
      throw new IllegalArgumentException(
          "a block on %d x %d dies: as many rows as columns".formatted(side, grid.columns()));
    }
    divides("tokens in slices of whole sequences", shape.tokens(), side * shape.length());
    divides("hidden numbers", shape.hidden(), side * lanes);
    divides("heads of keys", shape.kvHeads(), side);
    divides("query heads", shape.heads(), shape.kvHeads());
    divides("inner numbers", shape.inner(), side * lanes);
    divides("numbers of a head", shape.headSize(), lanes);
    divides("tokens of a sequence", shape.length(), lanes);
    if (backward) {
      divides(
          "hidden numbers, whose gains all dies of a row share",
          shape.hidden(),
          side * side * lanes);
    }
  }

  private static void divides(String what, long number, long by) {
    if (number % by != 0) {
      throw new IllegalArgumentException("%d %s: a multiple of %d".formatted(number, what, by));
    }
  }
}
