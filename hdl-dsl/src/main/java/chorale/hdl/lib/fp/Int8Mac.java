package chorale.hdl.lib.fp;

import chorale.hdl.Module;
import chorale.hdl.SInt;

/**
 * Multiplies two numbers of 8 bits in two's complement and adds one of 32: {@code a * b + c}, the
 * product exact, the sum modulo 2^32. Products are at most 2^14 in magnitude, so that sums of fewer
 * than 2^17 of them cannot wrap.
 *
 * <p>Latency {@code stages} cycles: none, one with the sum in a register, or two with the product
 * in another; then the addend enters {@link #addendDelay} = 1 cycle after its factors. Throughput 1
 * per cycle; nothing stalls, and the registers have no reset.
 *
 * <pre>{@code
 * var mac = new Int8Mac(this, 1);
 * mac.a.set(data.truncate(8).asSInt());
 * mac.b.set(data.slice(15, 8).asSInt());
 * mac.c.set(mac.sum);
 * value.set(mac.sum.asUInt());
 * }</pre>
 */
public final class Int8Mac extends Module {
  /** Bits of a factor. */
  public static final int FACTOR = 8;

  /** Bits of the addend and of the sum. */
  public static final int WIDTH = 32;

  /** Most stages. */
  public static final int MAX_STAGES = 2;

  /** The factors. */
  public final SInt a;

  public final SInt b;

  /** The addend of the factors of {@link #addendDelay} cycles before. */
  public final SInt c;

  /** {@code a * b + c}. */
  public final SInt sum;

  /** Cycles from the factors to the sum: the stages. */
  public final int latency;

  /** Cycles from the factors to their addend. */
  public final int addendDelay;

  /** A unit of 0 to 2 stages. */
  public Int8Mac(Module parent, int stages) {
    require(
        stages >= 0 && stages <= MAX_STAGES,
        "an Int8Mac of %d stages: 0 to %d".formatted(stages, MAX_STAGES));
    super(parent);
    latency = stages;
    addendDelay = Math.max(0, stages - 1);
    a = inS(FACTOR);
    b = inS(FACTOR);
    c = inS(WIDTH);
    sum = outS(WIDTH);
    var product = a.times(b).named("product");
    var total = (stages == 2 ? held(product, "product_held") : product).plus(c).named("total");
    sum.set(stages > 0 ? held(total, "sum_held") : total);
  }

  private SInt held(SInt value, String name) {
    var register = regWithoutReset(value.width()).named(name);
    register.set(value.asUInt());
    return register.asSInt();
  }

  @Override
  protected String kind() {
    return "Int8Mac_" + latency;
  }
}
