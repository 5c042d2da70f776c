package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.Binary32.Result;
import java.math.BigInteger;
import java.util.List;

/**
 * {@code a * b + c} with one rounding: two factors of bfloat16, an addend and a result of binary32
 * (IEEE 754-2019 fusedMultiplyAdd, 5.4.1), rounded to nearest, ties to even, with subnormal
 * numbers. Every NaN, also infinity times 0 and the difference of infinities, leaves as {@link
 * FloatAdder#CANONICAL_NAN}; an exact 0 from a product and an addend of opposite sign is +0.
 *
 * <p>With {@code flushSubnormals}, subnormal operands count as 0 with their sign, and a result
 * whose exact value is below 2^-126 in magnitude leaves as 0 with its sign.
 *
 * <p>Since a product of two bfloat16 numbers has 16 bits, a multiplier and an adder in sequence
 * give the same bits unless the product itself overflows or is subnormal. This unit needs no
 * normalisation and no rounding between the two.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 result per cycle; nothing
 * stalls, and the registers have no reset. All operands enter in the same cycle.
 *
 * <pre>
 *              cut 1           cut 2             cut 3           cut 4
 *  multiply,     |  add or       |  to the left    |  round,       |
 *  align c       |  subtract     |                 |  choose       |
 *
 *  c, if it is far above      |cccccccccccccccccccccccc|  |       |             |
 *  the product                |                        |  |pppppppppppppppp|  |  room for c below
 *                                                      2 bits         18 or 12 bits and a sticky one
 * </pre>
 *
 * The output is cut 4. One stage has cut 4 alone, two 2 and 4, three 1, 2 and 4.
 *
 * <pre>{@code
 * var unit = new FusedMultiplyAdd(this, 2, true);
 * unit.a.set(data.truncate(16));
 * unit.b.set(data.slice(31, 16));
 * unit.c.set(unit.result);
 * value.set(unit.result);
 * }</pre>
 */
public final class FusedMultiplyAdd extends Module {
  /** Most stages. */
  public static final int MAX_STAGES = 4;

  private static final List<List<Integer>> STAGES =
      List.of(List.of(), List.of(4), List.of(2, 4), List.of(1, 2, 4), List.of(1, 2, 3, 4));

  private static final int PRODUCT = 2 * (Bf16Multiplier.FRACTION + 1);
  private static final int SIGNIFICAND = 1 + Binary32.FRACTION;

  /** Bits between an addend at the very left and the product: it is then below a quarter ulp. */
  private static final int GAP = 2;

  /**
   * Bits below the product: a product's highest bit is at least 7, or 14 without subnormal factors,
   * if c can lose bits there; one more may go by a subtraction. 24 bits and a guard bit from there.
   */
  private static final int ROOM = 18;

  private static final int ROOM_WITHOUT_SUBNORMALS = 12;

  /**
   * The field of a result whose highest bit is the addend's highest place, for a sum of the
   * factors' fields: the product's bit 0 has the exponent {@code scales - 268}, that place is 41
   * above it, and the bias is 127.
   */
  private static final int TOP = 268 - (PRODUCT + GAP + SIGNIFICAND - 1) - Binary32.BIAS;

  /** The factors. */
  public final UInt a;

  public final UInt b;

  /** The addend. */
  public final UInt c;

  /** {@code a * b + c}, {@link #latency} cycles later. */
  public final UInt result;

  /** Cycles from operands to result: the stages. */
  public final int latency;

  private final boolean flush;

  /** A unit of 0 to 4 stages. */
  public FusedMultiplyAdd(Module parent, int stages, boolean flushSubnormals) {
    require(Cuts.isKnown(stages, STAGES), Cuts.wrong("FusedMultiplyAdd", stages, STAGES));
    super(parent);
    latency = stages;
    flush = flushSubnormals;
    a = in(Bf16Multiplier.WIDTH);
    b = in(Bf16Multiplier.WIDTH);
    c = in(Binary32.WIDTH);
    result = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, STAGES);
    var x = Operand.of(a, Bf16Multiplier.FRACTION, flush);
    var y = Operand.of(b, Bf16Multiplier.FRACTION, flush);
    var z = Operand.of(c, Binary32.FRACTION, flush);
    int room = flush ? ROOM_WITHOUT_SUBNORMALS : ROOM;
    int width = SIGNIFICAND + GAP + PRODUCT + room + 1; // and the sticky bit

    // A product of 0 has no exponent: as small as any, so that c keeps its bits.
    var isZero = x.zero().or(y.zero()).named("no_product");
    var scales = x.scale().plusCarry(y.scale()).mask(isZero.not()).named("scales");
    var distance = scales.zext(10).minus(TOP).minus(z.scale()).named("distance");
    var above = distance.bit(9).named("above");
    var by = distance.truncate(9).mask(above.not()).named("by");
    var wide = z.significand().shl(width - SIGNIFICAND);
    var aligned = cuts.at(1, Binary32.shiftRightSticky(wide, by), "aligned");
    var product = cuts.at(1, x.significand().times(y.significand()), "product");
    var top = above.mux(z.scale().zext(9), scales.minus(TOP)).plus(1);
    var topHeld = cuts.at(1, top, "top");
    var minus = x.negative().xor(y.negative()).named("minus");
    var subtract = cuts.at(1, minus.xor(z.negative()), "subtract");
    var negative = cuts.at(1, z.negative(), "negative");
    var undefined = x.infinite().and(y.zero()).or(y.infinite().and(x.zero()));
    var large = x.infinite().or(y.infinite()).named("large");
    var opposed = large.and(z.infinite()).and(minus.xor(z.negative())).named("opposed");
    var anyNan = x.nan().or(y.nan()).or(z.nan()).or(undefined).or(opposed);
    var nan = cuts.at(1, anyNan, "nan");
    var infinite = cuts.at(1, large.or(z.infinite()), "infinite");
    var infiniteSign = cuts.at(1, large.mux(minus, z.negative()), "infinite_sign");

    var low = product.shl(room + 1).zext(width);
    var sum = aligned.plusCarry(low).named("sum");
    var forward = aligned.zext(width + 1).minus(low).named("forward");
    var backward = low.minus(aligned).named("backward");
    var less = forward.bit(width).named("less");
    var difference = less.mux(backward, forward.truncate(width));
    var total = cuts.at(2, subtract.mux(difference, sum), "total");
    var field = cuts.at(2, topHeld, "field");
    var sign = cuts.at(2, infinite.mux(infiniteSign, negative.xor(subtract.and(less))), "sign");
    var isDifference = cuts.at(2, subtract.andNot(infinite), "is_difference");
    var isNan = cuts.at(2, nan, "is_nan");
    var isInfinite = cuts.at(2, infinite, "is_infinite");

    // The hidden bit stops at the place that belongs to the least normal number.
    var stop = UInt.lit(BigInteger.ONE.shiftLeft(width), width + 1).shr(field.minus(1));
    var zeros = Binary32.leadingZeros(total.or(stop)).named("zeros");
    var normal = total.shl(zeros).named("normal");
    var hidden = normal.bit(width).named("hidden");
    var cancelled = isDifference.andNot(total.any());
    var rounded =
        new Result(
            cuts.at(3, sign.andNot(cancelled), "result_sign"),
            cuts.at(3, field.minus(zeros).mask(hidden), "result_field"),
            cuts.at(3, shortened(normal), "significand"),
            flush ? cuts.at(3, hidden.not(), "flushed") : Bool.lit(false),
            cuts.at(3, isInfinite, "result_infinite"),
            cuts.at(3, isNan, "result_nan"));
    result.set(cuts.at(4, Binary32.round(rounded), "rounded"));
  }

  /** The significand with a guard and a sticky bit. */
  private static UInt shortened(UInt normal) {
    int below = normal.width() - SIGNIFICAND - 1;
    return Bits.cat(normal.slice(normal.width() - 1, below), normal.truncate(below).any());
  }

  @Override
  protected String kind() {
    return "FusedMultiplyAdd_" + latency + (flush ? "_flush" : "");
  }
}
