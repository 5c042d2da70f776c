package chorale.workload.num;

import static chorale.workload.num.RoundingError.LEAST;
import static chorale.workload.num.RoundingError.U;
import static chorale.workload.num.RoundingError.gamma;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of docs/numerics.md for SwiGLU and AdamW, line by line, against measured errors. */
final class StepErrorTest {
  private static final double FLUSHED = 0x1p-126;

  /** A number computed in binary32, the exact one, and a bound of the distance. */
  private record Number(float got, double exact, double bound) {
    double share() {
      return Math.abs(got - exact) / bound;
    }
  }

  private static double worst;

  private static Number checked(float got, double exact, double bound) {
    var x = new Number(got, exact, bound);
    assertTrue(x.share() <= 1, x.toString());
    worst = Math.max(worst, x.share());
    return x;
  }

  private static double rounded(double exact, double passedOn) {
    return passedOn + U * (Math.abs(exact) + passedOn) + LEAST;
  }

  private static Number product(Number x, Number y) {
    double exact = x.exact * y.exact;
    double passedOn = Math.abs(x.exact) * y.bound + Math.abs(y.exact) * x.bound + x.bound * y.bound;
    return checked(Fp32.IEEE.times(x.got, y.got), exact, rounded(exact, passedOn));
  }

  private static Number dot(short[] a, short[] b) {
    float sum = 0;
    double exact = 0;
    double magnitude = 0;
    for (int k = 0; k < a.length; k++) {
      double product = (double) Bf16.value(a[k]) * Bf16.value(b[k]);
      sum = Fp32.IEEE.mac(a[k], b[k], sum);
      exact += product;
      magnitude += Math.abs(product);
    }
    return checked(sum, exact, RoundingError.dot(a.length, magnitude));
  }

  private static Number sigmoid(Number x) {
    double exact = 1 / (1 + Math.exp(-x.exact));
    double passedOn = x.bound / 4;
    double bound = passedOn + Sigmoid.RELATIVE * (exact + passedOn) + FLUSHED;
    return checked(Sigmoid.of(x.got), exact, bound);
  }

  private static short[] numbers(Random random, int k, double scale) {
    var x = new short[k];
    for (int i = 0; i < k; i++) {
      x[i] = Bf16.of((float) (scale * random.nextGaussian()));
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 512, 4096})
  void swiglu_lies_within_its_bound(int hidden) {
    var random = new Random(hidden);
    worst = 0;
    for (int i = 0; i < 2_000_000 / hidden; i++) {
      short[] x = numbers(random, hidden, 2);
      Number g = dot(x, numbers(random, hidden, 1 / Math.sqrt(hidden)));
      Number up = dot(x, numbers(random, hidden, 1 / Math.sqrt(hidden)));
      Number a = product(g, sigmoid(g));
      Number b = product(a, up);
      checked(Bf16.round(b.got), b.exact, RoundingError.toBf16(b.exact, b.bound));
    }
    assertTrue(worst > 0.1, "worst share of a bound " + worst);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 1e-4, 1})
  void an_update_by_adamw_lies_within_its_bound(double scale) {
    var random = new Random(7);
    worst = 0;
    for (int i = 0; i < 200_000; i++) {
      double gradient = scale * random.nextGaussian();
      float computed = (float) (gradient * (1 + 1e-6 * random.nextDouble()));
      update(
          new Number(computed, gradient, 1.1e-6 * Math.abs(gradient) + 1e-45),
          (float) (scale * random.nextGaussian()),
          (float) (scale * scale * random.nextDouble()),
          Bf16.round((float) random.nextGaussian()));
    }
    assertTrue(worst > 0.1, "worst share of a bound " + worst);
  }

  /** One weight; the names are those of the page. */
  private static void update(Number gradient, float m0, float n0, float w0) {
    double rate = 3e-4;
    double b1 = 0.9;
    double b2 = 0.95;
    double eps = 1e-8;
    double decay = 0.1;
    double c1 = 1 / (1 - Math.pow(b1, 10));
    double c2 = 1 / (1 - Math.pow(b2, 10));
    float g = gradient.got;
    double exact = gradient.exact;
    double size = Math.abs(exact);
    double e = gradient.bound;

    double mExact = b1 * m0 + (1 - b1) * exact;
    double mBound =
        (1 - b1) * e * (1 + gamma(3)) + gamma(3) * (b1 * Math.abs(m0) + (1 - b1) * size);
    Number m = checked((float) b1 * m0 + (float) (1 - b1) * g, mExact, mBound);

    double nExact = b2 * n0 + (1 - b2) * exact * exact;
    double nBound =
        (1 - b2) * (2 * size * e + e * e) * (1 + gamma(4))
            + gamma(4) * (b2 * n0 + (1 - b2) * exact * exact);
    Number n = checked((float) b2 * n0 + (float) (1 - b2) * (g * g), nExact, nBound);

    double pExact = nExact * c2;
    Number p =
        checked(n.got * (float) c2, pExact, c2 * nBound * (1 + gamma(2)) + gamma(2) * pExact);

    double root = Math.sqrt(pExact);
    double passedOn = p.bound / (2 * Math.sqrt(pExact - p.bound));
    Number q =
        checked(
            p.got * ReciprocalRoot.of(Math.max(p.got, 0x1p-126f)),
            root,
            passedOn + 1.2 * 0x1p-23 * (root + passedOn) + 0x1p-63);

    double dExact = 1 / (root + eps);
    double dPassedOn = q.bound * (1 + U) + 3 * U * (root + eps);
    double f = dExact * dExact * dPassedOn / (1 - dExact * dPassedOn);
    Number d =
        checked(
            Reciprocal.of(q.got + (float) eps),
            dExact,
            f + Reciprocal.ULPS * 0x1p-23 * (dExact + f));

    double step = rate * c1 * Math.abs(mExact) * dExact;
    double wPassedOn =
        rate
                * c1
                * (Math.abs(mExact) * d.bound + dExact * m.bound + m.bound * d.bound)
                * (1 + gamma(6))
            + gamma(6) * (Math.abs(w0) + step);
    double wExact = w0 * (1 - rate * decay) - rate * mExact * c1 * dExact;
    float kept = w0 * (float) (1 - rate * decay);
    float w = kept - (float) rate * m.got * (float) c1 * d.got;
    checked(Bf16.round(w), wExact, RoundingError.toBf16(wExact, wPassedOn));
  }
}
