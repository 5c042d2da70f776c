package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Counts the credits of one virtual channel for {@link CreditPayout} on the other side. Every frame
 * carries the whole count, so a lost frame costs no credit: the next one tells the same.
 */
public final class CreditTally extends Module {
  /** Whether a credit comes in. */
  public final Bool credit;

  /**
   * Credits so far, modulo a power of two above {@code places}; a credit counts one cycle later.
   */
  public final UInt count;

  /** A tally for a buffer of {@code places} flits. */
  public CreditTally(Module parent, int places) {
    require(places >= 1, "a buffer of %d places: at least 1".formatted(places));
    super(parent);
    credit = inBool();
    count = out(log2(places + 1));
    var total = reg(log2(places + 1));
    count.set(total);
    when(credit, () -> total.set(total.plus(1)));
  }
}
