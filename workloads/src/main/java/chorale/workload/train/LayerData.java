package chorale.workload.train;

import chorale.workload.Routing;
import chorale.workload.num.Bf16;
import chorale.workload.vector.AdamW;
import java.util.Random;

/**
 * What a training step of a layer of experts begins with. Matrices are arrays of rows; operands are
 * bfloat16 numbers.
 *
 * @param routing experts of each token
 * @param hidden size of a token's state
 * @param inner size between an expert's matrices
 * @param weight by token and rank, what the expert's output counts
 * @param x by token, its state
 * @param dy by token, the gradient of the loss by the layer's output
 * @param experts the experts' matrices
 * @param optimizer what updates them
 * @param step number of the step, from 1
 */
public record LayerData(
    Routing routing,
    int hidden,
    int inner,
    float[][] weight,
    float[][] x,
    float[][] dy,
    Parameter[][] experts,
    AdamW optimizer,
    int step) {
  /** Matrices of an expert, in the order of {@code experts[e]}. */
  public static final int GATE = 0;

  /** See {@link #GATE}. */
  public static final int UP = 1;

  /** See {@link #GATE}. */
  public static final int DOWN = 2;

  /**
   * A matrix and its moments.
   *
   * @param weight in bfloat16
   * @param first moment
   * @param second moment
   */
  public record Parameter(float[][] weight, float[][] first, float[][] second) {}

  /** Random numbers of a size that a trained layer has. */
  public static LayerData random(
      Routing routing, int hidden, int inner, AdamW optimizer, int step, long seed) {
    var random = new Random(seed);
    int tokens = routing.tokens();
    var weight = new float[tokens][routing.topK()];
    for (float[] w : weight) {
      double sum = 0;
      for (int j = 0; j < w.length; j++) {
        w[j] = (float) Math.exp(random.nextGaussian());
        sum += w[j];
      }
      for (int j = 0; j < w.length; j++) {
        w[j] = (float) (w[j] / sum);
      }
    }
    var experts = new Parameter[routing.expertCount()][];
    for (int e = 0; e < experts.length; e++) {
      experts[e] =
          new Parameter[] {
            parameter(hidden, inner, random),
            parameter(hidden, inner, random),
            parameter(inner, hidden, random)
          };
    }
    return new LayerData(
        routing,
        hidden,
        inner,
        weight,
        operands(tokens, hidden, 1, random),
        operands(tokens, hidden, 1e-2, random),
        experts,
        optimizer,
        step);
  }

  /** The same at another step. */
  public LayerData at(int number) {
    return new LayerData(routing, hidden, inner, weight, x, dy, experts, optimizer, number);
  }

  /** The next step, with experts that have been updated. */
  public LayerData next(Parameter[][] updated) {
    return new LayerData(routing, hidden, inner, weight, x, dy, updated, optimizer, step + 1);
  }

  /** The same with other tokens and gradients. */
  public LayerData between(float[][] tokens, float[][] gradients) {
    return new LayerData(
        routing, hidden, inner, weight, tokens, gradients, experts, optimizer, step);
  }

  private static Parameter parameter(int rows, int columns, Random random) {
    var second = gaussian(rows, columns, 1e-4, random);
    for (float[] row : second) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= row[j];
      }
    }
    return new Parameter(
        operands(rows, columns, 1 / Math.sqrt(rows), random),
        gaussian(rows, columns, 1e-4, random),
        second);
  }

  /** Random bfloat16 numbers. */
  static float[][] operands(int rows, int columns, double size, Random random) {
    var x = gaussian(rows, columns, size, random);
    for (float[] row : x) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Bf16.round(row[j]);
      }
    }
    return x;
  }

  private static float[][] gaussian(int rows, int columns, double size, Random random) {
    var x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) (size * random.nextGaussian());
      }
    }
    return x;
  }
}
