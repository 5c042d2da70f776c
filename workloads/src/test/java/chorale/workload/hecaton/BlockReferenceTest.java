package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.train.WithoutRounding;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients without rounding are slopes of the loss, which is the sum of y dy. */
class BlockReferenceTest {
  private static final float STEP = 0x1p-10f;
  private static final BlockData DATA =
      BlockData.random(new BlockShape(8, 4, 16, 4, 2, 4, 24, true), true, 3);
  private static final BlockReference<Double> EXACT = exact();

  private static BlockReference<Double> exact() {
    var order = new SlicedSums(new Grid(2, 2), true, 2, 8);
    return new BlockReference<>(DATA, order, new WithoutRounding());
  }

  private static double loss() {
    var y = exact().y();
    double sum = 0;
    for (int t = 0; t < y.size(); t++) {
      for (int i = 0; i < y.get(t).size(); i++) {
        sum += y.get(t).get(i) * DATA.dy()[t][i];
      }
    }
    return sum;
  }

  private static void assertSlope(float[][] numbers, int row, int column, double gradient) {
    float before = numbers[row][column];
    numbers[row][column] = before + STEP;
    double up = loss();
    numbers[row][column] = before - STEP;
    double down = loss();
    numbers[row][column] = before;
    assertEquals((up - down) / (2 * STEP), gradient, 1e-4 * (1 + Math.abs(gradient)));
  }

  @ParameterizedTest
  @EnumSource(Weight.class)
  void ofWeights(Weight weight) {
    var matrix = DATA.weights().get(weight);
    var random = new Random(weight.ordinal());
    for (int i = 0; i < 4; i++) {
      int row = random.nextInt(matrix.length);
      int column = random.nextInt(matrix[0].length);
      assertSlope(matrix, row, column, EXACT.gradient(weight).get(row).get(column));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7})
  void ofStates(int token) {
    for (int i = 0; i < 16; i += 5) {
      assertSlope(DATA.x(), token, i, EXACT.dx().get(token).get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void ofGains(int norm) {
    for (int i = 0; i < 16; i += 5) {
      assertSlope(DATA.gains(), norm, i, EXACT.gainGradients().get(norm).get(i));
    }
  }

  @Test
  void aTokenDoesNotSeeOtherSequencesNorWhatComesAfterIt() {
    float before = DATA.x()[5][0];
    DATA.x()[5][0] = before + 1;
    var y = exact().y();
    DATA.x()[5][0] = before;
    for (int t = 0; t < 8; t++) {
      assertEquals(t < 5, y.get(t).equals(EXACT.y().get(t)), "token " + t);
    }
    assertTrue(DATA.causal());
  }
}
