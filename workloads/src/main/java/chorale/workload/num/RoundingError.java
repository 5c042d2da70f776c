package chorale.workload.num;

/**
 * Bounds of rounding errors in closed form (N. J. Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., chapters 2 and 3), for numbers that neither overflow nor are flushed.
 */
public final class RoundingError {
  /** Half an ulp of 1 in binary32: the relative error of a rounding. */
  public static final double U = 0x1p-24;

  /** Half an ulp of 1 in bfloat16. */
  public static final double U_BF16 = 0x1p-8;

  /** Half the distance of subnormal numbers of binary32: the error of a product that is one. */
  public static final double LEAST = 0x1p-150;

  /** The same of bfloat16. */
  public static final double LEAST_BF16 = 0x1p-134;

  private RoundingError() {}

  /** {@code k u / (1 - k u)}: what k roundings in a row can do to a number, relative to it. */
  public static double gamma(long k) {
    double ku = k * U;
    if (k < 0 || ku >= 1) {
      throw new IllegalArgumentException("gamma of %d roundings: 0 to 2^24 - 1".formatted(k));
    }
    return ku / (1 - ku);
  }

  /**
   * Bound of the error of a sum of {@code k} products of bfloat16 numbers, accumulated in binary32
   * one after the other from a binary32 number or from 0.
   *
   * @param magnitude the sum of the magnitudes of what is added up, exactly
   */
  public static double dot(int k, double magnitude) {
    return dot(k, magnitude, SumOrder.SEQUENCE);
  }

  /**
   * The same of a sum in another order: a product goes through {@link SumOrder#additions}
   * additions.
   */
  public static double dot(int k, double magnitude, SumOrder order) {
    double roundings = gamma(order.additions(k));
    return roundings * magnitude + k * LEAST * (1 + roundings);
  }

  /** Bound of the distance to {@code x} after rounding what lies within {@code error} of it. */
  public static double toBf16(double x, double error) {
    return error + U_BF16 * (Math.abs(x) + error) + LEAST_BF16;
  }
}
