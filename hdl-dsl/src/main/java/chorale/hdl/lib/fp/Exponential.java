package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * {@code e^x} or {@code 2^x} in binary32, with an error below 0.7 ulp: the exponent to the base 2
 * in fixed point, and a table of 64 intervals of its fraction; what is computed, bit for bit, is
 * stated in docs/numerics.md. There are no subnormal numbers: a subnormal x counts as 0, and a
 * result below 2^-126 is 0. One that is too large is infinite, and a NaN leaves as {@link
 * FloatAdder#CANONICAL_NAN}.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 per cycle; nothing stalls,
 * and the registers have no reset.
 *
 * <pre>{@code
 * var unit = new Exponential(this, Exponential.Base.E, 4);
 * unit.x.set(data);
 * value.set(unit.result);
 * }</pre>
 */
public final class Exponential extends Module {
  /** What is raised to a power. */
  public enum Base {
    E,
    TWO
  }

  /** Most stages. */
  public static final int MAX_STAGES = 6;

  /** After the product, the split, the table, the slope, the value and the result. */
  private static final List<List<Integer>> STAGES =
      List.of(
          List.of(),
          List.of(6),
          List.of(2, 6),
          List.of(2, 4, 6),
          List.of(1, 2, 4, 6),
          List.of(1, 2, 4, 5, 6),
          List.of(1, 2, 3, 4, 5, 6));

  private static final int INTERVALS = 64;
  private static final int FRACTION = 28;
  private static final int FACTOR_UNIT = 36;

  /** Numbers of this exponent are below 2^8; beyond, all results are 0 or infinite. */
  private static final int LARGEST = Binary32.BIAS + 7;

  /** Bits of {@code x log2(e)} with its sign: below 1.45 times 2^8. */
  private static final int POWER = FRACTION + 10;

  /** The number. */
  public final UInt x;

  /** The power, {@link #latency} cycles later. */
  public final UInt result;

  /** Cycles from x to the result: the stages. */
  public final int latency;

  private final Base base;

  /** A unit of 0 to 6 stages. */
  public Exponential(Module parent, Base base, int stages) {
    require(Cuts.isKnown(stages, STAGES), Cuts.wrong("Exponential", stages, STAGES));
    super(parent);
    this.base = base;
    latency = stages;
    x = in(Binary32.WIDTH);
    result = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, STAGES);
    var number = Operand.of(x, Binary32.FRACTION, true);

    // Of a significand below 2^24, in units of 2^-23, times the factor, at the largest exponent.
    int dropped = Binary32.FRACTION - 7 + FACTOR_UNIT - FRACTION;
    var whole = number.significand().times(factor()).named("whole");
    var product = cuts.at(1, whole.slice(whole.width() - 1, dropped), "product");
    var right = cuts.at(1, UInt.lit(LARGEST, 8).minus(number.scale()), "right");
    var negative = cuts.at(1, number.negative(), "negative");
    var size = product.shr(right).zext(POWER).named("size");
    var power = cuts.at(2, negative.mux(size.not().plus(1), size), "power");

    var value = table().at(this, cuts, 3, power.truncate(FRACTION));
    var n = cuts.through(3, 5, power.slice(POWER - 1, FRACTION), "n");
    var large = number.scale().gt(LARGEST).named("large");
    var infinite = cuts.through(1, 5, large.andNot(number.negative()).andNot(number.nan()), "huge");
    var zero = cuts.through(1, 5, large.and(number.negative()), "nothing");
    var nan = cuts.through(1, 5, number.nan(), "nan");

    var significand = value.plus(Interpolation.half(23)).slice(31, 7).named("significand");
    // n is -370 to 370 here, and has a sign.
    var exponent = n.asSInt().sext(11).plus(Binary32.BIAS - 1).asUInt();
    var magnitude =
        Bits.cat(exponent, UInt.lit(0, Binary32.FRACTION)).plus(significand).named("magnitude");
    var field = magnitude.slice(Binary32.FRACTION + 10, Binary32.FRACTION).named("field");
    Bool below = field.bit(10).or(field.any().not()).named("below");
    Bool above = field.bit(10).not().and(field.ge(Binary32.SPECIAL)).named("above");
    var plus = Bool.lit(false);
    var total =
        Binary32.choose(
            plus,
            magnitude.truncate(Binary32.SIGN),
            zero.or(below),
            infinite.or(above.andNot(zero)),
            nan);
    result.set(cuts.at(6, total, "total"));
  }

  /** log2 of the base in units of 2^-36. */
  private UInt factor() {
    double value = base == Base.E ? 1 / StrictMath.log(2) : 1;
    return UInt.lit(Math.round(Math.scalb(value, FACTOR_UNIT)), FACTOR_UNIT + 1);
  }

  private static Interpolation table() {
    var table = new Interpolation.Builder(Math.scalb(1.0, -7));
    double log = StrictMath.log(2);
    for (int i = 0; i < INTERVALS; i++) {
      double y = StrictMath.pow(2, (i + 0.5) / INTERVALS);
      table.add(y, log * y, log * log / 2 * y, log * log * log / 6 * y);
    }
    return table.build(FRACTION);
  }

  @Override
  protected String kind() {
    return "Exponential_" + base + "_" + latency;
  }
}
