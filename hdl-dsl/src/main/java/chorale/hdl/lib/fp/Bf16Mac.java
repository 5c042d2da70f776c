package chorale.hdl.lib.fp;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.Locale;

/**
 * Multiplies two numbers of bfloat16 and adds one of binary32: {@code a * b + c} in binary32.
 *
 * <p>{@link Rounding#SEPARATE}: a {@link Bf16Multiplier} and a {@link FloatAdder}; the addend
 * enters {@link #addendDelay} cycles after its factors, as late as possible. {@link
 * Rounding#FUSED}: a {@link FusedMultiplyAdd}; all enter at once. The two differ only where a
 * product is subnormal or overflows: see there.
 *
 * <p>Latency {@link #latency} cycles from the factors and {@code latency - addendDelay} from the
 * addend; throughput 1 per cycle; nothing stalls, and the registers have no reset. With {@code
 * flushSubnormals}, subnormal operands, products and sums are 0.
 *
 * <pre>
 *  stages of SEPARATE   0   1   2   3   4   5   6   7
 *  multiplier           0   0   1   1   2   2   3   3      = addendDelay
 *  adder                0   1   1   2   2   3   3   4
 * </pre>
 *
 * <pre>{@code
 * var mac = new Bf16Mac(this, Bf16Mac.Rounding.SEPARATE, true, 2);
 * mac.a.set(data.truncate(16));
 * mac.b.set(data.slice(31, 16));
 * mac.c.set(mac.sum); // a new product in every cycle, to the sum of those before
 * }</pre>
 */
public final class Bf16Mac extends Module {
  /** How often a multiplication with addition rounds. */
  public enum Rounding {
    /** Once. */
    FUSED,
    /** The product, where it is not exact, and the sum. */
    SEPARATE;

    /** Most stages. */
    public int maxStages() {
      return this == FUSED
          ? FusedMultiplyAdd.MAX_STAGES
          : Bf16Multiplier.MAX_STAGES + FloatAdder.MAX_STAGES;
    }
  }

  /** The factors. */
  public final UInt a;

  public final UInt b;

  /** The addend of the factors of {@link #addendDelay} cycles before. */
  public final UInt c;

  /** {@code a * b + c}. */
  public final UInt sum;

  /** Cycles from the factors to the sum: the stages. */
  public final int latency;

  /** Cycles from the factors to their addend. */
  public final int addendDelay;

  private final Rounding rounding;
  private final boolean flush;

  /** A unit of 0 to {@link Rounding#maxStages} stages. */
  public Bf16Mac(Module parent, Rounding rounding, boolean flushSubnormals, int stages) {
    require(
        stages >= 0 && stages <= rounding.maxStages(),
        "a %s Bf16Mac of %d stages: 0 to %d"
            .formatted(rounding.name().toLowerCase(Locale.ROOT), stages, rounding.maxStages()));
    super(parent);
    this.rounding = rounding;
    flush = flushSubnormals;
    latency = stages;
    addendDelay = rounding == Rounding.FUSED ? 0 : stages / 2;
    a = in(Bf16Multiplier.WIDTH);
    b = in(Bf16Multiplier.WIDTH);
    c = in(Binary32.WIDTH);
    sum = out(Binary32.WIDTH);
    if (rounding == Rounding.FUSED) {
      var unit = new FusedMultiplyAdd(this, stages, flush);
      unit.a.set(a);
      unit.b.set(b);
      unit.c.set(c);
      sum.set(unit.result);
    } else {
      var multiplier = new Bf16Multiplier(this, addendDelay, flush);
      multiplier.a.set(a);
      multiplier.b.set(b);
      var adder = new FloatAdder(this, stages - addendDelay, flush);
      adder.a.set(multiplier.product);
      adder.b.set(c);
      sum.set(adder.sum);
    }
  }

  @Override
  protected String kind() {
    return "Bf16Mac_"
        + rounding.name().toLowerCase(Locale.ROOT)
        + "_"
        + latency
        + (flush ? "_flush" : "");
  }
}
