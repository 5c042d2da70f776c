package chorale.bench.arrays;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.Bf16Multiplier;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.hdl.lib.fp.FloatMultiplier;
import chorale.hdl.lib.fp.FusedMultiplyAdd;

/**
 * The units of floating-point arithmetic with a source of operands, which {@link Operands} has in
 * Java: one operation per cycle and unit. {@code result_n} holds the result of unit 2 n + 1 in its
 * upper and of unit 2 n in its lower half, of the operands of the cycle before.
 *
 * <p>Operands come from a linear generator of 64 bits (G. Marsaglia, Xorshift RNGs, J. Statistical
 * Software 8(14), 2003) and, for the factors of bfloat16, from a counter that steps by an odd
 * number, so that no pair comes twice in 2^32 cycles.
 */
final class ArithmeticDesign extends Module {
  /** The units: each first with subnormal numbers, then without. */
  static final int UNITS = 8;

  /** Marsaglia's shifts. */
  static final int[] SHIFTS = {13, 7, 17};

  /** The odd number next to 2^32 divided by the golden ratio. */
  static final long STEP = 0x9e37_79b9L;

  final Bool valid = outBool();

  ArithmeticDesign() {
    super(null);
    var random = reg(64, 1).named("random");
    var one = random.xor(random.shl(UInt.lit(SHIFTS[0], 6))).named("one");
    var two = one.xor(one.shr(UInt.lit(SHIFTS[1], 6))).named("two");
    random.set(two.xor(two.shl(UInt.lit(SHIFTS[2], 6))));
    var factors = reg(32).named("factors");
    factors.set(factors.plus(STEP));
    var count = reg(3).named("count");
    count.set(count.plus(1));
    valid.set(delayed(Bool.lit(true)));

    var x = random.truncate(32).named("x");
    var y = shaped(x, random.slice(63, 32), count).named("y");
    var a = factors.truncate(16).named("a");
    var b = factors.slice(31, 16).named("b");
    var near = a.slice(14, 7).plus(b.slice(14, 7)).minus(127).plus(x.slice(27, 23)).minus(16);
    var close = Bits.cat(x.bit(31), near, x.truncate(23));
    var c = count.bit(0).mux(close, x).named("c");

    var results = new UInt[UNITS];
    for (int flush = 0; flush < 2; flush++) {
      boolean isFlushing = flush == 1;
      var half = new Bf16Multiplier(this, 1, isFlushing);
      half.a.set(a);
      half.b.set(b);
      results[flush] = half.product;
      var adder = new FloatAdder(this, 1, isFlushing);
      adder.a.set(x);
      adder.b.set(y);
      results[2 + flush] = adder.sum;
      var whole = new FloatMultiplier(this, 1, isFlushing);
      whole.a.set(x);
      whole.b.set(y);
      results[4 + flush] = whole.product;
      var fused = new FusedMultiplyAdd(this, 1, isFlushing);
      fused.a.set(a);
      fused.b.set(b);
      fused.c.set(c);
      results[6 + flush] = fused.result;
    }
    for (int i = 0; i < UNITS; i += 2) {
      out(64).named("result_" + i / 2).set(Bits.cat(results[i + 1], results[i]));
    }
  }

  /**
   * A partner for {@code x}: in four of eight cycles any number, else one of close exponent, one
   * that cancels all but the last bits, one whose product with x is about the least normal number,
   * or one that is subnormal or nearly so.
   */
  private static UInt shaped(UInt x, UInt y, UInt count) {
    var sign = y.bit(31);
    var exponent = x.slice(30, 23);
    var delta = y.slice(27, 23);
    var fraction = y.truncate(23);
    var close = Bits.cat(sign, exponent.plus(delta).minus(16), fraction);
    var cancels = Bits.cat(x.bit(31).not(), x.slice(30, 12), y.truncate(12));
    var small = Bits.cat(sign, UInt.lit(110, 8).minus(exponent).plus(delta), fraction);
    var tiny = Bits.cat(sign, UInt.lit(0, 5), y.truncate(26));
    var low = count.bit(0).mux(cancels, close);
    var high = count.bit(0).mux(tiny, small);
    return count.bit(2).mux(count.bit(1).mux(high, low), y);
  }
}
