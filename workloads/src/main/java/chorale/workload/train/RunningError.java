package chorale.workload.train;

import chorale.workload.num.Exponential;
import chorale.workload.num.Reciprocal;
import chorale.workload.num.ReciprocalRoot;
import chorale.workload.num.RoundingError;
import chorale.workload.num.Sigmoid;

/**
 * Running error analysis (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.,
 * 3.3) with intervals: an operation's result lies between the least and the largest that its
 * operands' intervals give, each moved outwards by the rounding of a number as large as that. So a
 * result's bound follows from what was computed.
 */
public final class RunningError implements Arithmetic<Bounded> {
  /** The largest error where results are flushed. */
  private static final double FLUSHED = 0x1p-126;

  /** What double precision itself may lose, in parts of a number; more than enough. */
  private static final double DOUBLE = 0x1p-50;

  private static Bounded rounded(double value, double low, double high, double u, double least) {
    return new Bounded(
        value,
        low - (u + DOUBLE) * Math.abs(low) - least,
        high + (u + DOUBLE) * Math.abs(high) + least);
  }

  private static Bounded binary32(double value, double low, double high) {
    return rounded(value, low, high, RoundingError.U, RoundingError.LEAST);
  }

  @Override
  public Bounded of(float x) {
    return new Bounded(x, x, x);
  }

  @Override
  public Bounded add(Bounded a, Bounded b) {
    return binary32(a.value() + b.value(), a.low() + b.low(), a.high() + b.high());
  }

  @Override
  public Bounded minus(Bounded a, Bounded b) {
    return add(a, new Bounded(-b.value(), -b.high(), -b.low()));
  }

  @Override
  public Bounded times(Bounded a, Bounded b) {
    double w = a.low() * b.low();
    double x = a.low() * b.high();
    double y = a.high() * b.low();
    double z = a.high() * b.high();
    return binary32(
        a.value() * b.value(),
        Math.min(Math.min(w, x), Math.min(y, z)),
        Math.max(Math.max(w, x), Math.max(y, z)));
  }

  @Override
  public Bounded max(Bounded a, Bounded b) {
    return new Bounded(
        Math.max(a.value(), b.value()), Math.max(a.low(), b.low()), Math.max(a.high(), b.high()));
  }

  @Override
  public Bounded exp(Bounded x) {
    return rounded(
        Math.exp(x.value()),
        Math.exp(x.low()),
        Math.exp(x.high()),
        2 * RoundingError.U * Exponential.ULPS,
        FLUSHED);
  }

  @Override
  public Bounded sigmoid(Bounded x) {
    return rounded(
        logistic(x.value()), logistic(x.low()), logistic(x.high()), Sigmoid.RELATIVE, FLUSHED);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public Bounded reciprocal(Bounded x) {
    boolean across = x.low() <= 0 && x.high() >= 0;
    return rounded(
        1 / x.value(),
        across ? Double.NEGATIVE_INFINITY : 1 / x.high(),
        across ? Double.POSITIVE_INFINITY : 1 / x.low(),
        2 * RoundingError.U * Reciprocal.ULPS,
        FLUSHED);
  }

  /**
   * The root as {@code x / sqrt(max(x, 2^-126))}: of a number below 2^-126, which the hardware's
   * may be as well, less than 2^-63.
   */
  @Override
  public Bounded root(Bounded x) {
    double u = RoundingError.U + 2 * RoundingError.U * ReciprocalRoot.ULPS;
    return rounded(
        Math.sqrt(Math.max(0, x.value())),
        Math.sqrt(Math.max(0, x.low())),
        Math.sqrt(Math.max(0, x.high())),
        u * (1 + 2 * u),
        0x1p-63);
  }

  @Override
  public Bounded toBf16(Bounded x) {
    return rounded(x.value(), x.low(), x.high(), RoundingError.U_BF16, RoundingError.LEAST_BF16);
  }
}
