package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;

/**
 * Which virtual channel (VC) of an output a head takes where several will do: the next one after
 * that which was taken last, so that all of them fill, also if few packets go there. A part of a
 * router, without a module of its own.
 */
public final class VcTurn {
  private final Module router;
  private final UInt latest; // one-hot; 0 before the first

  /** Turns of {@code vcs} VCs; {@code label} ends the names of the registers. */
  public VcTurn(Module router, String label, int vcs) {
    this.router = router;
    latest = router.reg(vcs).named("latest_" + label);
  }

  /** The next in turn of those that are open, one-hot; 0 if none is. */
  public UInt pick(UInt open) {
    return RoundRobin.grant(open, latest);
  }

  /** A head takes {@code vc}, one-hot; 0: none does. */
  public void takes(UInt vc) {
    Bool any = vc.any();
    router.when(any, () -> latest.set(vc));
  }
}
