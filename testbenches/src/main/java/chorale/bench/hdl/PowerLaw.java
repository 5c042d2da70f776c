package chorale.bench.hdl;

/** Fits {@code y = c * x^e}. */
final class PowerLaw {
  private PowerLaw() {}

  /** The exponent e: the slope of the straight line through the logarithms, by least squares. */
  static double exponent(double[] x, double[] y) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < x.length; i++) {
      double a = Math.log(x[i]);
      double b = Math.log(y[i]);
      sx += a;
      sy += b;
      sxx += a * a;
      sxy += a * b;
    }
    return (x.length * sxy - sx * sy) / (x.length * sxx - sx * sx);
  }
}
