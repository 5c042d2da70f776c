package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;

/**
 * Refreshes when they are due: closes what is open, then sends the refresh. From the cycle in which
 * one is due, the banks that it is for get no other command, so it goes out within tRAS or the end
 * of a write (tWR), and tRP. Refreshes of all banks keep them all waiting; those of single banks
 * let the others go on. Its commands go before all other row commands. No latency from the banks'
 * state to the commands.
 */
final class RefreshControl extends Module {
  /** By bank: open; a precharge is allowed; closed, and an activate or refresh is allowed. */
  final UInt open;

  final UInt mayPrecharge;
  final UInt mayActivate;

  /** By bank group: whether its banks allow the refresh of one; null for refreshes of all. */
  final UInt groupActivates;

  /** Banks that wait for a refresh. */
  final UInt withheld;

  /** A precharge goes out, of {@link #bank} or of all. */
  final Bool closes;

  /** A refresh goes out, of {@link #bank} or of all. */
  final Bool refreshes;

  /** The bank to close or refresh; null for refreshes of all. */
  final UInt bank;

  RefreshControl(Module parent, ControllerParameters p) {
    super(parent);
    DramShape shape = p.shape();
    int banks = shape.banks();
    boolean single = p.perBankRefresh();
    open = single ? null : in(banks);
    mayPrecharge = in(banks);
    mayActivate = in(banks);
    groupActivates = single ? in(shape.bankGroups()) : null;
    withheld = out(banks);
    closes = outBool();
    refreshes = outBool();
    bank = single ? out(shape.bankBits()) : null;

    var owed = new Refresher(this, p.refreshInterval());
    owed.done.set(refreshes);
    if (single) {
      var turn = reg(shape.bankBits()); // banks in turn
      when(refreshes, () -> turn.set(turn.plus(1)));
      bank.set(turn);
      withheld.set(OneHot.decode(turn, banks).mask(owed.due));
      closes.set(mayPrecharge.and(withheld).any());
      var groupAllows = groupActivates.shr(shape.group(turn)).bit(0);
      refreshes.set(groupAllows.and(mayActivate.and(withheld).any()));
    } else {
      withheld.set(UInt.lit((1L << banks) - 1, banks).mask(owed.due));
      var allMayClose = open.not().or(mayPrecharge).all();
      closes.set(owed.due.and(open.any()).and(allMayClose));
      refreshes.set(owed.due.and(mayActivate.all()));
    }
  }
}
