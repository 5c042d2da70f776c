package chorale.bench.hecaton;

import chorale.workload.hecaton.BlockData;
import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.hecaton.BlockReference;
import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.SlicedSums;
import chorale.workload.hecaton.TiledBlock;
import chorale.workload.train.Binary32;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A block forward and backward on tiles, in Java, against one that knows of no dies, bit by bit.
 */
public final class TileBits {
  private static final BlockShape SHAPE = new BlockShape(32, 16, 32, 8, 4, 4, 48, true);
  private static final long SEED = 2407;

  private TileBits() {}

  /**
   * A grid.
   *
   * @param numbers compared
   * @param mismatches that have other bits
   */
  public record Result(Grid grid, boolean skewed, long numbers, long mismatches) {}

  /** Grids from 2 x 2 to 8 x 4, not yet computed. */
  public static List<Callable<Result>> all() {
    var jobs = new ArrayList<Callable<Result>>();
    for (var grid : List.of(new Grid(2, 2), new Grid(2, 4), new Grid(4, 4), new Grid(8, 4))) {
      for (int directions = 1; directions <= 2; directions++) {
        int both = directions;
        jobs.add(() -> compare(grid, false, both));
        if (grid.rows() == grid.columns()) {
          jobs.add(() -> compare(grid, true, both));
        }
      }
    }
    return jobs;
  }

  private static Result compare(Grid grid, boolean skewed, int directions) {
    var data = BlockData.random(SHAPE, true, SEED);
    var tiles = new TiledBlock(data, grid, skewed, directions);
    var order = new SlicedSums(grid, skewed, directions, data.x().length);
    var reference = new BlockReference<>(data, order, new Binary32());
    long[] counts = new long[2];
    count(reference.y(), tiles.y(), counts);
    count(reference.dx(), tiles.dx(), counts);
    for (var weight : Weight.values()) {
      count(reference.gradient(weight), tiles.gradient(weight), counts);
    }
    float[][] gains = {tiles.gainGradient(true, 0), tiles.gainGradient(false, 0)};
    count(reference.gainGradients(), gains, counts);
    return new Result(grid, skewed, counts[0], counts[1]);
  }

  private static void count(List<List<Float>> expected, float[][] rows, long[] counts) {
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length; c++) {
        int bits = Float.floatToIntBits(expected.get(r).get(c));
        counts[0]++;
        counts[1] += bits == Float.floatToIntBits(rows[r][c]) ? 0 : 1;
      }
    }
  }
}
