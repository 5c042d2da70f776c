package chorale.bench.hecaton;

import chorale.workload.hecaton.BlockPasses;
import chorale.workload.hecaton.BlockPasses.Pass;
import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.ClosedForms;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Manner;
import chorale.workload.hecaton.Scheme;
import java.util.ArrayList;
import java.util.List;

/** Elements that dies send for a pair of layers H to 4 H to H, counted in their Programs. */
public final class Volumes {
  private static final long TOKENS = 64;
  private static final long HIDDEN = 64;
  private static final long INNER = 4 * HIDDEN;

  private Volumes() {}

  /**
   * A grid, a scheme and a pass.
   *
   * @param sent by a die, the most of all
   * @param wrong dies that send something else than the closed form says
   */
  public record Row(Grid grid, Scheme scheme, Pass pass, long sent, double closedForm, int wrong) {}

  /** From 2 x 2 to 32 x 32 dies, square or twice as wide or as high. */
  public static List<Row> rows() {
    var rows = new ArrayList<Row>();
    for (int side = 2; side <= 32; side *= 2) {
      of(new Grid(side, side), rows);
      if (side < 32) {
        of(new Grid(side, 2 * side), rows);
        of(new Grid(2 * side, side), rows);
      }
    }
    return rows;
  }

  private static void of(Grid grid, List<Row> rows) {
    var shape = new BlockShape(TOKENS, TOKENS, HIDDEN, 1, 1, HIDDEN, INNER, false);
    for (var scheme : Scheme.values()) {
      boolean square = scheme == Scheme.BROADCAST_2D || scheme == Scheme.SKEWED_2D;
      if (square && grid.rows() != grid.columns()) {
        continue;
      }
      for (var pass : List.of(Pass.PAIR_FORWARD, Pass.PAIR_BACKWARD)) {
        var program = BlockPasses.of(pass, shape, Manner.plain(scheme), grid);
        double expected = closedForm(grid, scheme, pass);
        long most = 0;
        int wrong = 0;
        for (int d = 0; d < grid.dies(); d++) {
          most = Math.max(most, program.sent(d));
          wrong += program.sent(d) == expected ? 0 : 1;
        }
        rows.add(new Row(grid, scheme, pass, most, expected, wrong));
      }
    }
  }

  private static double closedForm(Grid grid, Scheme scheme, Pass pass) {
    return switch (scheme) {
      case FLAT_1D, TORUS_1D -> ClosedForms.line(grid, TOKENS, HIDDEN);
      case GRID_2D, SKEWED_2D -> ClosedForms.tiled(grid, TOKENS, HIDDEN, INNER);
      case BROADCAST_2D ->
          ClosedForms.broadcast(grid, TOKENS, HIDDEN, INNER) * (pass == Pass.PAIR_BACKWARD ? 2 : 1);
    };
  }

  /** Dies of a square grid at which tiles and a flat ring send as much; 0 if there is none. */
  public static int crossover(List<Row> rows) {
    for (var tiled : rows) {
      for (var line : rows) {
        boolean same = tiled.grid.equals(line.grid) && tiled.pass == line.pass;
        boolean square = tiled.grid.rows() == tiled.grid.columns();
        if (same
            && square
            && tiled.scheme == Scheme.GRID_2D
            && line.scheme == Scheme.FLAT_1D
            && tiled.sent == line.sent) {
          return tiled.grid.dies();
        }
      }
    }
    return 0;
  }
}
