package chorale.hdl.lib.fp;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Multiplies two numbers of bfloat16; the product is a number of binary32 (IEEE 754-2019, 4.3.1).
 * Two significands of 8 bits have a product of 16, so it is exact unless it is subnormal, where it
 * is rounded to nearest, ties to even, or too large: then it is infinite. Every NaN, also infinity
 * times 0, leaves as {@link FloatAdder#CANONICAL_NAN}. The sign is the exclusive or of the signs.
 *
 * <p>With {@code flushSubnormals}, a subnormal factor counts as 0 and a product below 2^-126 in
 * magnitude leaves as 0, with its sign; that is a third of the cells.
 *
 * <p>Latency {@code stages} cycles, 0 without registers; throughput 1 product per cycle; nothing
 * stalls, and the registers have no reset.
 *
 * <pre>{@code
 * var multiplier = new Bf16Multiplier(this, 1, false);
 * multiplier.a.set(data.truncate(16));
 * multiplier.b.set(data.slice(31, 16));
 * value.set(multiplier.product);
 * }</pre>
 */
public final class Bf16Multiplier extends Module {
  /** Bits of a factor. */
  public static final int WIDTH = 16;

  /** Bits of a factor below its hidden bit. */
  static final int FRACTION = 7;

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
  public Bf16Multiplier(Module parent, int stages, boolean flushSubnormals) {
    require(
        Cuts.isKnown(stages, Multiplication.STAGES),
        Cuts.wrong("Bf16Multiplier", stages, Multiplication.STAGES));
    super(parent);
    latency = stages;
    flush = flushSubnormals;
    a = in(WIDTH);
    b = in(WIDTH);
    product = out(Binary32.WIDTH);
    var cuts = new Cuts(this, stages, Multiplication.STAGES);
    var x = Operand.of(a, FRACTION, flush);
    var y = Operand.of(b, FRACTION, flush);
    product.set(Multiplication.of(cuts, x, y, flush));
  }

  @Override
  protected String kind() {
    return "Bf16Multiplier_" + latency + (flush ? "_flush" : "");
  }
}
