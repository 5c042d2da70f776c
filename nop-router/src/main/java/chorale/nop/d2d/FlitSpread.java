package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Takes the payloads of a {@link FlitGather} apart: one flit per cycle, the first one a cycle after
 * the payload. The next payload must not come before the last flit leaves, {@code group} cycles
 * later.
 */
public final class FlitSpread extends Module {
  /** Whether a payload comes. */
  public final Bool take;

  /** The payload. */
  public final UInt payload;

  /** One bit for each virtual channel, one-hot or 0. */
  public final UInt valid;

  /** The flit. */
  public final UInt flit;

  /** A unit of the link {@code p}. */
  public FlitSpread(Module parent, D2dParameters p) {
    super(parent);
    take = inBool();
    payload = in(p.payloadBits());
    valid = out(p.vcs());
    flit = out(p.flitWidth());
    UInt vcAbove = UInt.lit(0, p.vcs());
    UInt flitAbove = null;
    for (int i = p.group() - 1; i >= 0; i--) {
      UInt slot = payload.slice((i + 1) * p.slotBits() - 1, i * p.slotBits());
      UInt nextVc = vcAbove;
      UInt nextFlit = flitAbove;
      var vc = reg(p.vcs()).named("vc_" + i);
      var word = regWithoutReset(p.flitWidth()).named("flit_" + i);
      vc.set(take.mux(slot.truncate(p.vcs()), nextVc));
      UInt arriving = slot.slice(p.slotBits() - 1, p.vcs());
      word.set(nextFlit == null ? arriving : take.mux(arriving, nextFlit));
      vcAbove = vc;
      flitAbove = word;
    }
    valid.set(vcAbove);
    flit.set(flitAbove);
  }
}
