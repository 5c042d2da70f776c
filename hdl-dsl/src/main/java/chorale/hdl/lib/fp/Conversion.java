package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.SInt;
import chorale.hdl.UInt;

/**
 * Conversions between number formats, without registers: those belong to the module that uses them.
 * All round to nearest, ties to even. A NaN becomes the canonical one of the other format.
 *
 * <pre>{@code
 * UInt half = Conversion.toBf16(data, false); // 16 bits
 * value.set(Conversion.fromBf16(half, false));
 * }</pre>
 */
public final class Conversion {
  /** The quiet NaN of bfloat16 that stands for all. */
  public static final long BF16_NAN = 0x7fc0;

  private static final int HALF = 16;
  private static final int INT = 32;
  private static final int MAGNITUDE = INT - 1;

  private Conversion() {}

  /**
   * A binary32 number as bfloat16: what is too large becomes infinite. {@code flush}: a subnormal
   * number, and one that rounds from a subnormal to the least normal one, becomes 0 with its sign.
   */
  public static UInt toBf16(UInt x, boolean flush) {
    checkWidth(x, Binary32.WIDTH);
    var number = Operand.of(x, Binary32.FRACTION, flush);
    var sticky = x.truncate(HALF - 1).any();
    var up = x.bit(HALF - 1).and(x.bit(HALF).or(sticky)).named("up");
    var rounded = x.slice(Binary32.SIGN - 1, HALF).plus(up.asUInt()).named("rounded");
    var finite = flush ? rounded.mask(number.zero().not()) : rounded;
    var signed = Bits.cat(number.negative(), finite);
    return number.nan().mux(UInt.lit(BF16_NAN, HALF), signed).named("as_bf16");
  }

  /** A bfloat16 number as binary32, exactly; {@code flush}: a subnormal one as 0 with its sign. */
  public static UInt fromBf16(UInt x, boolean flush) {
    checkWidth(x, HALF);
    var number = Operand.of(x, Bf16Multiplier.FRACTION, flush);
    var kept = x.truncate(HALF - 1);
    var magnitude = flush ? kept.mask(number.zero().not()) : kept;
    var signed = Bits.cat(number.negative(), magnitude).shl(HALF);
    return number.nan().mux(UInt.lit(Binary32.CANONICAL_NAN, INT), signed).named("as_float");
  }

  /** A number of 32 bits in two's complement as binary32. */
  public static UInt fromInt(SInt x) {
    checkWidth(x.asUInt(), INT);
    var negative = x.isNegative();
    var magnitude = negative.mux(x.negate().asUInt(), x.asUInt()).named("magnitude");
    var zeros = Binary32.leadingZeros(magnitude).named("zeros");
    var normal = magnitude.shl(zeros.truncate(5)).named("normal");
    var field = UInt.lit(Binary32.BIAS + MAGNITUDE, 9).minus(zeros).mask(normal.bit(MAGNITUDE));
    return Bits.cat(negative, Binary32.magnitude(field, normal)).named("as_float");
  }

  /**
   * A binary32 number as 32 bits in two's complement: a number beyond their range becomes the
   * nearest one in it, a NaN 0.
   */
  public static SInt toInt(UInt x) {
    checkWidth(x, Binary32.WIDTH);
    var number = Operand.of(x, Binary32.FRACTION, false);
    // {significand, 8 zeros} is the number if its exponent is 31, and half of it rounds off.
    int limit = Binary32.BIAS + MAGNITUDE;
    var exponent = number.scale();
    var large = exponent.ge(limit).named("large");
    var right = UInt.lit(limit, Binary32.EXPONENT).minus(exponent).named("right");
    var wide = number.significand().shl(INT - number.significand().width() + 2);
    var fixed = Binary32.shiftRightSticky(wide, right).named("fixed");
    var up = fixed.bit(1).and(fixed.bit(2).or(fixed.bit(0)));
    var rounded = fixed.slice(INT + 1, 2).plus(up.asUInt()).named("rounded");
    var negative = number.negative();
    var signed = negative.mux(rounded.not().plus(1), rounded);
    var lowest = UInt.lit(1L << MAGNITUDE, INT);
    var highest = UInt.lit((1L << MAGNITUDE) - 1, INT);
    var bounded = large.mux(negative.mux(lowest, highest), signed);
    return bounded.mask(number.nan().not()).named("as_int").asSInt();
  }

  private static void checkWidth(UInt x, int width) {
    if (x.width() != width) {
      throw new IllegalArgumentException(
          "a number of %d bits where one of %d is converted".formatted(x.width(), width));
    }
  }
}
