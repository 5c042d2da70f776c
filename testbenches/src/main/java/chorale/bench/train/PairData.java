package chorale.bench.train;

import chorale.workload.num.Bf16;
import java.util.Random;

/**
 * What a pair of layers begins with: states and gradients of the loss by the outputs, by token, and
 * weights of both layers.
 */
record PairData(float[][] x, float[][] dz, float[][] first, float[][] second) {
  static PairData random(int tokens, int hidden, int inner, long seed) {
    var random = new Random(seed);
    return new PairData(
        normal(random, tokens, hidden, 1),
        normal(random, tokens, hidden, 1),
        normal(random, hidden, inner, 1 / Math.sqrt(hidden)),
        normal(random, inner, hidden, 1 / Math.sqrt(inner)));
  }

  private static float[][] normal(Random random, int rows, int columns, double deviation) {
    var numbers = new float[rows][columns];
    for (var row : numbers) {
      for (int c = 0; c < columns; c++) {
        row[c] = Bf16.round((float) (deviation * random.nextGaussian()));
      }
    }
    return numbers;
  }
}
