package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * {@code 1 / sqrt(x)} in binary32 by a table of 128 intervals of the significand for each parity of
 * the exponent, with an error below 0.61 ulp; what is computed, bit for bit, is stated in
 * docs/numerics.md. A subnormal x counts as 0 with its sign, whose result is infinite with that
 * sign (IEEE 754-2019, 9.2.1); other negative numbers and NaNs leave as {@link
 * FloatAdder#CANONICAL_NAN}.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 per cycle; nothing stalls,
 * and the registers have no reset.
 *
 * <pre>{@code
 * var unit = new ReciprocalRoot(this, 3);
 * unit.x.set(data);
 * value.set(unit.result);
 * }</pre>
 */
public final class ReciprocalRoot extends Module {
  /** Most stages. */
  public static final int MAX_STAGES = Reciprocal.MAX_STAGES;

  private static final int INTERVALS = 128;

  /** The exponent of the result is so much, less half of that of x. */
  private static final int EXPONENTS = 189;

  /** The number. */
  public final UInt x;

  /** Its reciprocal root, {@link #latency} cycles later. */
  public final UInt result;

  /** Cycles from x to the result: the stages. */
  public final int latency;

  /** A unit of 0 to 4 stages. */
  public ReciprocalRoot(Module parent, int stages) {
    require(
        Cuts.isKnown(stages, Reciprocal.STAGES),
        Cuts.wrong("ReciprocalRoot", stages, Reciprocal.STAGES));
    super(parent);
    latency = stages;
    x = in(Binary32.WIDTH);
    result = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, Reciprocal.STAGES);
    var number = Operand.of(x, Binary32.FRACTION, true);
    var odd = number.scale().bit(0).not(); // the bias is odd
    var value = table().at(this, cuts, 1, Bits.cat(odd, x.truncate(Binary32.FRACTION)));
    var half = number.scale().plusCarry(UInt.lit(1, 1)).shr(1);
    var scale = cuts.through(1, 3, half, "half_scale");
    Bool isNan = number.nan().or(number.negative().andNot(number.zero()));
    var negative = cuts.through(1, 3, number.negative(), "negative");
    var infinite = cuts.through(1, 3, number.zero(), "of_zero");
    var zero = cuts.through(1, 3, number.infinite(), "of_infinity");
    var nan = cuts.through(1, 3, isNan, "nan");

    var exponent = UInt.lit(EXPONENTS, Binary32.EXPONENT).minus(scale);
    var magnitude =
        Bits.cat(exponent, UInt.lit(0, Binary32.FRACTION)).plus(Reciprocal.significand(value));
    var total = Binary32.choose(negative, magnitude, zero, infinite, nan);
    result.set(cuts.at(4, total, "total"));
  }

  private static Interpolation table() {
    var table = new Interpolation.Builder(Math.scalb(1.0, -8));
    for (int parity = 0; parity < 2; parity++) {
      for (int i = 0; i < INTERVALS; i++) {
        double middle = 1 + (i + 0.5) / INTERVALS;
        double y = 1 / Math.sqrt(parity == 0 ? middle : 2 * middle);
        double step = 1 / middle;
        table.add(y, -y * step / 2, y * step * step * 3 / 8, -y * step * step * step * 5 / 16);
      }
    }
    return table.build(Binary32.FRACTION);
  }

  @Override
  protected String kind() {
    return "ReciprocalRoot_" + latency;
  }
}
