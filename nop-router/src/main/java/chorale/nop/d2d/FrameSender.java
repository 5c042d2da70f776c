package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Sends one frame after the other, each as {@code phits} phits, the lowest bits first, and puts its
 * check value into the highest bits of the last one. Frames begin at fixed times from reset on:
 * what {@link #body} is in the cycle of {@link #launch} is sent from the next cycle on.
 */
final class FrameSender extends Module {
  final UInt body;

  /** Whether the frame is taken in this cycle: every {@code phits} cycles. */
  final Bool launch;

  /** Whether a frame is taken in the next cycle. */
  final Bool soon;

  final UInt phit;

  FrameSender(Module parent, D2dParameters p) {
    super(parent);
    body = in(p.bodyBits());
    launch = outBool();
    soon = outBool();
    phit = out(p.phitBits());
    int phits = p.phits();
    int step = p.phitBits();
    int room = phits * step - p.crc().width();
    int lastBits = step - p.crc().width();
    var rest = regWithoutReset(room);
    UInt remainder = p.crc().start();
    UInt plain = null;
    if (phits == 1) {
      launch.set(true);
      soon.set(true);
      rest.set(body);
    } else {
      var place = reg(log2(phits));
      var running = regWithoutReset(p.crc().width());
      var last = place.eq(phits - 1);
      launch.set(last);
      soon.set(place.eq(phits - 2));
      place.set(last.mux(UInt.lit(0, place.width()), place.plus(1)));
      rest.set(last.mux(body, rest.shr(step)));
      plain = rest.truncate(step);
      remainder = running;
      var before = place.eq(0).mux(p.crc().start(), running);
      running.set(p.crc().next(before, plain));
    }
    UInt value = lastBits == 0 ? remainder : p.crc().next(remainder, rest.truncate(lastBits));
    UInt check = p.crc().finish(value);
    UInt ending = lastBits == 0 ? check : Bits.cat(check, rest.truncate(lastBits));
    phit.set(phits == 1 ? ending : launch.mux(ending, plain));
  }
}
