package chorale.hdl.lib.fp;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * {@code 1 / (1 + e^-x)} in binary32: an {@link Exponential}, a {@link FloatAdder} and a {@link
 * Reciprocal}, all without subnormal numbers, with a relative error below 2^-22. Where the result
 * would be below 2^-126 it is 0. A NaN leaves as {@link FloatAdder#CANONICAL_NAN}.
 *
 * <p>Latency {@link #latency} cycles, the sum of the stages of the three; throughput 1 per cycle;
 * nothing stalls, and the registers have no reset.
 *
 * <pre>{@code
 * var unit = new Sigmoid(this, 4, 2, 3); // 9 cycles
 * unit.x.set(data);
 * value.set(unit.result);
 * }</pre>
 */
public final class Sigmoid extends Module {
  private static final long ONE = 0x3f80_0000L;

  /** The number. */
  public final UInt x;

  /** The sigmoid, {@link #latency} cycles later. */
  public final UInt result;

  /** Cycles from x to the result. */
  public final int latency;

  /** Of an exponential, an adder and a reciprocal of so many stages each. */
  public Sigmoid(Module parent, int exponentialStages, int adderStages, int reciprocalStages) {
    super(parent);
    latency = exponentialStages + adderStages + reciprocalStages;
    x = in(Binary32.WIDTH);
    result = out(Binary32.WIDTH);
    var exponential = new Exponential(this, Exponential.Base.E, exponentialStages);
    exponential.x.set(Bits.cat(x.bit(Binary32.SIGN).not(), x.truncate(Binary32.SIGN)));
    var adder = new FloatAdder(this, adderStages, true);
    adder.a.set(exponential.result);
    adder.b.set(UInt.lit(ONE, Binary32.WIDTH));
    var reciprocal = new Reciprocal(this, reciprocalStages);
    reciprocal.x.set(adder.sum);
    result.set(reciprocal.result);
  }

  @Override
  protected String kind() {
    return "Sigmoid_" + latency;
  }
}
