package chorale.workload.num;

import chorale.workload.num.Quadratic.Taylor;

/**
 * {@code 1 / sqrt(x)} in binary32 by a table of 128 intervals of the significand for each parity of
 * the exponent. A subnormal x counts as 0 with its sign, whose result is infinite with that sign
 * (IEEE 754-2019, 9.2.1); of other negative numbers the result is a NaN. Error: less than {@value
 * #ULPS} ulp of the result.
 *
 * <p>The error is at most 1/2 ulp of the last rounding and, in units of 2^-24, which is an ulp of
 * the result's significand: 5/64 of the interpolation ({@code r^3/4} times 5/16, r = 2^-8), 2^-7 of
 * c0, 2^-6 of the last floor, and less than 2^-8 of c1, c2 and the first floor. A test goes through
 * all significands and both parities.
 */
public final class ReciprocalRoot {
  /** Bound of the error in ulp of the result. */
  public static final double ULPS = 0.61;

  private static final int T_BITS = 16;
  private static final int INTERVALS = 128;
  private static final Quadratic TABLE =
      new Quadratic(2 * INTERVALS, 0x1p-8, 23, ReciprocalRoot::taylor);

  private ReciprocalRoot() {}

  /** Of the significand, or of twice that. */
  private static Taylor taylor(int i) {
    double x = 1 + (2 * (i % INTERVALS) + 1) / 256.0;
    double y = 1 / Math.sqrt(i < INTERVALS ? x : 2 * x);
    return new Taylor(y, -y / (2 * x), 3 * y / (8 * x * x), -5 * y / (16 * x * x * x));
  }

  /** {@code 1 / sqrt(x)}. */
  public static float of(float x) {
    int bits = Float.floatToIntBits(x);
    int exponent = bits >>> 23 & 255;
    if (exponent == 0) {
      return 1 / Math.copySign(0f, x);
    }
    if (exponent == 255 || x < 0) {
      return x == Float.POSITIVE_INFINITY ? 0 : Float.NaN;
    }
    int m = bits & 0x7fffff;
    int odd = 1 - (exponent & 1); // the bias is odd
    long y =
        TABLE.at(odd * INTERVALS + (m >>> T_BITS), (m & (1 << T_BITS) - 1) - (1 << T_BITS - 1));
    long significand = y + 32 >> 6; // 2^23 to 2^24
    return Float.intBitsToFloat((189 - (exponent + 1 >> 1) << 23) + (int) significand);
  }
}
