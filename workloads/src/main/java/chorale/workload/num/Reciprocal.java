package chorale.workload.num;

import chorale.workload.num.Quadratic.Taylor;

/**
 * {@code 1 / x} in binary32 by a table of 128 intervals of the significand, without subnormal
 * numbers: a subnormal x counts as 0, whose reciprocal is infinite, and a result below 2^-126 is 0,
 * both with the sign of x. Error: less than {@value #ULPS} ulp of the result.
 *
 * <p>The error is at most 1/2 ulp of the last rounding and, in units of 2^-24, which is an ulp of
 * {@code 1/(1+m)}: 1/4 of the interpolation ({@code r^3/4}, r = 2^-8), 2^-7 of c0, 2^-6 of the last
 * floor, and less than 2^-8 of c1, c2 and the first floor. A test goes through all significands.
 */
public final class Reciprocal {
  /** Bound of the error in ulp of the result. */
  public static final double ULPS = 0.79;

  private static final int T_BITS = 16;
  private static final Quadratic TABLE = new Quadratic(128, 0x1p-8, 23, Reciprocal::taylor);

  private Reciprocal() {}

  private static Taylor taylor(int i) {
    double y = 1 / (1 + (2 * i + 1) / 256.0);
    return new Taylor(y, -y * y, y * y * y, -y * y * y * y);
  }

  /** {@code 1 / x}. */
  public static float of(float x) {
    int bits = Float.floatToIntBits(x);
    int exponent = bits >>> 23 & 255;
    if (exponent == 0 || exponent == 255) {
      return 1 / (exponent == 0 ? Math.copySign(0f, x) : x);
    }
    int m = bits & 0x7fffff;
    long y = TABLE.at(m >>> T_BITS, (m & (1 << T_BITS) - 1) - (1 << T_BITS - 1));
    long significand = y + 32 >> 6; // 2^23 to 2^24
    long magnitude = (252L - exponent << 23) + significand;
    return Math.copySign(magnitude < 1 << 23 ? 0 : Float.intBitsToFloat((int) magnitude), x);
  }
}
