package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.VcTurn;

/**
 * The virtual channel (VC) of a head that may have several: the first that is open, counted round
 * from the one after that which a head took last; at the beginning from the first.
 */
final class VcTurnCheck extends Module {
  /** The logic alone, as a module. */
  static final class VcTurnUnit extends Module {
    final UInt open;
    final UInt pick;
    final UInt takes;

    VcTurnUnit(Module parent, int vcs) {
      super(parent);
      open = in(vcs);
      pick = out(vcs);
      takes = in(vcs);
      var turn = new VcTurn(this, "0", vcs);
      pick.set(turn.pick(open));
      turn.takes(takes);
    }
  }

  VcTurnCheck(int vcs) {
    super(null);
    var open = in(vcs).named("open");
    var taken = in(log2(vcs)).named("taken"); // by a head, of this class or not
    var takes = inBool().named("takes").and(taken.lt(vcs)).named("is_taken");
    var unit = new VcTurnUnit(this, vcs);
    unit.name("turn");
    unit.open.set(open);
    unit.takes.set(UInt.lit(1, vcs).shl(taken).truncate(vcs).mask(takes));
    var next = reg(log2(vcs)).named("next"); // goes first
    Bool none = Bool.lit(true);
    for (int k = 0; k < vcs; k++) {
      Bool asIs = Bool.lit(false); // the one at distance k is open
      for (int v = 0; v < vcs; v++) {
        Bool here = next.eq(Math.floorMod(v - k, vcs)).and(open.bit(v));
        var is = here.and(none).named("is_" + k + "_" + v);
        assertThat(is.not().or(unit.pick.eq(1L << v)), "the next in turn that is open");
        asIs = asIs.or(here);
      }
      none = none.andNot(asIs);
    }
    assertThat(none.not().or(unit.pick.eq(0)), "nothing if nothing is open");
    when(takes, () -> next.set(taken.eq(vcs - 1).mux(UInt.lit(0, log2(vcs)), taken.plus(1))));
  }
}
