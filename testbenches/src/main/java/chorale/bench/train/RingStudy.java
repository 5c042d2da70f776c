package chorale.bench.train;

import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.Ring;
import chorale.workload.num.Bf16;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** All-reduces in the rings of a grid: bits, numbers sent, and cycles. */
public final class RingStudy {
  private static final long SEED = 2407;

  private RingStudy() {}

  /** Which rings. */
  public enum Rings {
    /** Of each row. */
    ROWS,
    /** Of each column. */
    COLUMNS,
    /** One, through all dies. */
    FLAT;

    List<Ring> of(Grid grid) {
      return switch (this) {
        case ROWS -> IntStream.range(0, grid.rows()).mapToObj(grid::rowRing).toList();
        case COLUMNS -> IntStream.range(0, grid.columns()).mapToObj(grid::columnRing).toList();
        case FLAT -> List.of(grid.flatRing());
      };
    }
  }

  /**
   * What an all-reduce showed.
   *
   * @param run cycles, their bound, numbers sent
   * @param numbers compared
   * @param mismatches that have other bits
   */
  public record Result(GridResult run, long numbers, long mismatches) {}

  /**
   * Random sums of blocks of {@code rows} rows, added up and gathered.
   *
   * @param rowWords words of a row
   * @param chunks of a block
   */
  public static Result run(GridRtl rtl, Rings which, int rows, int rowWords, int chunks) {
    var grid = rtl.machine.grid();
    var rings = which.of(grid);
    int size = rings.getFirst().size();
    int width = rowWords * rtl.machine.lanes();
    var random = new Random(SEED);
    var numbers = new float[grid.dies()][size * rows][width];
    for (float[][] ofDie : numbers) {
      for (float[] row : ofDie) {
        for (int i = 0; i < width; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
    }
    var program = new RingProgram(rtl.machine, rtl.p, rings, rows, rowWords, chunks, numbers);
    var counts = new long[2];
    var result =
        rtl.run(
            program.words(),
            program.plan,
            run -> {
              for (Ring ring : rings) {
                var expected = expected(ring, numbers, rows, width);
                for (int die : ring.dies()) {
                  for (int r = 0; r < expected.size(); r++) {
                    count(
                        run.row(rtl.machine.chiplet(die), program.all, r), expected.get(r), counts);
                  }
                }
              }
            });
    return new Result(result, counts[0], counts[1]);
  }

  /** Block b is added up from place b + 1 around to b, then rounded. */
  private static List<float[]> expected(Ring ring, float[][][] numbers, int rows, int width) {
    var all = new ArrayList<float[]>();
    for (int r = 0; r < ring.size() * rows; r++) {
      var sum = numbers[ring.at(r / rows + 1)][r].clone();
      for (int s = 2; s <= ring.size(); s++) {
        var part = numbers[ring.at(r / rows + s)][r];
        for (int i = 0; i < width; i++) {
          sum[i] += part[i];
        }
      }
      for (int i = 0; i < width; i++) {
        sum[i] = Bf16.round(sum[i]);
      }
      all.add(sum);
    }
    return all;
  }

  private static void count(float[] got, float[] expected, long[] counts) {
    for (int i = 0; i < expected.length; i++) {
      counts[0]++;
      counts[1] += Float.floatToIntBits(got[i]) == Float.floatToIntBits(expected[i]) ? 0 : 1;
    }
  }
}
