package chorale.chiplet.vector;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.Comparison;
import chorale.hdl.lib.fp.Conversion;
import chorale.hdl.lib.fp.Exponential;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.hdl.lib.fp.FloatMultiplier;
import chorale.hdl.lib.fp.Reciprocal;
import chorale.hdl.lib.fp.ReciprocalRoot;

/**
 * One lane: its registers of all rows of a block, and its arithmetic. A result goes down one chain
 * of registers to the write port, which it enters at the end of its unit: every step writes {@code
 * 2 + stages} cycles after its issue. Throughput 1 step a cycle; nothing stalls.
 */
final class VectorLane extends Module {
  private static final long ONE = 0x3f80_0000L;
  private static final long MINUS_INFINITY = 0xff80_0000L;
  private static final int WIDTH = FloatAdder.WIDTH;
  private static final int SIGN = WIDTH - 1;

  final LaneFlags flags;

  /** A lane of bf16, in cycle 1. */
  final UInt half;

  /** A lane of binary32, in cycle 1. */
  final UInt full;

  /** The place in the row, in cycle 1. */
  final UInt place;

  /** The first operand, in cycle 2. */
  final UInt operand;

  /** Those of lanes {@code i xor 2^s}. */
  final UInt[] partner;

  /** A word to store, in cycle 2; one of bf16 in the lower half. */
  final UInt stored;

  VectorLane(Module parent, VectorParameters p, int placeBits) {
    super(parent);
    flags = flipped(io -> LaneFlags.of(io, p));
    half = in(16);
    full = in(WIDTH);
    place = in(placeBits);
    operand = out(WIDTH);
    partner = new UInt[flags.swaps().size()];
    for (int s = 0; s < partner.length; s++) {
      partner[s] = in(WIDTH);
    }
    stored = out(WIDTH);

    var values = mem(1 << p.registerBits(), WIDTH);
    var a = regWithoutReset(WIDTH);
    var b = regWithoutReset(WIDTH);
    var number = Conversion.fromInt(place.zext(32).asSInt());
    var loaded = flags.loadsHalf().mux(Conversion.fromBf16(half, false), full);
    var loads = flags.loadsHalf().or(flags.loadsFull());
    a.set(loads.mux(loaded, flags.counts().mux(number, values.read(flags.a()))));
    b.set(values.read(flags.b()));
    operand.set(a);
    stored.set(flags.rounds().mux(Conversion.toBf16(a, false).zext(WIDTH), a));

    var chain = new UInt[p.stages() + 1]; // what needs no unit, cycle by cycle
    var results = new UInt[LaneUnit.values().length];
    for (int cycle = 1; cycle <= p.stages(); cycle++) {
      chain[cycle] = regWithoutReset(WIDTH).named("result_" + cycle);
    }
    units(p, a, b, chain, results);
    UInt result = simple(a, b);
    for (int cycle = 1; cycle <= p.stages(); cycle++) {
      chain[cycle].set(result);
      result = chain[cycle];
      for (LaneUnit unit : LaneUnit.values()) {
        if (unit.latency(p) == cycle) {
          result = flags.unit().get(unit.ordinal()).mux(results[unit.ordinal()], result);
        }
      }
    }
    UInt written = result;
    when(flags.writes(), () -> values.write(flags.target(), written));
  }

  private void units(VectorParameters p, UInt a, UInt b, UInt[] chain, UInt[] results) {
    var adder = new FloatAdder(this, LaneUnit.ADDER.latency(p));
    adder.a.set(a);
    adder.b.set(signed(b, flags.negates()));
    results[LaneUnit.ADDER.ordinal()] = adder.sum;

    var multiplier = new FloatMultiplier(this, LaneUnit.MULTIPLIER.latency(p), false);
    multiplier.a.set(a);
    multiplier.b.set(b);
    results[LaneUnit.MULTIPLIER.ordinal()] = multiplier.product;

    // A sigmoid is all three; what wants a reciprocal alone waits in the chain meanwhile.
    int toReciprocal = LaneUnit.reciprocalFrom(p);
    var power = new Exponential(this, Exponential.Base.E, LaneUnit.EXPONENTIAL.latency(p));
    power.x.set(signed(a, flags.turns()));
    results[LaneUnit.EXPONENTIAL.ordinal()] = power.result;
    var plusOne = new FloatAdder(this, toReciprocal - LaneUnit.EXPONENTIAL.latency(p), true);
    plusOne.a.set(power.result);
    plusOne.b.set(UInt.lit(ONE, WIDTH));
    var reciprocal = new Reciprocal(this, LaneUnit.RECIPROCAL.latency(p) - toReciprocal);
    reciprocal.x.set(flags.ofSum().mux(plusOne.sum, chain[toReciprocal]));
    results[LaneUnit.RECIPROCAL.ordinal()] = reciprocal.result;

    var root = new ReciprocalRoot(this, LaneUnit.ROOT.latency(p));
    root.x.set(a);
    results[LaneUnit.ROOT.ordinal()] = root.result;
  }

  /** What needs no unit. */
  private UInt simple(UInt a, UInt b) {
    var comparison = Comparison.of(signed(a, flags.flips()), signed(b, flags.flips()), false);
    var extreme = signed(comparison.max(), flags.flips().andNot(comparison.unordered()));
    var truth = flags.equal().mux(comparison.equal(), comparison.less());
    var isTruth = flags.equal().or(flags.less());
    var selected = b.truncate(SIGN).any().mux(a, UInt.lit(MINUS_INFINITY, WIDTH));
    UInt result = flags.extreme().mux(extreme, a);
    result = isTruth.mux(UInt.lit(ONE, WIDTH).mask(truth), result);
    result = flags.selects().mux(selected, result);
    for (int s = 0; s < partner.length; s++) {
      result = flags.swaps().get(s).mux(partner[s], result);
    }
    return result;
  }

  /** {@code x}, or minus it. */
  private static UInt signed(UInt x, Bool negative) {
    return Bits.cat(x.bit(SIGN).xor(negative), x.truncate(SIGN));
  }
}
