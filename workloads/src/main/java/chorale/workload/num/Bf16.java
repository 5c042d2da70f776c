package chorale.workload.num;

/**
 * Numbers of bfloat16: the upper half of a binary32 number, with 8 bits of significand. The half
 * ulp of a rounding is {@code 2^-8} relative to a normal result.
 */
public final class Bf16 {
  /** The quiet NaN that stands for all. */
  public static final short NAN = 0x7fc0;

  private Bf16() {}

  /** {@code x} rounded to nearest, ties to even; what is too large becomes infinite. */
  public static short of(float x) {
    if (Float.isNaN(x)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(x);
    int half = 0x7fff + (bits >>> 16 & 1); // to the next above a tie, or from a tie if it is odd
    return (short) (bits + half >>> 16);
  }

  /** The number, exactly. */
  public static float value(short bits) {
    float x = Float.intBitsToFloat(bits << 16);
    return Float.isNaN(x) ? Float.NaN : x;
  }

  /** {@code x} as a bfloat16 number, and back. */
  public static float round(float x) {
    return value(of(x));
  }
}
