package chorale.workload.train;

/** Double precision, for slopes. */
public final class WithoutRounding implements Arithmetic<Double> {
  @Override
  public Double of(float x) {
    return (double) x;
  }

  @Override
  public Double add(Double a, Double b) {
    return a + b;
  }

  @Override
  public Double times(Double a, Double b) {
    return a * b;
  }

  @Override
  public Double max(Double a, Double b) {
    return Math.max(a, b);
  }

  @Override
  public Double exp(Double x) {
    return Math.exp(x);
  }

  @Override
  public Double sigmoid(Double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public Double reciprocal(Double x) {
    return 1 / x;
  }

  @Override
  public Double root(Double x) {
    return Math.sqrt(x);
  }

  @Override
  public Double toBf16(Double x) {
    return x;
  }
}
