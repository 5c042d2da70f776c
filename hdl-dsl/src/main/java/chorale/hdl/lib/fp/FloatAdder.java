package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Adds two numbers of IEEE 754-2019 binary32, rounded to nearest, ties to even (clause 4.3.1), with
 * subnormal operands and results. An infinity comes from an infinite operand or from overflow.
 * Every NaN, also that of an operand, leaves as {@link #CANONICAL_NAN}; an exact 0 from operands of
 * opposite sign is +0 (clause 6.3), so that {@link #NEUTRAL} changes no number, not even -0.
 *
 * <p>Latency {@code stages} cycles, throughput 1 sum per cycle; nothing stalls. The registers have
 * no reset: a sum is as good as its operands were.
 *
 * <pre>
 *        cut 1            cut 2            cut 3            cut 4
 * order    |  align, add    |  shift to      |  round,        |
 * by size  |  or subtract   |  the left      |  choose        |
 * </pre>
 *
 * One stage has cut 4 alone, two 2 and 4, three 2, 3 and 4.
 *
 * <pre>{@code
 * var adder = new FloatAdder(this, 2);
 * adder.a.set(data);
 * adder.b.set(data);
 * value.set(adder.sum);
 * }</pre>
 */
public final class FloatAdder extends Module {
  /** Bits of a number. */
  public static final int WIDTH = 32;

  /** Most stages. */
  public static final int MAX_STAGES = 4;

  /** The quiet NaN that stands for all. */
  public static final long CANONICAL_NAN = 0x7fc0_0000L;

  /** -0: x + -0 is x, bit for bit, for every x but a NaN. */
  public static final long NEUTRAL = 0x8000_0000L;

  private static final int FRACTION = 23;
  private static final int EXPONENT = 8;
  private static final int SIGN = WIDTH - 1;

  /** Guard, round and sticky bit below a significand. */
  private static final int BELOW = 3;

  /** A significand with its hidden bit and the bits below it. */
  private static final int ALIGNED = 1 + FRACTION + BELOW;

  /** The operands. */
  public final UInt a;

  public final UInt b;

  /** Their sum, {@code stages} cycles later. */
  public final UInt sum;

  private final int stages;

  /** An adder of 1 to 4 stages. */
  public FloatAdder(Module parent, int stages) {
    require(
        stages >= 1 && stages <= MAX_STAGES,
        "a FloatAdder of %d stages: 1 to %d".formatted(stages, MAX_STAGES));
    super(parent);
    this.stages = stages;
    a = in(WIDTH);
    b = in(WIDTH);
    sum = out(WIDTH);

    // By size, so that the difference of the significands is never negative.
    var swap = a.truncate(SIGN).lt(b.truncate(SIGN)).named("swap");
    UInt larger = cut(1, swap.mux(b, a), "larger");
    UInt smaller = cut(1, swap.mux(a, b), "smaller");

    var subtract = larger.bit(SIGN).xor(smaller.bit(SIGN)).named("subtract");
    var exponent = scale(larger).named("exponent");
    var distance = exponent.minus(scale(smaller)).named("distance");
    UInt high = significand(larger).shl(BELOW);
    UInt low = aligned(significand(smaller), distance);
    UInt added = high.plusCarry(low);
    UInt subtracted = high.minus(low).zext(ALIGNED + 1);
    UInt result = cut(2, subtract.mux(subtracted, added), "result");
    UInt top = cut(2, exponent, "top");
    Bool negative = cut(2, larger.bit(SIGN).andNot(subtract.and(cancel(larger, smaller))), "sign");
    Bool nan = cut(2, isNan(larger).or(isInfinite(smaller).and(subtract)), "nan");
    Bool infinite = cut(2, isInfinite(larger), "infinite");

    // To the left until the highest bit is a 1, or the exponent the lowest there is.
    var zeros = leadingZeros(Bits.cat(result, UInt.lit(15, 4))).named("zeros");
    var shift = zeros.lt(top).mux(zeros, top).truncate(zeros.width()).named("shift");
    UInt normal = cut(3, result.shl(shift), "normal");
    UInt scale = cut(3, top.zext(EXPONENT + 1).plus(1).minus(shift), "scale");
    Bool minus = cut(3, negative, "minus");
    Bool isNan = cut(3, nan, "is_nan");
    Bool isInfinite = cut(3, infinite, "is_infinite");

    // {exponent, fraction} as one number: rounding up carries into the exponent as it should.
    int hidden = ALIGNED;
    var field = normal.bit(hidden).mux(scale, UInt.lit(0, scale.width())).named("field");
    var lowest = BELOW + 1;
    var up = normal.bit(BELOW).and(normal.bit(lowest).or(normal.truncate(BELOW).any())).named("up");
    var magnitude =
        Bits.cat(field, normal.slice(hidden - 1, lowest)).plus(up.asUInt()).named("magnitude");
    var overflow = isInfinite.or(field.ge((1 << EXPONENT) - 1)).named("overflow");
    var infinity = UInt.lit(((1L << EXPONENT) - 1) << FRACTION, SIGN);
    var number = overflow.mux(infinity, magnitude.truncate(SIGN));
    var signed = Bits.cat(minus, number);
    sum.set(cut(4, isNan.mux(UInt.lit(CANONICAL_NAN, WIDTH), signed), "total"));
  }

  @Override
  protected String kind() {
    return "FloatAdder_" + stages;
  }

  /** Whether there are registers at this place. */
  private boolean isCut(int place) {
    return place == MAX_STAGES
        || place == 2 && stages > 1
        || place == 3 && stages > 2
        || place == 1 && stages > 3;
  }

  private UInt cut(int place, UInt value, String name) {
    if (!isCut(place)) {
      return value.named(name);
    }
    var held = regWithoutReset(value.width()).named(name);
    held.set(value);
    return held;
  }

  private Bool cut(int place, Bool value, String name) {
    return cut(place, value.asUInt(), name).bit(0);
  }

  /** Whether the operands, which differ in sign, cancel: the sum is then +0. */
  private static Bool cancel(UInt larger, UInt smaller) {
    return larger.truncate(SIGN).eq(smaller.truncate(SIGN));
  }

  /** The exponent in units of the last place's: a subnormal has that of the least normal. */
  private static UInt scale(UInt x) {
    var field = x.slice(SIGN - 1, FRACTION);
    return field.or(field.any().not().asUInt());
  }

  private static UInt significand(UInt x) {
    return Bits.cat(x.slice(SIGN - 1, FRACTION).any(), x.truncate(FRACTION));
  }

  private static Bool isNan(UInt x) {
    return x.slice(SIGN - 1, FRACTION).all().and(x.truncate(FRACTION).any());
  }

  private static Bool isInfinite(UInt x) {
    return x.slice(SIGN - 1, FRACTION).all().andNot(x.truncate(FRACTION).any());
  }

  /** {@code x} with the bits below it, shifted right; the lowest is 1 if any 1 has gone below. */
  private static UInt aligned(UInt x, UInt distance) {
    // Beyond the aligned width, all of x is below.
    int most = ALIGNED;
    var by = distance.gt(most).mux(UInt.lit(most, 5), distance.truncate(5)).named("by");
    int width = x.width() + most;
    var wide = Bits.cat(x, UInt.lit(0, most)).shr(by).named("wide");
    var below = wide.truncate(width - ALIGNED).any();
    return Bits.cat(
        wide.slice(width - 1, width - ALIGNED + 1), wide.bit(width - ALIGNED).or(below));
  }

  /** Number of zeros above the highest 1 of {@code x}, whose width is a power of two. */
  private static UInt leadingZeros(UInt x) {
    int n = x.width();
    if (n == 2) {
      return x.bit(1).not().asUInt();
    }
    var upper = x.slice(n - 1, n / 2);
    var none = upper.any().not();
    return Bits.cat(none, none.mux(leadingZeros(x.truncate(n / 2)), leadingZeros(upper)));
  }
}
