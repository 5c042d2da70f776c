package chorale.hdl.lib.fp;

import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A function by a polynomial of second degree on each of many equal intervals, with a table of
 * coefficients (S. F. Oberman, M. Y. Siu, A High-Performance Area-Efficient Multifunction
 * Interpolator, ARITH 2005). What is computed, bit for bit, is stated in docs/numerics.md.
 *
 * <pre>
 *        cut            cut               cut
 *  table  |  c1 + c2 t   |  c0 + slope t   |
 * </pre>
 *
 * @param word of the table: {c0, 31 bits; c1, 28 signed; c2, 18 signed}
 * @param unit the distance from the middle of an interval is in units of 2^-unit
 */
record Interpolation(List<BigInteger> word, int unit) {
  private static final int C0 = 31;
  private static final int C1 = 28;
  private static final int C2 = 18;
  private static final int C0_UNIT = 30;
  private static final int C1_UNIT = 26;
  private static final int C2_UNIT = 16;

  /** Half of a rounding to the next unit of 2^-n, in units of c0. */
  static long half(int n) {
    return 1L << C0_UNIT - n - 1;
  }

  /** Collects the words of a table. */
  static final class Builder {
    private final List<BigInteger> words = new ArrayList<>();
    private final double radius;

    /** Of intervals of this half width. */
    Builder(double radius) {
      this.radius = radius;
    }

    /** The next interval: the coefficients of Taylor's series to the third power. */
    void add(double f0, double f1, double f2, double f3) {
      // d^3 is 3/4 radius^2 d, as nearly as a line can be.
      double slope = f1 + 0.75 * radius * radius * f3;
      words.add(
          fixed(f0, C0_UNIT, C0)
              .shiftLeft(C1 + C2)
              .or(fixed(slope, C1_UNIT, C1).shiftLeft(C2))
              .or(fixed(f2, C2_UNIT, C2)));
    }

    private static BigInteger fixed(double value, int unit, int bits) {
      var mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
      return BigInteger.valueOf(Math.round(Math.scalb(value, unit))).and(mask);
    }

    Interpolation build(int unit) {
      return new Interpolation(List.copyOf(words), unit);
    }
  }

  /**
   * The value in units of 2^-30; the approximation of a number just below 2 may be 2.
   *
   * @param x the interval's number, and the distance from its lower end in units of 2^-unit
   * @param first the first of three places for registers
   */
  UInt at(Module module, Cuts cuts, int first, UInt x) {
    int index = Module.log2(word.size());
    int bits = x.width() - index;
    var table = module.mem(word.size(), C0 + C1 + C2).named("table").contents(word);
    var row = cuts.at(first, table.read(x.slice(x.width() - 1, bits)), "row");
    // From the middle: the highest bit is turned and counts as a sign.
    var below = cuts.at(first, x.truncate(bits), "below");
    var middle = UInt.lit(1L << bits - 1, bits);
    var t = below.xor(middle).asSInt().named("t");

    var c2 = row.truncate(C2).asSInt().named("c2");
    var c1 = row.slice(C1 + C2 - 1, C2).asSInt().named("c1");
    var bend = down(c2.times(t).named("bend_product"), C2_UNIT + unit - C1_UNIT);
    int second = first + 1;
    var slope = cuts.at(second, c1.sext(C1 + 1).plus(bend).asUInt(), "slope");
    var far = cuts.at(second, t.asUInt(), "far").asSInt();
    var c0 = cuts.at(second, row.slice(C0 + C1 + C2 - 1, C1 + C2), "c0");
    var rise = down(slope.asSInt().times(far).named("rise_product"), C1_UNIT + unit - C0_UNIT);
    var value = c0.zext(C0 + 1).plus(rise.sext(C0 + 1).asUInt());
    return cuts.at(first + 2, value, "value");
  }

  /** {@code x} without its lowest bits: rounded down. */
  private static SInt down(SInt x, int bits) {
    return x.asUInt().slice(x.width() - 1, bits).asSInt();
  }
}
