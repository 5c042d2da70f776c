package chorale.workload.num;

/**
 * {@code 1 / (1 + e^-x)} in binary32: the exponential, an addition and a reciprocal, all without
 * subnormal numbers. Where the result would be below 2^-126 it is 0. Error: less than {@value
 * #RELATIVE} of the result, relative.
 *
 * <p>With d1, d2 and d3 the relative errors of the three, the result is {@code 1 / (1 + e^-x)}
 * times {@code (1 + d3) / ((1 + w d1) (1 + d2))}, w = {@code e^-x / (1 + e^-x)} being less than 1;
 * an ulp is at most 2^-23 of a number: 2^-23 (0.7 + 0.5 + 0.79), and terms of second order.
 */
public final class Sigmoid {
  /** Bound of the relative error: 2^-22. */
  public static final double RELATIVE = 0x1p-22;

  private Sigmoid() {}

  /** {@code 1 / (1 + e^-x)}. */
  public static float of(float x) {
    return Reciprocal.of(Fp32.FLUSH.add(1, Exponential.e(-x)));
  }
}
