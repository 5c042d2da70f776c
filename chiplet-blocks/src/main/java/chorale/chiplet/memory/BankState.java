package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * What one bank allows. Each input says that the command goes to the bank in this cycle; each
 * {@code may} says that the bank's own timing allows it in this cycle (tRCD, tRP, tRAS, tRC, tRTP,
 * tWR, tRFC). A refresh may go wherever an activate may.
 */
public final class BankState extends Module {
  public final Bool activate;
  public final UInt row;
  public final Bool precharge;
  public final Bool read;
  public final Bool write;

  /** A refresh, of this bank or of all. */
  public final Bool refresh;

  /** A row is open, and which. */
  public final Bool open;

  public final UInt openRow;

  public final Bool mayActivate;
  public final Bool mayPrecharge;
  public final Bool mayRead;
  public final Bool mayWrite;

  /** Cycles until an activate or refresh, and a precharge, may come: for checks. */
  public final UInt untilActivate;

  public final UInt untilPrecharge;

  /** A bank that is busy for {@code refreshCycles} with a refresh. */
  public BankState(Module parent, DramTiming t, int rowBits, int refreshCycles) {
    super(parent);
    activate = inBool();
    row = in(rowBits);
    precharge = inBool();
    read = inBool();
    write = inBool();
    refresh = inBool();
    open = outBool();
    openRow = out(rowBits);
    mayActivate = outBool();
    mayPrecharge = outBool();
    mayRead = outBool();
    mayWrite = outBool();
    int longest = Math.max(t.rc(), refreshCycles);
    int longestOpen = Math.max(t.ras(), t.writeToPrecharge());
    untilActivate = out(log2(longest + 1));
    untilPrecharge = out(log2(longestOpen + 1));
    untilActivate.optional();
    untilPrecharge.optional();

    var isOpen = regBool();
    var held = regWithoutReset(rowBits);
    open.set(isOpen);
    openRow.set(held);
    when(
            activate,
            () -> {
              isOpen.set(true);
              held.set(row);
            })
        .elseWhen(precharge, () -> isOpen.set(false));

    var toActivate = countdown(longest).named("toActivate");
    when(refresh, () -> toActivate.set(refreshCycles - 1))
        .elseWhen(activate, () -> toActivate.set(t.rc() - 1))
        .elseWhen(precharge.and(toActivate.lt(t.rp())), () -> toActivate.set(t.rp() - 1));
    var toPrecharge = countdown(longestOpen).named("toPrecharge");
    when(activate, () -> toPrecharge.set(t.ras() - 1))
        .elseWhen(
            write.and(toPrecharge.lt(t.writeToPrecharge())),
            () -> toPrecharge.set(t.writeToPrecharge() - 1))
        .elseWhen(read.and(toPrecharge.lt(t.rtp())), () -> toPrecharge.set(t.rtp() - 1));
    var toRead = countdown(t.rcdRead()).named("toRead");
    when(activate, () -> toRead.set(t.rcdRead() - 1));
    var toWrite = countdown(t.rcdWrite()).named("toWrite");
    when(activate, () -> toWrite.set(t.rcdWrite() - 1));

    untilActivate.set(toActivate);
    untilPrecharge.set(toPrecharge);
    mayActivate.set(isOpen.not().and(toActivate.eq(0)));
    mayPrecharge.set(isOpen.and(toPrecharge.eq(0)));
    mayRead.set(isOpen.and(toRead.eq(0)));
    mayWrite.set(isOpen.and(toWrite.eq(0)));
  }

  /** A register that counts down to 0, for values up to {@code limit}. */
  private UInt countdown(int limit) {
    var left = reg(log2(limit + 1));
    when(left.any(), () -> left.set(left.minus(1)));
    return left;
  }
}
