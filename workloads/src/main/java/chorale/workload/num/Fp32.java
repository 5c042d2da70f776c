package chorale.workload.num;

/**
 * Operations on binary32 and bfloat16 as the hardware does them.
 *
 * @param flush whether subnormal operands count as 0 with their sign, and a result whose exact
 *     value is below {@code 2^-126} in magnitude is 0 with its sign
 */
public record Fp32(boolean flush) {
  /** With subnormal numbers: IEEE 754, and Java. */
  public static final Fp32 IEEE = new Fp32(false);

  /** Without. */
  public static final Fp32 FLUSH = new Fp32(true);

  /** {@code a + b}. */
  public float add(float a, float b) {
    return kept(kept(a) + kept(b)); // a subnormal sum is exact
  }

  /** {@code a * b}. */
  public float times(float a, float b) {
    float x = kept(a);
    float y = kept(b);
    float product = x * y;
    double exact = (double) x * y; // 48 bits of 53
    return flush && Math.abs(exact) < Float.MIN_NORMAL ? zero(product) : product;
  }

  /** The product of two bfloat16 numbers. */
  public float times(short a, short b) {
    return times(Bf16.value(a), Bf16.value(b));
  }

  /** {@code a * b + c}, rounded once. */
  public float fma(short a, short b, float c) {
    float x = kept(Bf16.value(a));
    float y = kept(Bf16.value(b));
    float z = kept(c);
    float sum = Math.fma(x, y, z);
    float size = Math.abs(sum);
    boolean tiny = size < Float.MIN_NORMAL || size == Float.MIN_NORMAL && isBelow(x, y, z, sum);
    return flush && tiny ? zero(sum) : sum;
  }

  /** Whether {@code |x * y + z|} is less than the least normal number, to which it rounds. */
  private static boolean isBelow(float x, float y, float z, float sum) {
    // The sum has no more bits than a double: what cancels down to 2^-126 has nothing far above.
    double rest = (double) z - sum;
    return Math.fma(x, y, rest) * sum < 0;
  }

  /** {@code a * b + c}: the product rounded, where it is not exact, and the sum. */
  public float mac(short a, short b, float c) {
    return add(times(a, b), c);
  }

  /** The larger one (IEEE 754-2019 maximum): of zeros +0, of a NaN and anything the NaN. */
  public float max(float a, float b) {
    return Math.max(kept(a), kept(b));
  }

  /** A number as bfloat16; one that is subnormal is 0 before it is rounded if so told. */
  public short toBf16(float x) {
    return Bf16.of(kept(x));
  }

  /** A bfloat16 number as binary32. */
  public float fromBf16(short x) {
    return kept(Bf16.value(x));
  }

  /** The nearest whole number of 32 bits, of two the even one; 0 for a NaN. */
  public static int toInt(float x) {
    return (int) Math.rint((double) x);
  }

  /** A whole number, rounded to nearest, ties to even. */
  public static float fromInt(int x) {
    return x;
  }

  private float kept(float x) {
    return flush && Math.abs(x) < Float.MIN_NORMAL ? zero(x) : x;
  }

  private static float zero(float sign) {
    return Math.copySign(0f, sign);
  }
}
