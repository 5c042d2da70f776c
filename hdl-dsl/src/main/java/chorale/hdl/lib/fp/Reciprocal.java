package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * {@code 1 / x} in binary32 by a table of 128 intervals of the significand, with an error below
 * 0.79 ulp; what is computed, bit for bit, is stated in docs/numerics.md. There are no subnormal
 * numbers: a subnormal x counts as 0, whose reciprocal is infinite, and a result below 2^-126 is 0,
 * both with the sign of x. A NaN leaves as {@link FloatAdder#CANONICAL_NAN}.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 per cycle; nothing stalls,
 * and the registers have no reset.
 *
 * <pre>{@code
 * var unit = new Reciprocal(this, 3);
 * unit.x.set(data);
 * value.set(unit.result);
 * }</pre>
 */
public final class Reciprocal extends Module {
  /** Most stages. */
  public static final int MAX_STAGES = 4;

  /** After the table, the slope, the value and the result. */
  static final List<List<Integer>> STAGES =
      List.of(List.of(), List.of(4), List.of(2, 4), List.of(2, 3, 4), List.of(1, 2, 3, 4));

  private static final int INTERVALS = 128;

  /** The exponent of 1 / x is 252 less that of x, for a significand with its hidden bit. */
  private static final int EXPONENTS = 2 * Binary32.BIAS - 2;

  /** The number. */
  public final UInt x;

  /** Its reciprocal, {@link #latency} cycles later. */
  public final UInt result;

  /** Cycles from x to the result: the stages. */
  public final int latency;

  /** A unit of 0 to 4 stages. */
  public Reciprocal(Module parent, int stages) {
    require(Cuts.isKnown(stages, STAGES), Cuts.wrong("Reciprocal", stages, STAGES));
    super(parent);
    latency = stages;
    x = in(Binary32.WIDTH);
    result = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, STAGES);
    var number = Operand.of(x, Binary32.FRACTION, true);
    var value = table().at(this, cuts, 1, x.truncate(Binary32.FRACTION));
    var scale = cuts.through(1, 3, number.scale(), "scale");
    var negative = cuts.through(1, 3, number.negative(), "negative");
    var infinite = cuts.through(1, 3, number.zero(), "of_zero");
    var zero = cuts.through(1, 3, number.infinite(), "of_infinity");
    var nan = cuts.through(1, 3, number.nan(), "nan");

    var significand = significand(value);
    var exponent = UInt.lit(EXPONENTS, 9).minus(scale);
    var sum =
        Bits.cat(exponent, UInt.lit(0, Binary32.FRACTION)).plus(significand).named("magnitude");
    var field = sum.slice(Binary32.WIDTH - 1, Binary32.FRACTION).named("field");
    var small = field.bit(8).or(field.any().not()).named("small"); // below 0, or 0
    var total =
        Binary32.choose(negative, sum.truncate(Binary32.SIGN), zero.or(small), infinite, nan);
    result.set(cuts.at(4, total, "total"));
  }

  /** A value from 1/2 to 1 as a number of 2^-24, rounded. */
  static UInt significand(UInt value) {
    int below = 6;
    var rounded = value.plus(Interpolation.half(24)).named("rounded_value");
    return rounded.slice(value.width() - 1, below).named("significand");
  }

  private static Interpolation table() {
    var table = new Interpolation.Builder(Math.scalb(1.0, -8));
    for (int i = 0; i < INTERVALS; i++) {
      double middle = 1 + (i + 0.5) / INTERVALS;
      double y = 1 / middle;
      table.add(y, -y * y, y * y * y, -y * y * y * y);
    }
    return table.build(Binary32.FRACTION);
  }

  @Override
  protected String kind() {
    return "Reciprocal_" + latency;
  }
}
