package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * What one bank allows. Each input says that the command goes to the bank in this cycle; each
 * {@code may} says that the bank's own timing allows it in this cycle (tRCD, tRP, tRAS, tRC, tRTP,
 * tWR, tRFC). A refresh may go wherever an activate may.
 */
final class BankState extends Module {
  final Bool activate;
  final UInt row;
  final Bool precharge;
  final Bool read;
  final Bool write;

  /** A refresh, of this bank or of all. */
  final Bool refresh;

  /** A row is open, and which. */
  final Bool open;

  final UInt openRow;

  final Bool mayActivate;
  final Bool mayPrecharge;
  final Bool mayRead;
  final Bool mayWrite;

  /** A bank that is busy for {@code refreshCycles} with a refresh. */
  BankState(Module parent, DramTiming t, int rowBits, int refreshCycles) {
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

    var toActivate = countdown(Math.max(t.rc(), refreshCycles)).named("toActivate");
    when(refresh, () -> toActivate.set(refreshCycles - 1))
        .elseWhen(activate, () -> toActivate.set(t.rc() - 1))
        .elseWhen(precharge.and(toActivate.lt(t.rp())), () -> toActivate.set(t.rp() - 1));
    var toPrecharge = countdown(Math.max(t.ras(), t.writeToPrecharge())).named("toPrecharge");
    when(activate, () -> toPrecharge.set(t.ras() - 1))
        .elseWhen(
            write.and(toPrecharge.lt(t.writeToPrecharge())),
            () -> toPrecharge.set(t.writeToPrecharge() - 1))
        .elseWhen(read.and(toPrecharge.lt(t.rtp())), () -> toPrecharge.set(t.rtp() - 1));
    var toRead = countdown(t.rcdRead()).named("toRead");
    when(activate, () -> toRead.set(t.rcdRead() - 1));
    var toWrite = countdown(t.rcdWrite()).named("toWrite");
    when(activate, () -> toWrite.set(t.rcdWrite() - 1));

    mayActivate.set(isOpen.not().and(toActivate.eq(0)));
    mayPrecharge.set(isOpen.and(toPrecharge.eq(0)));
    mayRead.set(isOpen.and(toRead.eq(0)));
    mayWrite.set(isOpen.and(toWrite.eq(0)));
  }

  /** A register that counts down to 0, for values below {@code limit}. */
  private UInt countdown(int limit) {
    var left = reg(log2(Math.max(2, limit)));
    when(left.any(), () -> left.set(left.minus(1)));
    return left;
  }
}
