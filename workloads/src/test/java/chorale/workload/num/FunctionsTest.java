package chorale.workload.num;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** How far the functions lie from the truth, which double precision stands for. */
final class FunctionsTest {
  private static final int SIGNIFICANDS = 1 << 23;

  /** Distance in ulp of the nearest number to the truth. */
  private static double ulps(float got, double truth) {
    return Math.abs(got - truth) / Math.ulp((float) truth);
  }

  private static float number(int exponent, int fraction) {
    return Float.intBitsToFloat(exponent << 23 | fraction);
  }

  @Test
  void reciprocals_of_all_significands_are_within_their_bound() {
    double worst = 0;
    for (int m = 0; m < SIGNIFICANDS; m++) {
      float x = number(127, m);
      worst = Math.max(worst, ulps(Reciprocal.of(x), 1.0 / x));
    }
    assertTrue(worst < Reciprocal.ULPS && worst > 0.5, "worst " + worst);
  }

  @Test
  void reciprocals_of_all_exponents_differ_by_their_exponent_only() {
    var random = new Random(1);
    for (int exponent = 1; exponent < 255; exponent++) {
      for (int i = 0; i < 1000; i++) {
        int m = i == 0 ? 0 : random.nextInt(SIGNIFICANDS);
        double scaled = Reciprocal.of(number(127, m)) * Math.scalb(1.0, 127 - exponent);
        float expected = scaled < Float.MIN_NORMAL ? 0 : (float) scaled;
        assertEquals(expected, Reciprocal.of(number(exponent, m)));
        assertEquals(-expected, Reciprocal.of(-number(exponent, m)));
      }
    }
  }

  @Test
  void reciprocal_roots_of_all_significands_are_within_their_bound() {
    double worst = 0;
    for (int m = 0; m < SIGNIFICANDS; m++) {
      for (int exponent = 127; exponent <= 128; exponent++) {
        float x = number(exponent, m);
        worst = Math.max(worst, ulps(ReciprocalRoot.of(x), 1 / Math.sqrt(x)));
      }
    }
    assertTrue(worst < ReciprocalRoot.ULPS && worst > 0.5, "worst " + worst);
  }

  @Test
  void reciprocal_roots_of_all_exponents_differ_by_their_exponent_only() {
    var random = new Random(2);
    for (int exponent = 1; exponent < 255; exponent++) {
      for (int i = 0; i < 1000; i++) {
        int m = i == 0 ? 0 : random.nextInt(SIGNIFICANDS);
        int parity = 1 - exponent & 1;
        double scale = Math.scalb(1.0, (127 + parity - exponent) / 2);
        assertEquals(
            (float) (ReciprocalRoot.of(number(127 + parity, m)) * scale),
            ReciprocalRoot.of(number(exponent, m)));
      }
    }
  }

  @Test
  void exponentials_are_within_their_bound() {
    var random = new Random(3);
    double worst = 0;
    for (int i = 0; i < 10_000_000; i++) {
      float x = i % 4 == 0 ? small(random) : (random.nextFloat() * 2 - 1) * 87;
      worst = Math.max(worst, ulps(Exponential.e(x), Math.exp(x)));
    }
    assertTrue(worst < Exponential.ULPS && worst > 0.5, "worst " + worst);
  }

  /** A number of any exponent up to 64. */
  private static float small(Random random) {
    float x = number(90 + random.nextInt(43), random.nextInt(SIGNIFICANDS));
    return random.nextBoolean() ? x : -x;
  }

  @Test
  void powers_of_2_are_within_their_bound_for_all_fractions() {
    double worst = 0;
    for (int m = 0; m < SIGNIFICANDS; m++) {
      float x = number(127, m);
      worst = Math.max(worst, ulps(Exponential.two(x), Math.pow(2, x)));
      worst = Math.max(worst, ulps(Exponential.two(-x), Math.pow(2, -x)));
    }
    assertTrue(worst < Exponential.ULPS && worst > 0.5, "worst " + worst);
    for (int n = -126; n < 128; n++) {
      assertEquals((float) Math.scalb(1.0, n), Exponential.two(n));
    }
  }

  @Test
  void sigmoids_are_within_their_bound() {
    var random = new Random(4);
    double worst = 0;
    for (int i = 0; i < 10_000_000; i++) {
      float x = i % 4 == 0 ? small(random) : (random.nextFloat() * 2 - 1) * 20;
      double truth = 1 / (1 + Math.exp(-x));
      worst = Math.max(worst, Math.abs(Sigmoid.of(x) - truth) / truth);
    }
    assertTrue(worst < Sigmoid.RELATIVE && worst > Sigmoid.RELATIVE / 8, "worst " + worst);
  }

  @Test
  void ends_of_the_range_are_as_stated() {
    float infinity = Float.POSITIVE_INFINITY;
    float subnormal = Float.intBitsToFloat(0x7fffff);
    assertEquals(infinity, Reciprocal.of(0f));
    assertEquals(-infinity, Reciprocal.of(-subnormal));
    assertEquals(0f, Reciprocal.of(infinity));
    assertEquals(-0f, Reciprocal.of(-infinity));
    assertEquals(0f, Reciprocal.of(Float.MAX_VALUE));
    assertEquals(Float.MIN_NORMAL, Reciprocal.of(0x1p126f));
    assertEquals(infinity, ReciprocalRoot.of(subnormal));
    assertEquals(-infinity, ReciprocalRoot.of(-0f));
    assertEquals(0f, ReciprocalRoot.of(infinity));
    assertEquals(Float.NaN, ReciprocalRoot.of(-1f));
    assertEquals(Float.NaN, ReciprocalRoot.of(-infinity));
    assertEquals(1f, Exponential.e(subnormal));
    assertEquals(1f, Exponential.e(-0f));
    assertEquals(infinity, Exponential.e(89f));
    assertEquals(infinity, Exponential.two(128f));
    assertEquals(infinity, Exponential.two(Float.MAX_VALUE));
    assertEquals(0f, Exponential.two(-127f));
    assertEquals(0f, Exponential.e(-infinity));
    assertEquals(0f, Sigmoid.of(-infinity));
    assertEquals(0f, Sigmoid.of(-88f));
    assertEquals(1f, Sigmoid.of(infinity));
    assertEquals(0.5f, Sigmoid.of(0f));
    for (float nan :
        new float[] {
          Reciprocal.of(Float.NaN),
          ReciprocalRoot.of(Float.NaN),
          Exponential.e(Float.NaN),
          Sigmoid.of(Float.NaN)
        }) {
      assertEquals(Float.NaN, nan);
    }
  }
}
