package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * Takes a child's combine VC off to a {@link Reducer}; the other VCs go to the router. Only wires:
 * latency 0. With {@link #home} the combine VC goes to the router too. The sender needs a place in
 * the router's buffer for each of its credits; a reducer takes every flit, however many.
 */
public final class CombineSplit extends Module {
  /** From the child. */
  public final Channel in;

  /** To the router, all VCs. */
  public final Channel router;

  /** To the reducer, the combine VC alone. */
  public final Channel reducer;

  /** Whether combines go home unadded; may change only while no flit or credit is under way. */
  public final Bool home;

  /** A split of {@code vcs} VCs of flits of {@code width} bits. */
  public CombineSplit(Module parent, int vcs, int width, int combineVc) {
    require(
        combineVc >= 0 && combineVc < vcs,
        "the combine VC %d of %d VCs: from 0".formatted(combineVc, vcs));
    super(parent);
    in = Channel.receiver(this, vcs, width);
    router = Channel.sender(this, vcs, width);
    reducer = Channel.sender(this, 1, width);
    home = inBool();
    var valid = new ArrayList<Bool>();
    var credit = new ArrayList<Bool>();
    for (int v = 0; v < vcs; v++) {
      Bool moves = in.valid().bit(v);
      Bool freed = router.credit().bit(v);
      valid.add(v == combineVc ? moves.and(home) : moves);
      credit.add(v == combineVc ? home.mux(freed, reducer.credit().bit(0)) : freed);
    }
    router.valid().set(RoundRobin.mask(valid));
    in.credit().set(RoundRobin.mask(credit));
    reducer.valid().set(in.valid().bit(combineVc).andNot(home).asUInt());
    router.flit().set(in.flit());
    reducer.flit().set(in.flit());
  }
}
