package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;

/**
 * How two numbers of binary32 compare, without registers (IEEE 754-2019, 5.11): exactly one of
 * less, equal, greater and unordered holds; -0 equals +0, and with a NaN they are unordered.
 *
 * <pre>{@code
 * var comparison = Comparison.of(data, delayed(data), false);
 * done.set(comparison.less());
 * value.set(comparison.max());
 * }</pre>
 *
 * @param less whether the first is less than the second
 * @param equal whether they are equal
 * @param unordered whether one of them is a NaN
 * @param max the larger one (IEEE 754-2019 maximum, 9.6): of zeros +0, of a NaN and anything {@link
 *     FloatAdder#CANONICAL_NAN}
 */
public record Comparison(Bool less, Bool equal, Bool unordered, UInt max) {
  /** Compares; {@code flush}: subnormal numbers count as 0 with their sign. */
  public static Comparison of(UInt a, UInt b, boolean flush) {
    var x = Operand.of(a, Binary32.FRACTION, flush);
    var y = Operand.of(b, Binary32.FRACTION, flush);
    var first = flush ? flushed(a, x) : a;
    var second = flush ? flushed(b, y) : b;
    var unordered = x.nan().or(y.nan()).named("unordered");
    // Signs and magnitudes as one number: the order of the magnitudes turns where both are
    // negative.
    var below = key(first).lt(key(second)).named("below");
    var zeros = x.zero().and(y.zero()).named("zeros");
    var same = first.eq(second).or(zeros).andNot(unordered).named("equal");
    var larger = below.mux(second, first);
    var max = unordered.mux(UInt.lit(Binary32.CANONICAL_NAN, Binary32.WIDTH), larger).named("max");
    return new Comparison(
        below.andNot(zeros).andNot(unordered).named("less"), same, unordered, max);
  }

  private static UInt flushed(UInt word, Operand x) {
    return Bits.cat(x.negative(), word.truncate(Binary32.SIGN).mask(x.zero().not()));
  }

  private static UInt key(UInt x) {
    var magnitude = x.truncate(Binary32.SIGN);
    var negative = x.bit(Binary32.SIGN);
    return Bits.cat(negative.not(), negative.mux(magnitude.not(), magnitude));
  }
}
