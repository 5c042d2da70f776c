package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Binary32.BIAS;

import chorale.hdl.Bool;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.Binary32.Result;
import java.math.BigInteger;
import java.util.List;

/**
 * The rounded product of two numbers of one format as a binary32 number.
 *
 * <pre>
 *              cut 1                      cut 2             cut 3
 *  significands  |  to the left: normal     |  round, choose  |
 *  multiplied    |  to the right: subnormal |                 |
 * </pre>
 */
final class Multiplication {
  /** The places of registers by number of stages. */
  static final List<List<Integer>> STAGES =
      List.of(List.of(), List.of(3), List.of(1, 3), List.of(1, 2, 3));

  /** A significand of the result with a guard and a sticky bit. */
  private static final int LEAST_FRAME = 1 + Binary32.FRACTION + 2;

  private Multiplication() {}

  static UInt of(Cuts cuts, Operand a, Operand b, boolean flush) {
    var product = cuts.at(1, a.significand().times(b.significand()), "product");
    var scales = cuts.at(1, a.scale().plusCarry(b.scale()), "scales");
    var negative = cuts.at(1, a.negative().xor(b.negative()), "negative");
    var infinite = cuts.at(1, a.infinite().or(b.infinite()), "infinite");
    var nan = cuts.at(1, a.nan().or(b.nan()).or(isUndefined(a, b)), "nan");

    var shifted =
        flush
            ? new Shifted(cuts.at(1, a.zero().or(b.zero()), "zero"), product, scales)
            : new Shifted(product, scales);
    var result =
        new Result(
            cuts.at(2, negative, "minus"),
            cuts.at(2, shifted.field, "field"),
            cuts.at(2, shifted.significand, "significand"),
            cuts.at(2, shifted.zero, "is_zero"),
            cuts.at(2, infinite, "is_infinite"),
            cuts.at(2, nan, "is_nan"));
    return cuts.at(3, Binary32.round(result), "total");
  }

  /** Infinity times zero. */
  private static Bool isUndefined(Operand a, Operand b) {
    return a.infinite().and(b.zero()).or(b.infinite().and(a.zero()));
  }

  /**
   * The product where its hidden bit belongs. Its exponent field is {@code scales - 126} if its
   * highest bit is 1: a factor with the field of the bias has one bit above the point, the product
   * two.
   */
  private static final class Shifted {
    final UInt field;
    final UInt significand;
    final Bool zero;

    /** With subnormal results and factors. */
    Shifted(UInt product, UInt scales) {
      int width = product.width();
      var wide = wide(product);
      // The hidden bit stops at the place that belongs to the least normal number.
      var stop = UInt.lit(BigInteger.ONE.shiftLeft(width - 1), width).shr(scales.minus(BIAS));
      var zeros = Binary32.leadingZeros(product.or(stop)).named("zeros");
      var left = wide.shl(zeros).named("left");
      var inRange = scales.ge(BIAS).named("in_range");
      var distance = UInt.lit(BIAS, 7).minus(scales.truncate(7)).named("distance");
      var right = Binary32.shiftRightSticky(wide, distance).named("right");
      significand = inRange.mux(left, right).named("shifted");
      field =
          scales
              .minus(BIAS - 1)
              .minus(zeros)
              .mask(significand.bit(wide.width() - 1))
              .named("exponent");
      zero = Bool.lit(false);
    }

    /** Without: the factors are 0 or normal. */
    Shifted(Bool isZero, UInt product, UInt scales) {
      var top = product.bit(product.width() - 1).named("top");
      var wide = wide(product);
      significand = top.mux(wide, wide.shl(1).truncate(wide.width())).named("shifted");
      var sum = scales.zext(scales.width() + 1).plus(top.asUInt()).named("sum");
      field = sum.minus(BIAS).truncate(scales.width()).named("exponent");
      zero = isZero.or(sum.le(BIAS)).named("flushed");
    }

    private static UInt wide(UInt product) {
      return product.shl(Math.max(0, LEAST_FRAME - product.width()));
    }
  }
}
