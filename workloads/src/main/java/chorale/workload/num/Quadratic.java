package chorale.workload.num;

import java.util.function.IntFunction;

/**
 * A function by a polynomial of second degree on each of many equal intervals, in whole numbers.
 * Around the middle of an interval of half width {@code r} Taylor's series to the third power is
 * taken, with {@code d^3} replaced by {@code 3/4 r^2 d}, which is its best linear approximation
 * there: the error of that is {@code r^3 / 4} times the third coefficient.
 *
 * <pre>
 *  c0 in units of 2^-30, c1 of 2^-26, c2 of 2^-16, rounded to nearest; t in units of 2^-unit
 *  slope = c1 + floor(c2 t 2^(10 - unit))
 *  value = c0 + floor(slope t 2^(4 - unit))          in units of 2^-30
 * </pre>
 */
final class Quadratic {
  /** Coefficients of {@code (x - middle)^0} to {@code ^3}. */
  record Taylor(double a0, double a1, double a2, double a3) {}

  private final int unit;
  private final long[] c0;
  private final long[] c1;
  private final long[] c2;

  /**
   * A table.
   *
   * @param intervals how many
   * @param radius half their width
   * @param unit t is in units of 2^-unit
   */
  Quadratic(int intervals, double radius, int unit, IntFunction<Taylor> function) {
    this.unit = unit;
    c0 = new long[intervals];
    c1 = new long[intervals];
    c2 = new long[intervals];
    for (int i = 0; i < intervals; i++) {
      Taylor f = function.apply(i);
      c0[i] = Math.round(f.a0 * 0x1p30);
      c1[i] = Math.round((f.a1 + 0.75 * radius * radius * f.a3) * 0x1p26);
      c2[i] = Math.round(f.a2 * 0x1p16);
    }
  }

  /** The value at a distance {@code t} from the middle of interval {@code i}. */
  long at(int i, long t) {
    long slope = c1[i] + (c2[i] * t >> unit - 10);
    return c0[i] + (slope * t >> unit - 4);
  }
}
