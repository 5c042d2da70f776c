package chorale.hdl.lib.fp;

import static chorale.hdl.lib.fp.Binary32.FRACTION;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * Adds two numbers of IEEE 754-2019 binary32, rounded to nearest, ties to even (clause 4.3.1), with
 * subnormal operands and results. An infinity comes from an infinite operand or from overflow.
 * Every NaN, also that of an operand, leaves as {@link #CANONICAL_NAN}; an exact 0 from operands of
 * opposite sign is +0 (clause 6.3), so that {@link #NEUTRAL} changes no number, not even -0.
 *
 * <p>With {@code flushSubnormals}, a subnormal operand counts as 0 with its sign, and a subnormal
 * sum, which is always exact, leaves as 0 with its sign.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 sum per cycle; nothing
 * stalls. The registers have no reset: a sum is as good as its operands were.
 *
 * <p>There are two paths (M. P. Farmwald, On the Design of High Performance Digital Arithmetic
 * Units, 1981). A difference that loses its highest bit, which takes exponents that differ by 1 at
 * most, is exact and may go far to the left; all else goes to the left by 1 at most, and is
 * rounded.
 *
 * <pre>
 *              cut 1               cut 2                  cut 3
 *  far   larger  |  smaller to the   |  add or subtract,    |  round   \  choose
 *        first   |  right            |  1 place left/right  |          /
 *  near  by two  |  subtract         |  count zeros         |  to the left
 *        bits    |                   |                      |
 * </pre>
 *
 * The output is cut 4. One stage has cut 4 alone, two 2 and 4, three 2, 3 and 4.
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
  public static final int WIDTH = Binary32.WIDTH;

  /** Most stages. */
  public static final int MAX_STAGES = 4;

  /** The quiet NaN that stands for all. */
  public static final long CANONICAL_NAN = Binary32.CANONICAL_NAN;

  /** -0: x + -0 is x, bit for bit, for every x but a NaN (or one that is flushed). */
  public static final long NEUTRAL = 0x8000_0000L;

  /** Guard, round and sticky bit below a significand. */
  private static final int BELOW = 3;

  /** Bits of a significand. */
  private static final int SIGNIFICAND = 1 + FRACTION;

  private static final List<List<Integer>> STAGES =
      List.of(List.of(), List.of(4), List.of(2, 4), List.of(2, 3, 4), List.of(1, 2, 3, 4));

  /** The operands. */
  public final UInt a;

  public final UInt b;

  /** Their sum, {@link #latency} cycles later. */
  public final UInt sum;

  /** Cycles from operands to sum: the stages. */
  public final int latency;

  private final boolean flush;
  private final Cuts cuts;

  /** An adder of 0 to 4 stages, with subnormal numbers. */
  public FloatAdder(Module parent, int stages) {
    this(parent, stages, false);
  }

  /** An adder of 0 to 4 stages. */
  public FloatAdder(Module parent, int stages, boolean flushSubnormals) {
    require(Cuts.isKnown(stages, STAGES), Cuts.wrong("FloatAdder", stages, STAGES));
    super(parent);
    latency = stages;
    flush = flushSubnormals;
    cuts = new Cuts(this, stages, STAGES);
    a = in(WIDTH);
    b = in(WIDTH);
    sum = out(WIDTH);

    var x = Operand.of(a, FRACTION, flush);
    var y = Operand.of(b, FRACTION, flush);
    var subtract = x.negative().xor(y.negative()).named("subtract");
    var far = new Far(x, y, subtract);
    var near = new Near(x, y);
    var isNear = cuts.at(2, far.isClose, "is_close").andNot(near.isLarge);
    var takeNear = cuts.at(3, isNear, "is_near");
    var negative = takeNear.mux(near.negative, far.negative).named("minus");
    var magnitude = takeNear.mux(near.magnitude, far.magnitude).named("number");

    var infinite = cuts.through(1, 3, x.infinite().or(y.infinite()), "infinite");
    var undefined = x.infinite().and(y.infinite()).and(subtract);
    var nan = cuts.through(1, 3, x.nan().or(y.nan()).or(undefined), "nan");
    var isInfinite = infinite.or(far.overflow.andNot(takeNear));
    var total = Binary32.choose(negative, magnitude, Bool.lit(false), isInfinite, nan);
    sum.set(cuts.at(4, total, "total"));
  }

  @Override
  protected String kind() {
    return "FloatAdder_" + latency + (flush ? "_flush" : "");
  }

  /** Sums, and differences that keep their highest bit or the one below it. */
  private final class Far {
    /** Whether operands of opposite sign have exponents that differ by at most 1; after cut 1. */
    final Bool isClose;

    /** The result after cut 3. */
    final UInt magnitude;

    final Bool negative;
    final Bool overflow;

    Far(Operand x, Operand y, Bool subtract) {
      var forward = x.scale().zext(9).minus(y.scale()).named("forward");
      var backward = y.scale().minus(x.scale()).named("backward");
      var swap = forward.bit(8).named("swap");
      var distance = cuts.at(1, swap.mux(backward, forward.truncate(8)), "distance");
      var larger = cuts.at(1, swap.mux(y.significand(), x.significand()), "larger");
      var smaller = cuts.at(1, swap.mux(x.significand(), y.significand()), "smaller");
      var scale = cuts.at(1, swap.mux(y.scale(), x.scale()), "far_scale");
      var minus = cuts.at(1, subtract, "is_difference");
      isClose = minus.andNot(distance.slice(7, 1).any()).named("close");

      var aligned = Binary32.shiftRightSticky(smaller.shl(BELOW), distance).named("aligned");
      UInt high = cuts.at(2, larger, "high");
      UInt low = cuts.at(2, aligned, "low");
      UInt exponent = cuts.at(2, scale, "exponent");
      Bool difference = cuts.at(2, minus, "difference");

      // One adder for both: the complement's last 1 comes in by a bit below the lowest.
      var full = total(high.shl(BELOW), low, difference).named("full");
      var carry = full.bit(SIGNIFICAND + BELOW).named("carry");
      var hidden = full.bit(SIGNIFICAND + BELOW - 1).named("hidden");
      var left = difference.andNot(hidden).named("left");
      int width = full.width();
      var straight = full.shl(1).truncate(width);
      var one = left.mux(full.shl(2).truncate(width), straight);
      var significand = cuts.at(3, carry.mux(full, one), "significand");
      var wide = exponent.zext(9);
      var normal = hidden.or(difference).mux(wide.minus(left.asUInt()), UInt.lit(0, 9));
      var field = cuts.at(3, carry.mux(wide.plus(1), normal), "field");
      magnitude = Binary32.magnitude(field, significand).named("far_magnitude");
      overflow = field.ge(Binary32.SPECIAL).named("overflow");
      negative = cuts.through(1, 3, swap.mux(y.negative(), x.negative()), "far_negative");
    }

    /** {@code high + low} or {@code high - low}, which is not negative, with its carry. */
    private static UInt total(UInt high, UInt low, Bool difference) {
      int n = high.width();
      var both = Bits.cat(difference.mux(low.not(), low), difference);
      var sum = Bits.cat(high, difference).plusCarry(both);
      return Bits.cat(sum.bit(n + 1).andNot(difference), sum.slice(n, 1));
    }
  }

  /** Differences that lose their highest bit, of exponents that differ by at most 1. */
  private final class Near {
    /** Whether the difference keeps its highest bit and is to be rounded; after cut 2. */
    final Bool isLarge;

    /** The result after cut 3. */
    final UInt magnitude;

    final Bool negative;

    Near(Operand x, Operand y) {
      // Of exponents that differ by at most 1, two bits tell the difference.
      var step = x.scale().truncate(2).minus(y.scale().truncate(2)).named("step");
      var swap = step.all().named("near_swap");
      var larger = swap.mux(y.significand(), x.significand()).named("near_larger");
      var smaller = swap.mux(x.significand(), y.significand()).named("near_smaller");
      var offset = step.bit(0);
      var from = cuts.at(1, larger, "from");
      var what = cuts.at(1, offset.mux(smaller, smaller.shl(1)), "what");
      var scale = cuts.at(1, swap.mux(y.scale(), x.scale()), "near_scale");
      var minus = cuts.at(1, swap.mux(y.negative(), x.negative()), "near_minus");

      int n = SIGNIFICAND + 1;
      var forward = from.shl(1).zext(n + 1).minus(what).named("near_forward");
      // Less than 0 only if the exponents are equal: then there is no bit below.
      var backward = what.slice(SIGNIFICAND, 1).minus(from).named("near_backward");
      var less = forward.bit(n).named("less");
      var size = less.mux(backward.shl(1), forward.truncate(n));
      var difference = cuts.at(2, size, "near_difference");
      var exponent = cuts.at(2, scale, "near_exponent");
      var sign = cuts.at(2, minus.xor(less), "near_sign");
      isLarge = difference.bit(n - 1).and(difference.bit(0));

      // The hidden bit stops at the place that belongs to the least normal number.
      var stop = UInt.lit(1L << (n - 1), n).shr(exponent.minus(1)).named("stop");
      var zeros = cuts.at(3, Binary32.leadingZeros(difference.or(stop)), "zeros");
      var held = cuts.at(3, difference, "held");
      var scaleHeld = cuts.at(3, exponent, "scale_held");
      var signHeld = cuts.at(3, sign, "sign_held");
      var normal = held.shl(zeros).named("near_normal");
      var hidden = normal.bit(n - 1);
      var fraction = normal.slice(n - 2, 1);
      var field = scaleHeld.minus(zeros).mask(hidden);
      magnitude = Bits.cat(field, flush ? fraction.mask(hidden) : fraction).named("near_magnitude");
      negative = signHeld.and(held.any()).named("near_negative"); // an exact 0 is +0
    }
  }
}
