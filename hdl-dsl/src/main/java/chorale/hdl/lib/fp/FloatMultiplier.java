package chorale.hdl.lib.fp;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Multiplies two numbers of IEEE 754-2019 binary32, rounded to nearest, ties to even (clause
 * 4.3.1), with subnormal factors and products. A product that is too large is infinite. Every NaN,
 * also infinity times 0, leaves as {@link FloatAdder#CANONICAL_NAN}. The sign is the exclusive or
 * of the signs.
 *
 * <p>With {@code flushSubnormals}, a subnormal factor counts as 0, and a product whose exact value
 * is below 2^-126 in magnitude leaves as 0, with its sign.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 product per cycle; nothing
 * stalls, and the registers have no reset.
 *
 * <pre>{@code
 * var multiplier = new FloatMultiplier(this, 3, true);
 * multiplier.a.set(data);
 * multiplier.b.set(data);
 * value.set(multiplier.product);
 * }</pre>
 */
public final class FloatMultiplier extends Module {
  /** Most stages. */
  public static final int MAX_STAGES = 3;

  /** The factors. */
  public final UInt a;

  public final UInt b;

  /** Their product, {@link #latency} cycles later. */
  public final UInt product;

  /** Cycles from factors to product: the stages. */
  public final int latency;

  private final boolean flush;

  /** A multiplier of 0 to 3 stages. */
  public FloatMultiplier(Module parent, int stages, boolean flushSubnormals) {
    require(
        Cuts.isKnown(stages, Multiplication.STAGES),
        Cuts.wrong("FloatMultiplier", stages, Multiplication.STAGES));
    super(parent);
    latency = stages;
    flush = flushSubnormals;
    a = in(Binary32.WIDTH);
    b = in(Binary32.WIDTH);
    product = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, Multiplication.STAGES);
    var x = Operand.of(a, Binary32.FRACTION, flush);
    var y = Operand.of(b, Binary32.FRACTION, flush);
    product.set(Multiplication.of(cuts, x, y, flush));
  }

  @Override
  protected String kind() {
    return "FloatMultiplier_" + latency + (flush ? "_flush" : "");
  }
}
