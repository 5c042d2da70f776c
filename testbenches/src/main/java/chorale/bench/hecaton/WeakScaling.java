package chorale.bench.hecaton;

import chorale.workload.hecaton.BlockPasses;
import chorale.workload.hecaton.BlockPasses.Pass;
import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.ClosedForms;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.GridAssumption;
import chorale.workload.hecaton.GridAssumptions;
import chorale.workload.hecaton.GridModel;
import chorale.workload.hecaton.Scheme;
import java.util.ArrayList;
import java.util.List;

/** A pair of layers H to 4 H to H forward, H growing with the side of the grid, tokens the same. */
public final class WeakScaling {
  private static final int HIDDEN_OF_A_SIDE = 512;
  private static final int MOST = 32;
  private static final double OPERAND = 2;

  private WeakScaling() {}

  /**
   * A grid and its hidden size.
   *
   * @param side dies along a side
   * @param hidden H
   * @param ratio cycles of products over cycles of collectives, tiles one after the other
   * @param closedForm the same by volumes and rates only
   * @param line of Megatron's scheme with a flat ring
   * @param ours over those of tiles, cycles
   */
  public record Point(
      int side, int hidden, double ratio, double closedForm, double line, double ours) {
    /** How far it is from the closed form. */
    public double errorPct() {
      return 100 * Math.abs(ratio / closedForm - 1);
    }
  }

  /** From 4 dies to 1,024. */
  public static List<Point> points() {
    var a = GridAssumptions.usual();
    var points = new ArrayList<Point>();
    for (int side = 2; side <= MOST; side *= 2) {
      points.add(point(side, a));
    }
    return points;
  }

  private static Point point(int side, GridAssumptions a) {
    int tokens = a.count(GridAssumption.TOKENS);
    int h = HIDDEN_OF_A_SIDE * side;
    var grid = new Grid(side, side);
    var shape = new BlockShape(tokens, tokens, h, 1, 1, h, 4L * h, false);
    double products = 2.0 * tokens * h * 4 * h / grid.dies() / a.get(GridAssumption.MACS);
    // of each number that is gathered a partial sum is scattered
    double bytes = (OPERAND + a.get(GridAssumption.PARTIAL)) / 2;
    double rate = a.get(GridAssumption.LINK) * a.get(GridAssumption.DIRECTIONS);
    double collectives = ClosedForms.tiled(grid, tokens, h, 4L * h) * bytes / rate;
    double cycles = cycles(shape, Scheme.GRID_2D, grid, a);
    return new Point(
        side,
        h,
        products / (cycles - products),
        products / collectives,
        products / (cycles(shape, Scheme.FLAT_1D, grid, a) - products),
        cycles(shape, Scheme.SKEWED_2D, grid, a) / cycles);
  }

  private static double cycles(BlockShape shape, Scheme scheme, Grid grid, GridAssumptions a) {
    var program = BlockPasses.alike(Pass.PAIR_FORWARD, shape, a.manner(scheme), grid);
    return GridModel.of(program, a.rates()).cycles();
  }
}
