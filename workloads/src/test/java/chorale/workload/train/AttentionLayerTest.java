package chorale.workload.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttentionLayerTest {
  private static final int TOKENS = 6;
  private static final int HIDDEN = 8;
  private static final int LANES = 4;

  /** A power of two, so that the change of a number is exact. */
  private static final float STEP = 0x1p-10f;

  private static AttentionData data(boolean causal) {
    return AttentionData.random(TOKENS, HIDDEN, 4, 2, 3, causal, 5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void staysWithinTheBoundOfItsRoundings(boolean causal) {
    var data = data(causal);
    var rounded = new AttentionLayer<>(data, LANES, new Binary32());
    var exact = new AttentionLayer<>(data, LANES, new RunningError());
    within(rounded.y(), exact.y());
    within(rounded.dx(), exact.dx());
    for (int matrix = 0; matrix < AttentionData.MATRICES; matrix++) {
      within(rounded.gradient(matrix), exact.gradient(matrix));
    }
  }

  private static void within(List<List<Float>> rounded, List<List<Bounded>> exact) {
    for (int i = 0; i < rounded.size(); i++) {
      for (int j = 0; j < rounded.get(i).size(); j++) {
        var near = exact.get(i).get(j);
        assertTrue(near.holds(rounded.get(i).get(j)), rounded.get(i).get(j) + ", not " + near);
      }
    }
  }

  /** Each gradient is the slope of the loss, {@code sum of dy y}. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hasTheGradientsOfTheOutput(boolean causal) {
    var data = data(causal);
    var layer = new AttentionLayer<>(data, LANES, new WithoutRounding());
    slopes(data, data.x(), layer.dx());
    for (int matrix = 0; matrix < AttentionData.MATRICES; matrix++) {
      slopes(data, data.weight()[matrix], layer.gradient(matrix));
    }
  }

  private static void slopes(AttentionData data, float[][] numbers, List<List<Double>> gradient) {
    double largest =
        gradient.stream().flatMap(List::stream).mapToDouble(Math::abs).max().orElseThrow();
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < numbers[i].length; j++) {
        float before = numbers[i][j];
        numbers[i][j] = before + STEP;
        double above = loss(data);
        numbers[i][j] = before - STEP;
        double below = loss(data);
        numbers[i][j] = before;
        // The difference of third order, of numbers of size 1.
        assertEquals((above - below) / (2 * STEP), gradient.get(i).get(j), 1e-4 * largest);
      }
    }
  }

  private static double loss(AttentionData data) {
    var y = new AttentionLayer<>(data, LANES, new WithoutRounding()).y();
    double loss = 0;
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < HIDDEN; i++) {
        loss += data.dy()[t][i] * y.get(t).get(i);
      }
    }
    return loss;
  }

  @Test
  void aTokenOfACausalSequenceDoesNotSeeLaterOnes() {
    var data = data(true);
    var full = data(false);
    var before = new AttentionLayer<>(data, LANES, new Binary32()).y();
    var beforeFull = new AttentionLayer<>(full, LANES, new Binary32()).y();
    data.x()[4][0] += 1;
    full.x()[4][0] += 1;
    var after = new AttentionLayer<>(data, LANES, new Binary32()).y();
    var afterFull = new AttentionLayer<>(full, LANES, new Binary32()).y();
    assertEquals(before.subList(0, 4), after.subList(0, 4));
    assertNotEquals(before.get(4), after.get(4));
    assertNotEquals(beforeFull.get(0), afterFull.get(0));
  }

  /** Bits tell in which order of tokens a gradient was summed up. */
  @Test
  void showsTheOrderOfTokensInTheBits() {
    int tokens = 32;
    var data = AttentionData.random(tokens, HIDDEN, 4, 2, 3, false, 5);
    var turned = AttentionData.random(tokens, HIDDEN, 4, 2, 3, false, 5);
    for (int t = 0; t < tokens; t++) {
      turned.x()[t] = data.x()[tokens - 1 - t];
      turned.dy()[t] = data.dy()[tokens - 1 - t];
    }
    assertNotEquals(
        new AttentionLayer<>(data, LANES, new Binary32()).gradient(AttentionData.OUTPUT),
        new AttentionLayer<>(turned, LANES, new Binary32()).gradient(AttentionData.OUTPUT));
  }

  @Test
  void saysWhatDoesNotFit() {
    assertEquals(
        "3 heads and 2 heads of keys and values, of 4 numbers: at least 1 each, the first a multiple of the second",
        assertThrows(
                IllegalArgumentException.class,
                () -> AttentionData.random(TOKENS, HIDDEN, 3, 2, 4, false, 1))
            .getMessage());
    var data = data(false);
    assertEquals(
        "Wk of 8 x 12: 8 x 6",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new AttentionData(
                        4,
                        2,
                        3,
                        false,
                        data.x(),
                        data.dy(),
                        new float[][][] {
                          data.weight()[0], data.weight()[0], data.weight()[2], data.weight()[3]
                        }))
            .getMessage());
  }
}
