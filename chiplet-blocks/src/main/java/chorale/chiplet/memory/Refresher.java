package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Counts the refreshes that are owed: one more each {@code interval} cycles. At most 7 are counted;
 * what falls due beyond them is lost, which does not happen as long as a refresh goes out within 7
 * intervals ({@link RefreshControl}).
 */
final class Refresher extends Module {
  /** A refresh goes out. */
  final Bool done;

  /** A refresh is owed. */
  final Bool due;

  Refresher(Module parent, int interval) {
    super(parent);
    done = inBool();
    due = outBool();
    var left = reg(log2(interval), interval - 1L);
    var owed = reg(3);
    var falls = left.eq(0);
    left.set(falls.mux(UInt.lit(interval - 1L, left.width()), left.minus(1)));
    due.set(owed.any());
    when(falls.andNot(done).and(owed.ne(7)), () -> owed.set(owed.plus(1)))
        .elseWhen(done.andNot(falls), () -> owed.set(owed.minus(1)));
  }
}
