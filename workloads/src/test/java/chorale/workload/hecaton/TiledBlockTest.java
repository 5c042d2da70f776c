package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.hecaton.BlockPasses.Pass;
import chorale.workload.train.Binary32;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A block on tiles against one that knows of no dies. */
class TiledBlockTest {
  /** 32 tokens in sequences of {@code length}; 8 heads of 4 numbers. */
  private static BlockShape shape(int length, int kvHeads) {
    return new BlockShape(32, length, 32, 8, kvHeads, 4, 48, true);
  }

  private static BlockReference<Float> reference(
      BlockData data, Grid grid, boolean skewed, int directions) {
    var order = new SlicedSums(grid, skewed, directions, data.x().length);
    return new BlockReference<>(data, order, new Binary32());
  }

  private static void assertSame(List<List<Float>> expected, float[][] rows, String what) {
    for (int r = 0; r < rows.length; r++) {
      var row = new float[rows[r].length];
      for (int c = 0; c < row.length; c++) {
        row[c] = expected.get(r).get(c);
      }
      assertArrayEquals(bits(row), bits(rows[r]), what + ", row " + r);
    }
  }

  private static int[] bits(float[] row) {
    var bits = new int[row.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(row[i]));
    return bits;
  }

  @ParameterizedTest
  @CsvSource({
    // rows, columns, skewed, directions, length, causal
    "1, 1, false, 1, 8, true",
    "2, 2, false, 1, 8, true",
    "2, 2, true, 2, 16, false",
    "2, 4, false, 2, 16, true",
    "4, 2, false, 1, 8, false",
    "4, 4, false, 1, 32, true",
    "4, 4, true, 1, 8, true",
    "4, 4, true, 2, 32, false",
    "8, 4, false, 1, 16, true"
  })
  void everyBitIsThatOfTheSequentialReference(
      int rows, int columns, boolean skewed, int directions, int length, boolean causal) {
    var data = BlockData.random(shape(length, 4), causal, 17);
    var grid = new Grid(rows, columns);
    var tiles = new TiledBlock(data, grid, skewed, directions);
    var expected = reference(data, grid, skewed, directions);
    assertSame(expected.y(), tiles.y(), "outputs");
    assertSame(expected.dx(), tiles.dx(), "gradients of states");
    for (var weight : Weight.values()) {
      assertSame(expected.gradient(weight), tiles.gradient(weight), "gradient of " + weight);
    }
    for (int column = 0; column < columns; column++) {
      float[][] gains = {tiles.gainGradient(true, column), tiles.gainGradient(false, column)};
      assertSame(expected.gainGradients(), gains, "gains in column " + column);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, false, 1, 8",
    "2, 4, false, 2, 32",
    "4, 4, true, 1, 32",
    "4, 4, true, 2, 8",
    "8, 2, false, 1, 16"
  })
  void everyDieSendsAsManyNumbersAsItsProgramSays(
      int rows, int columns, boolean skewed, int directions, int length) {
    var shape = shape(length, 4);
    var grid = new Grid(rows, columns);
    var tiles = new TiledBlock(BlockData.random(shape, true, 5), grid, skewed, directions);
    var manner = Manner.plain(skewed ? Scheme.SKEWED_2D : Scheme.GRID_2D);
    var forward = BlockPasses.of(Pass.FORWARD, shape, manner, grid);
    var backward = BlockPasses.of(Pass.BACKWARD, shape, manner, grid);
    for (int d = 0; d < grid.dies(); d++) {
      assertEquals(forward.sent(d) + backward.sent(d), tiles.sent(d), "die " + d);
    }
  }

  /** So the order that the reference keeps is no idle detail. */
  @Test
  void anotherOrderOfSumsHasOtherBits() {
    var data = BlockData.random(shape(8, 4), true, 17);
    var grid = new Grid(4, 4);
    var plain = reference(data, grid, false, 1).gainGradients();
    var skewed = reference(data, grid, true, 1).gainGradients();
    var halves = reference(data, grid, true, 2).gainGradients();
    assertFalse(plain.equals(skewed));
    assertFalse(skewed.equals(halves));
  }

  @Test
  void rowsAreAddedUpInTheOrderOfLanes() {
    var order = new SlicedSums(new Grid(4, 4), false, 1, 32, 4);
    var sums = new SequentialSums<>(order, new Binary32());
    float large = 0x1p24f;
    // ((large + 1) + 1) + (1 + 1), and the spacing of numbers is 2 there
    assertEquals(large + 2, sums.ofRow(3, 8, i -> i == 3 ? large : 1f));
  }

  @Test
  void headsOfKeysThatDoNotComeOutEvenAreRefused() {
    var data = BlockData.random(shape(8, 2), true, 1);
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> new TiledBlock(data, new Grid(4, 4), false, 1));
    assertEquals("2 heads of keys over 4 columns: a multiple of them", wrong.getMessage());
  }
}
