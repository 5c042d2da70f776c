package chorale.workload.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.num.Bf16;
import chorale.workload.num.Exponential;
import chorale.workload.num.Reciprocal;
import chorale.workload.num.ReciprocalRoot;
import chorale.workload.num.Sigmoid;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Kernels against double precision. A rounding to binary32 has a relative error of at most U, one
 * to bf16 of at most HALF; the bounds add these up in the order of the operations, of first order,
 * and allow 1 in 100 for the others.
 */
final class KernelAccuracyTest {
  private static final int LANES = 8;
  private static final int ROWS = 200;
  private static final double U = 0x1p-24;
  private static final double HALF = 0x1p-8;
  private static final double HIGHER_ORDERS = 1.01;
  private static final VectorReference REFERENCE = new VectorReference(LANES);

  private static float[][] numbers(int words, double scale, Random random) {
    var x = new float[ROWS][words * LANES];
    for (float[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (scale * random.nextGaussian());
      }
    }
    return x;
  }

  private static float[][] halves(float[][] x) {
    for (float[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Bf16.round(row[i]);
      }
    }
    return x;
  }

  private static Operand rows(float[][] x) {
    return Operand.rows(x, LANES);
  }

  private static void close(double expected, double actual, double tolerance, String what) {
    assertTrue(
        Math.abs(expected - actual) <= tolerance * HIGHER_ORDERS,
        () -> "%s: %s, not %s within %s".formatted(what, actual, expected, tolerance));
  }

  @Test
  void swiglu_is_close() {
    var random = new Random(1);
    var g = numbers(2, 4, random);
    var u = numbers(2, 4, random);
    var h = numbers(2, 0, random);
    REFERENCE.run(Kernels.swiglu(), ROWS, 2, List.of(rows(g), rows(u), rows(h)));
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < h[r].length; i++) {
        double expected = (double) g[r][i] * sigmoid(g[r][i]) * u[r][i];
        double relative = Sigmoid.RELATIVE + 2 * U + HALF;
        close(expected, h[r][i], Math.abs(expected) * relative, "swiglu of " + g[r][i]);
      }
    }
  }

  @Test
  void swiglu_backward_is_the_derivative() {
    var random = new Random(2);
    var g = numbers(2, 4, random);
    var u = numbers(2, 4, random);
    var dh = numbers(2, 4, random);
    var dg = numbers(2, 0, random);
    var du = numbers(2, 0, random);
    REFERENCE.run(
        Kernels.swigluBackward(),
        ROWS,
        2,
        List.of(rows(g), rows(u), rows(dh), rows(dg), rows(du), Operand.constants(LANES, 1)));
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < dg[r].length; i++) {
        double s = sigmoid(g[r][i]);
        double a = g[r][i] * s;
        double left = (double) dh[r][i] * a;
        close(left, du[r][i], Math.abs(left) * (Sigmoid.RELATIVE + 2 * U + HALF), "du");
        double factor = (double) dh[r][i] * u[r][i];
        double expected = factor * (s + a * (1 - s));
        // a (1 - s): a has the errors of s and a product, 1 - s that of s and a difference.
        double ofBend =
            Math.abs(a)
                * ((1 - s) * (Sigmoid.RELATIVE + U) + s * Sigmoid.RELATIVE + 2 * (1 - s) * U);
        double ofSlope = s * Sigmoid.RELATIVE + ofBend + (s + Math.abs(a) * (1 - s)) * U;
        double tolerance = Math.abs(factor) * ofSlope + Math.abs(expected) * (2 * U + HALF);
        close(expected, dg[r][i], tolerance, "dg of " + g[r][i]);
      }
    }
  }

  @Test
  void gelu_is_its_tanh_form_and_backward_its_derivative() {
    var random = new Random(3);
    var x = numbers(2, 2, random);
    var dy = numbers(2, 2, random);
    var y = numbers(2, 0, random);
    var dx = numbers(2, 0, random);
    var constants = Operand.constants(LANES, Kernels.geluConstants());
    REFERENCE.run(Kernels.gelu(), ROWS, 2, List.of(rows(x), rows(y), constants));
    REFERENCE.run(Kernels.geluBackward(), ROWS, 2, List.of(rows(x), rows(dy), rows(dx), constants));
    double c = Math.sqrt(2 / Math.PI);
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < y[r].length; i++) {
        double v = x[r][i];
        double z = c * (v + 0.044715 * v * v * v);
        double slope = c * (1 + 3 * 0.044715 * v * v);
        double s = (1 + Math.tanh(z)) / 2;
        // 7 roundings up to 2 z; the sigmoid's derivative is s (1 - s).
        double ofS = Sigmoid.RELATIVE + 2 * Math.abs(z) * (1 - s) * 7 * U;
        double expected = v * s;
        close(expected, y[r][i], Math.abs(expected) * (ofS + U + HALF), "gelu of " + v);
        double bend = 2 * v * s * (1 - s) * slope;
        double derivative = s + bend;
        double ofBend =
            Math.abs(bend) * (ofS + 9 * U) + Math.abs(2 * v * s * slope) * (s * ofS + U);
        double tolerance = s * ofS + ofBend + Math.abs(derivative) * (2 * U + HALF);
        close(derivative * dy[r][i], dx[r][i], tolerance * Math.abs(dy[r][i]), "slope at " + v);
      }
    }
  }

  @Test
  void softmax_is_close_and_backward_its_derivative() {
    var random = new Random(4);
    int words = 5;
    int last = words * LANES - 3; // the others fill up
    var x = numbers(words, 5, random);
    var y = numbers(words, 0, random);
    var dy = numbers(words, 1, random);
    var dx = numbers(words, 0, random);
    for (int r = 0; r < ROWS; r++) {
      for (int i = last; i < words * LANES; i++) {
        x[r][i] = Float.NEGATIVE_INFINITY;
        dy[r][i] = 0;
      }
    }
    REFERENCE.run(Softmax.forward(LANES), ROWS, words, List.of(rows(x), rows(y)));
    REFERENCE.run(Softmax.backward(LANES), ROWS, words, List.of(rows(y), rows(dy), rows(dx)));
    int depth = words + 3;
    for (int r = 0; r < ROWS; r++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < last; i++) {
        max = Math.max(max, x[r][i]);
      }
      double sum = 0;
      double farthest = 0;
      for (int i = 0; i < last; i++) {
        sum += Math.exp(x[r][i] - max);
        farthest = Math.max(farthest, max - x[r][i]);
      }
      double dot = 0;
      double size = 0;
      for (int i = 0; i < last; i++) {
        double expected = Math.exp(x[r][i] - max) / sum;
        double ofPower = farthest * U + 2 * Exponential.ULPS * U;
        double relative = 2 * ofPower + depth * U + 2 * Reciprocal.ULPS * U + U + HALF;
        close(expected, y[r][i], expected * relative, "softmax");
        dot += (double) y[r][i] * dy[r][i];
        size += Math.abs((double) y[r][i] * dy[r][i]);
      }
      for (int i = last; i < words * LANES; i++) {
        assertEquals(0f, y[r][i], "what fills up has no probability");
      }
      for (int i = 0; i < last; i++) {
        double difference = dy[r][i] - dot;
        double tolerance =
            y[r][i] * (size * (depth + 1) * U + Math.abs(difference) * (2 * U + HALF));
        close(y[r][i] * difference, dx[r][i], tolerance, "softmax backward");
      }
    }
  }

  @Test
  void rmsnorm_is_close_and_backward_its_derivative() {
    var random = new Random(5);
    int words = 6;
    int n = words * LANES;
    double eps = 1e-5;
    var x = halves(numbers(words, 3, random));
    var gain = halves(numbers(words, 1, random))[0];
    var dy = numbers(words, 1, random);
    var y = numbers(words, 0, random);
    var dx = numbers(words, 0, random);
    var dgain = numbers(words, 0, random);
    var constants = Operand.constants(LANES, RmsNorm.constants(n, eps));
    var gains = Operand.sharedRow(gain, LANES);
    REFERENCE.run(RmsNorm.forward(LANES), ROWS, words, List.of(rows(x), gains, rows(y), constants));
    REFERENCE.run(
        RmsNorm.backward(LANES),
        ROWS,
        words,
        List.of(rows(x), gains, rows(dy), rows(dx), rows(dgain), constants));
    int depth = words + 3;
    // Squares, their sum, 1/n, its product, eps or its sum; half of it under the root.
    double ofRoot = (1 + depth + 1 + 1 + 1) * U / 2 + 2 * ReciprocalRoot.ULPS * U;
    for (int r = 0; r < ROWS; r++) {
      double squares = 0;
      for (float v : x[r]) {
        squares += (double) v * v;
      }
      double root = 1 / Math.sqrt(squares / n + eps);
      double dot = 0;
      double size = 0;
      for (int i = 0; i < n; i++) {
        double expected = x[r][i] * root * gain[i];
        close(expected, y[r][i], Math.abs(expected) * (ofRoot + 2 * U + HALF), "rmsnorm");
        double part = x[r][i] * root * dy[r][i];
        close(part, dgain[r][i], Math.abs(part) * (ofRoot + 2 * U), "gain's part");
        dot += part * gain[i];
        size += Math.abs(part * gain[i]);
      }
      for (int i = 0; i < n; i++) {
        double d = (double) dy[r][i] * gain[i];
        double back = x[r][i] * root * dot / n;
        double expected = root * (d - back);
        double ofMean = size / n * (ofRoot + 3 * U + depth * U + 2 * U);
        double ofBack = Math.abs(back) * (ofRoot + 2 * U) + Math.abs(x[r][i] * root) * ofMean;
        double tolerance =
            root * (Math.abs(d) * U + ofBack) + Math.abs(expected) * (ofRoot + 2 * U + HALF);
        close(expected, dx[r][i], tolerance, "rmsnorm backward");
      }
    }
  }

  @Test
  void adamw_follows_double_precision_step_by_step() {
    var random = new Random(6);
    var rule = new AdamW(1e-3, 0.9, 0.999, 1e-8, 0.1);
    var w = numbers(2, 1, random);
    var m = numbers(2, 0, random);
    var v = numbers(2, 0, random);
    var copy = numbers(2, 0, random);
    for (int t = 1; t <= 6; t++) {
      // Gradients of all sizes, of which some stay 0.
      var g = numbers(2, Math.pow(10, -2 * t), random);
      for (float[] row : g) {
        row[0] = 0;
      }
      var before = new double[][][] {doubles(w), doubles(m), doubles(v)};
      REFERENCE.run(
          AdamW.masterKernel(),
          ROWS,
          2,
          List.of(
              Operand.constants(LANES, rule.constants(t)),
              rows(g),
              rows(m),
              rows(v),
              rows(w),
              rows(copy)));
      for (int r = 0; r < ROWS; r++) {
        for (int i = 0; i < w[r].length; i++) {
          double kept = 0.9 * before[1][r][i];
          double added = (1 - 0.9) * g[r][i];
          double ofM = 3 * U * (Math.abs(kept) + Math.abs(added));
          close(kept + added, m[r][i], ofM + Float.MIN_VALUE, "m");
          double square = 0.999 * before[2][r][i] + (1 - 0.999) * g[r][i] * g[r][i];
          close(square, v[r][i], 4 * U * square + 2 * Float.MIN_VALUE, "v");
          double root = Math.sqrt(square / (1 - Math.pow(0.999, t)));
          double d = root + 1e-8;
          double step = 1e-3 / (1 - Math.pow(0.9, t));
          double change = step * (kept + added) / d;
          double held = before[0][r][i] * (1 - 1e-3 * 0.1);
          // 4 of v and 2 of c2 under the root, the root, its product, eps and its sum; then the
          // reciprocal, lr, c1 and three products.
          double ofD = (6 / 2 + 2 * ReciprocalRoot.ULPS + 1 + 2) * U + 0x1p-62 / d;
          double ofChange =
              Math.abs(change) * (ofD + (2 * Reciprocal.ULPS + 5) * U) + step * ofM / d;
          double tolerance = 3 * U * Math.abs(held) + ofChange + U * Math.abs(held - change);
          close(held - change, w[r][i], tolerance, "w in step " + t);
          assertEquals(Bf16.round(w[r][i]), copy[r][i], "the copy");
        }
      }
    }
  }

  @Test
  void a_gate_chooses_the_largest_and_of_equal_ones_the_first() {
    var random = new Random(7);
    int words = 3;
    int experts = words * LANES - 5; // the others fill up
    int topK = 4;
    for (boolean renormalised : new boolean[] {false, true}) {
      var x = numbers(words, 1, random);
      for (float[] row : x) {
        for (int i = 0; i < row.length; i++) {
          boolean ties = random.nextBoolean();
          row[i] = i >= experts ? Float.NEGATIVE_INFINITY : ties ? Math.round(row[i]) : row[i];
        }
      }
      var probability = numbers(words, 0, random);
      var weight = new float[ROWS][topK];
      var expert = new float[ROWS][topK];
      REFERENCE.run(
          Gate.kernel(LANES, topK, renormalised),
          ROWS,
          words,
          List.of(
              rows(x),
              rows(probability),
              rows(numbers(words, 0, random)),
              Operand.scalars(weight, LANES),
              Operand.scalars(expert, LANES)));
      for (int r = 0; r < ROWS; r++) {
        var p = probability[r];
        var order =
            IntStream.range(0, p.length)
                .boxed()
                .sorted((a, b) -> p[a] == p[b] ? a - b : Float.compare(p[b], p[a]))
                .toList();
        float total = 0;
        for (int t = 0; t < topK; t++) {
          assertEquals(order.get(t).intValue(), (int) expert[r][t], "row %d".formatted(r));
          total = t == 0 ? p[order.get(t)] : total + p[order.get(t)];
        }
        for (int t = 0; t < topK; t++) {
          float own = p[order.get(t)];
          assertEquals(renormalised ? own * Reciprocal.of(total) : own, weight[r][t]);
        }
      }
    }
  }

  @Test
  void the_sum_of_rows_goes_down_the_columns() {
    var random = new Random(8);
    int words = 3;
    var x = numbers(words, 1, random);
    var y = new float[1][words * LANES];
    REFERENCE.run(
        Kernels.sumOfRows(),
        words,
        ROWS,
        List.of(Operand.columns(x, LANES), Operand.columns(y, LANES)));
    for (int i = 0; i < y[0].length; i++) {
      float sum = 0;
      for (float[] row : x) {
        sum += row[i];
      }
      assertEquals(sum, y[0][i]);
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double[][] doubles(float[][] x) {
    var y = new double[x.length][x[0].length];
    for (int r = 0; r < x.length; r++) {
      for (int i = 0; i < x[r].length; i++) {
        y[r][i] = x[r][i];
      }
    }
    return y;
  }
}
