package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.math.BigInteger;

/** The format binary32 of IEEE 754-2019, and what all units that produce it share. */
final class Binary32 {
  static final int WIDTH = 32;
  static final int FRACTION = 23;
  static final int EXPONENT = 8;
  static final int SIGN = WIDTH - 1;

  /** The exponent of 1. */
  static final int BIAS = 127;

  /** The exponent field of infinities and NaNs. */
  static final int SPECIAL = (1 << EXPONENT) - 1;

  /** The quiet NaN that stands for all. */
  static final long CANONICAL_NAN = 0x7fc0_0000L;

  static final long INFINITY = (long) SPECIAL << FRACTION;

  private Binary32() {}

  /**
   * What a result is before it is packed.
   *
   * @param negative its sign
   * @param field the exponent's field, 0 if the hidden bit is 0; may be too large
   * @param significand the hidden bit, the fraction, and two or more bits below, of which the
   *     lowest is sticky
   * @param zero whether it is 0 whatever the rest says
   * @param infinite whether it is infinite whatever the rest says
   * @param nan whether it is no number whatever the rest says
   */
  record Result(Bool negative, UInt field, UInt significand, Bool zero, Bool infinite, Bool nan) {}

  /** The result rounded to nearest, ties to even. */
  static UInt round(Result x) {
    var infinite = x.infinite.or(x.field.ge(SPECIAL).andNot(x.zero));
    return choose(x.negative, magnitude(x.field, x.significand), x.zero, infinite, x.nan);
  }

  /** A number without its sign, rounded to nearest, ties to even. */
  static UInt magnitude(UInt field, UInt significand) {
    int below = significand.width() - 1 - FRACTION;
    var lowest = significand.bit(below);
    var sticky = significand.truncate(below - 1).any();
    var up = significand.bit(below - 1).and(lowest.or(sticky)).named("round_up");
    var fraction = significand.slice(below + FRACTION - 1, below);
    // {exponent, fraction} is one number: rounding up carries into the exponent as it should.
    return Bits.cat(field, fraction).plus(up.asUInt()).truncate(SIGN).named("magnitude");
  }

  /** {@code magnitude} with its sign, unless it is one of the special numbers. */
  static UInt choose(Bool negative, UInt magnitude, Bool zero, Bool infinite, Bool nan) {
    var finite = zero.mux(UInt.lit(0, SIGN), magnitude);
    var number = infinite.mux(UInt.lit(INFINITY, SIGN), finite);
    return nan.mux(UInt.lit(CANONICAL_NAN, WIDTH), Bits.cat(negative, number)).named("rounded");
  }

  /** Number of zeros above the highest 1 of {@code x}; its width, or more, if there is none. */
  static UInt leadingZeros(UInt x) {
    int width = Integer.highestOneBit(x.width() - 1) << 1;
    int padding = width - x.width();
    return count(padding == 0 ? x : Bits.cat(x, UInt.lit((1L << padding) - 1, padding)));
  }

  private static UInt count(UInt x) {
    int n = x.width();
    if (n == 2) {
      return x.bit(1).not().asUInt();
    }
    var upper = x.slice(n - 1, n / 2);
    var none = upper.any().not();
    return Bits.cat(none, none.mux(count(x.truncate(n / 2)), count(upper)));
  }

  /** {@code x} shifted right; the lowest bit is 1 if any 1 has gone below. */
  static UInt shiftRightSticky(UInt x, UInt by) {
    int n = x.width();
    var kept = ones(n).shl(by);
    var lost = x.and(kept.not()).any();
    return x.shr(by).or(lost.asUInt());
  }

  private static UInt ones(int n) {
    return UInt.lit(BigInteger.ONE.shiftLeft(n).subtract(BigInteger.ONE), n);
  }
}
