package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Hands out the credits that a {@link CreditTally} on the other side has counted: one per cycle
 * until as many have come out as went in. No more than {@code places} are ever on the way, which is
 * why a count modulo {@code places + 1} or more is enough.
 *
 * <p>A count that arrives in cycle t brings its first credit in t + 1.
 */
public final class CreditPayout extends Module {
  /** Whether a frame brings a count. */
  public final Bool arrives;

  /** The count. */
  public final UInt count;

  /** Whether a credit comes out. */
  public final Bool credit;

  /** A payout for a buffer of {@code places} flits. */
  public CreditPayout(Module parent, int places) {
    require(places >= 1, "a buffer of %d places: at least 1".formatted(places));
    super(parent);
    int bits = log2(places + 1);
    arrives = inBool();
    count = in(bits);
    credit = outBool();
    var promised = reg(bits);
    var paid = reg(bits);
    credit.set(paid.ne(promised));
    when(arrives, () -> promised.set(count));
    when(credit, () -> paid.set(paid.plus(1)));
  }
}
