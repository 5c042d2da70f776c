package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Collects the phits of a {@link FrameSender} and tells the frames that are undamaged, as far as
 * their check values show: a cycle after the last phit. The others vanish.
 */
final class FrameReceiver extends Module {
  final UInt phit;

  /** Whether this is the first phit of a frame, the last one; both if a frame has one. */
  final Bool first;

  final Bool last;

  /** Whether an undamaged frame has arrived. */
  final Bool arrives;

  final UInt body;

  /** Whether a damaged frame has arrived, for statistics. */
  final Bool damaged;

  FrameReceiver(Module parent, D2dParameters p) {
    super(parent);
    phit = in(p.phitBits());
    first = inBool();
    last = inBool();
    arrives = outBool();
    body = out(p.bodyBits());
    damaged = outBool();
    int phits = p.phits();
    int step = p.phitBits();
    int lastBits = step - p.crc().width();
    UInt remainder = p.crc().start();
    UInt frame = phit;
    if (phits > 1) {
      int before = (phits - 1) * step;
      var held = regWithoutReset(before);
      var running = regWithoutReset(p.crc().width());
      held.set(phits == 2 ? phit : Bits.cat(phit, held.slice(before - 1, step)));
      running.set(p.crc().next(first.mux(p.crc().start(), running), phit));
      remainder = running;
      frame = Bits.cat(phit, held);
    }
    UInt value = lastBits == 0 ? remainder : p.crc().next(remainder, phit.truncate(lastBits));
    UInt claimed = phit.slice(step - 1, lastBits);
    var good = claimed.eq(p.crc().finish(value)).and(Frame.isMarked(frame)).named("good");
    arrives.set(delayed(last.and(good)));
    damaged.set(delayed(last.andNot(good)));
    var complete = regWithoutReset(p.bodyBits());
    complete.set(frame.truncate(p.bodyBits()));
    body.set(complete);
  }
}
