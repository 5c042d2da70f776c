package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;

/**
 * A number of binary32 or bfloat16 taken apart; both have 8 bits of exponent with the same bias.
 *
 * @param negative its sign
 * @param scale the exponent in units of the last place: a subnormal has that of the least normal
 * @param significand with the hidden bit
 * @param nan whether it is no number
 * @param infinite whether it is infinite
 * @param zero whether it is +0 or -0, or counts as such
 */
record Operand(Bool negative, UInt scale, UInt significand, Bool nan, Bool infinite, Bool zero) {

  /** Of a word with {@code fraction} bits of fraction; {@code flush}: subnormals count as zeros. */
  static Operand of(UInt word, int fraction, boolean flush) {
    int sign = word.width() - 1;
    var exponent = word.slice(sign - 1, fraction);
    var below = word.truncate(fraction);
    var normal = exponent.any();
    var top = exponent.all();
    return new Operand(
        word.bit(sign),
        exponent.or(normal.not().asUInt()),
        Bits.cat(normal, flush ? below.mask(normal) : below),
        top.and(below.any()),
        top.andNot(below.any()),
        flush ? normal.not() : normal.not().andNot(below.any()));
  }
}
