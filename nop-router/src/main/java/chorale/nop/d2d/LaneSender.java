package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The wires of one direction at their sender: {@link Training} words on all lanes until {@link
 * #start}, then phits, around the lane that is dead: the lanes above it carry what belongs one
 * below. A phit is on the wires one cycle later.
 */
final class LaneSender extends Module {
  final UInt phit;

  /** What the words report. */
  final Training report;

  /** Whether phits may follow at the end of this word. */
  final Bool start;

  /** The lane to go around; the number of the spare if none. */
  final UInt dead;

  /** Lane 0 lowest, the spare highest. */
  final UInt wires;

  /** Whether phits are sent. */
  final Bool live;

  LaneSender(Module parent, D2dParameters p) {
    super(parent);
    phit = in(p.phitBits());
    report = new Training(inBool(), inBool(), in(Training.laneBits(p)));
    start = inBool();
    dead = in(Training.laneBits(p));
    wires = out((p.lanes() + 1) * p.laneBits());
    live = outBool();
    int period = Training.period(p);
    var beat = reg(log2(period));
    var word = reg(Training.bits(p));
    var sends = regBool();
    var ends = beat.eq(period - 1);
    beat.set(ends.mux(UInt.lit(0, beat.width()), beat.plus(1)));
    word.set(ends.mux(report.toBits(), Bits.cat(word.truncate(word.width() - 1), Bool.lit(false))));
    when(ends.and(start), () -> sends.set(true));
    live.set(sends);

    var bit = word.bit(word.width() - 1).named("bit");
    var lanes = new Bits[p.lanes() + 1];
    for (int i = 0; i <= p.lanes(); i++) {
      UInt below = lane(Math.max(0, i - 1), p);
      UInt own = lane(Math.min(p.lanes() - 1, i), p);
      var lane = regWithoutReset(p.laneBits()).named("lane_" + i);
      UInt carried = i == 0 ? own : i == p.lanes() ? below : dead.lt(i).mux(below, own);
      lane.set(sends.mux(carried, bit.mux(ones(p), UInt.lit(0, p.laneBits()))));
      lanes[p.lanes() - i] = lane;
    }
    wires.set(Bits.cat(lanes));
  }

  private UInt lane(int i, D2dParameters p) {
    return phit.slice((i + 1) * p.laneBits() - 1, i * p.laneBits());
  }

  private static UInt ones(D2dParameters p) {
    return UInt.lit(0, p.laneBits()).not();
  }
}
