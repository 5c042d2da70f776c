package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.DieCommands.Part;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Ring;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * What layers on tiles are made of, as commands of a die: collectives of its row and its column,
 * the product between them, and kernels of the own tokens. On plain tiles one goes after the other;
 * skewed, token slices lie along diagonals and all goes slice by slice, chunk by chunk.
 */
final class TileRings {
  private final DieCommands d;
  private final boolean skewed;
  private final Ring row;
  private final Ring column;

  /** The slice of the tokens of a place of either ring. */
  private final IntUnaryOperator ofRow;

  private final IntUnaryOperator ofColumn;

  TileRings(DieCommands d, Grid grid, int die, boolean skewed) {
    this.d = d;
    this.skewed = skewed;
    row = grid.rowRing(grid.row(die));
    column = grid.columnRing(grid.column(die));
    ofRow = at -> slice(grid, skewed, row.at(at), true);
    ofColumn = at -> slice(grid, skewed, column.at(at), false);
  }

  /** The slice of the tokens that a die has before a pair of layers, or in the middle of it. */
  static int slice(Grid grid, boolean skewed, int die, boolean before) {
    int at = before ? grid.column(die) : grid.row(die);
    return skewed ? (grid.row(die) + grid.column(die)) % grid.rows() : at;
  }

  Ring row() {
    return row;
  }

  /** All-gather of a region of all tokens. */
  List<Part> gather(boolean alongRow, Region region, int chunks, List<Part> own) {
    return d.gather(alongRow ? row : column, region, alongRow ? ofRow : ofColumn, chunks, own);
  }

  /** Reduce-scatter of what is of all tokens. */
  List<Part> scatter(
      boolean alongRow, Region parts, Region arriving, int chunks, List<Part> products) {
    return d.scatter(
        alongRow ? row : column, parts, arriving, alongRow ? ofRow : ofColumn, chunks, products);
  }

  /** Skewed, part by part; else all at once, when all has come and the own part is there. */
  List<Part> multiply(
      List<Part> gathered, List<Part> own, Region in, Region weight, boolean turns, Region out) {
    if (skewed) {
      return gathered.stream()
          .map(p -> done(p, part -> d.multiply(part, in, weight, turns, out)))
          .toList();
    }
    var whole = new Part(0, in.rows(), gathered.getLast().first(), own.getLast().first());
    return DieCommands.whole(out, d.multiply(whole, in, weight, turns, out));
  }

  /** A kernel for each part of the own tokens; on plain tiles for all of them at once. */
  List<Part> each(List<Part> parts, Function<Part, Wait> kernel) {
    if (skewed) {
      return parts.stream().map(part -> done(part, kernel)).toList();
    }
    var last = parts.getLast();
    int rows = parts.stream().mapToInt(Part::rows).sum();
    var all = new Part(parts.getFirst().row(), rows, last.first(), last.second());
    return List.of(done(all, kernel));
  }

  private static Part done(Part part, Function<Part, Wait> kernel) {
    return new Part(part.row(), part.rows(), kernel.apply(part), null);
  }
}
