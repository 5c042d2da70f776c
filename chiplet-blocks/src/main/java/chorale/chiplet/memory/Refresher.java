package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Counts the refreshes that are owed: one more each {@code interval} cycles. More than 7 are never
 * owed: a refresh goes out within the time that the banks need to close.
 */
final class Refresher extends Module {
  /** A refresh goes out. */
  final Bool done;

  /** A refresh is owed. */
  final Bool due;

  /** For refreshes of single banks: whose turn it is. */
  final UInt bank;

  Refresher(Module parent, int interval, int banks) {
    super(parent);
    done = inBool();
    due = outBool();
    bank = out(log2(banks));
    var left = reg(log2(interval), interval - 1L);
    var owed = reg(3);
    var turn = reg(log2(banks));
    var falls = left.eq(0);
    left.set(falls.mux(UInt.lit(interval - 1L, left.width()), left.minus(1)));
    due.set(owed.any());
    bank.set(turn);
    when(falls.andNot(done).and(owed.ne(7)), () -> owed.set(owed.plus(1)))
        .elseWhen(done.andNot(falls), () -> owed.set(owed.minus(1)));
    when(done, () -> turn.set(turn.plus(1)));
  }
}
