package chorale.workload.num;

import chorale.workload.num.Quadratic.Taylor;

/**
 * {@code e^x} and {@code 2^x} in binary32: the exponent to the base 2 in fixed point, and a table
 * of 64 intervals of its fraction. A subnormal x counts as 0, and a result below 2^-126 is 0.
 * Error: less than {@value #ULPS} ulp of the result.
 *
 * <pre>
 *  x log2(e) = n + f      in units of 2^-28, the magnitude cut off; log2(e) in units of 2^-36
 *  2^(n + f) = 2^n 2^f    2^f from the table, in units of 2^-30
 * </pre>
 *
 * The error of n + f is less than 2^-28 of cutting off and 2^-29 of log2(e), so that of the result
 * less than {@code 1.5 ln 2 2^-28} of it; in ulp, 2^-23 of 2^f, at most 1/15. The interpolation
 * adds at most 1/9 ({@code r^3/4} times {@code 2 (ln 2)^3 / 6}, r = 2^-7), c0 2^-8, the last floor
 * 2^-7, c1, c2 and the first floor less than 2^-8, and the last rounding 1/2.
 */
public final class Exponential {
  /** Bound of the error in ulp of the result. */
  public static final double ULPS = 0.7;

  private static final int FRACTION = 28;
  private static final int T_BITS = 22;
  private static final long LOG2_E = Math.round(0x1p36 / StrictMath.log(2));
  private static final long ONE = 1L << 36;

  /** Beyond 2^8 all results are 0 or infinite. */
  private static final int LARGEST = 134;

  private static final Quadratic TABLE = new Quadratic(64, 0x1p-7, FRACTION, Exponential::taylor);

  private Exponential() {}

  private static Taylor taylor(int i) {
    double y = StrictMath.pow(2, (2 * i + 1) / 128.0);
    double k = StrictMath.log(2);
    return new Taylor(y, y * k, y * k * k / 2, y * k * k * k / 6);
  }

  /** {@code e^x}. */
  public static float e(float x) {
    return power(x, LOG2_E);
  }

  /** {@code 2^x}. */
  public static float two(float x) {
    return power(x, ONE);
  }

  private static float power(float x, long factor) {
    int bits = Float.floatToIntBits(x);
    int exponent = bits >>> 23 & 255;
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (exponent > LARGEST) {
      return x > 0 ? Float.POSITIVE_INFINITY : 0;
    }
    long significand = exponent == 0 ? 0 : bits & 0x7fffff | 1 << 23;
    int shift = LARGEST + 24 - exponent;
    long size = shift > 63 ? 0 : significand * factor >>> shift;
    long power = x < 0 ? -size : size;
    long n = power >> FRACTION;
    int f = (int) (power & (1 << FRACTION) - 1);
    long y = TABLE.at(f >>> T_BITS, (f & (1 << T_BITS) - 1) - (1 << T_BITS - 1));
    long magnitude = (n + 126 << 23) + (y + 64 >> 7);
    if (magnitude < 1 << 23) {
      return 0;
    }
    return magnitude >= 255L << 23
        ? Float.POSITIVE_INFINITY
        : Float.intBitsToFloat((int) magnitude);
  }
}
