package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * What the banks of a pseudo-channel allow each other: tRRD, tFAW, tCCD, tWTR, read to write, and
 * tRREFD. Each input says that the command goes out in this cycle; {@code mayX} has a bit for each
 * bank group that says whether a command to it may go out in this cycle.
 */
public final class RankGates extends Module {
  public final Bool activate;
  public final Bool refreshBank;

  /** The bank group of the row command. */
  public final UInt rowGroup;

  public final Bool read;
  public final Bool write;

  /** The bank group of the column command. */
  public final UInt columnGroup;

  public final UInt mayActivate;
  public final UInt mayRead;
  public final UInt mayWrite;

  public RankGates(Module parent, DramTiming t, DramShape shape) {
    super(parent);
    int groups = shape.bankGroups();
    activate = inBool();
    refreshBank = inBool();
    rowGroup = in(log2(groups));
    read = inBool();
    write = inBool();
    columnGroup = in(log2(groups));
    mayActivate = out(groups);
    mayRead = out(groups);
    mayWrite = out(groups);

    // tFAW: an activate takes one of four places until the tFAW-th cycle after it.
    var window = reg(t.faw() - 1);
    window.set(Bits.cat(window.truncate(t.faw() - 2), activate));
    var inWindow = reg(3);
    var leaves = window.bit(t.faw() - 2);
    when(activate.andNot(leaves), () -> inWindow.set(inWindow.plus(1)))
        .elseWhen(leaves.andNot(activate), () -> inWindow.set(inWindow.minus(1)));
    var windowOpen = inWindow.bit(2).not();

    var anyActivate = countdown(Math.max(t.rrdS(), t.rrefd())).named("anyActivate");
    when(refreshBank, () -> anyActivate.set(t.rrefd() - 1))
        .elseWhen(activate, () -> anyActivate.set(t.rrdS() - 1));
    var anyRead = countdown(Math.max(t.ccdS(), t.writeToReadS())).named("anyRead");
    when(write, () -> anyRead.set(t.writeToReadS() - 1))
        .elseWhen(read, () -> anyRead.set(t.ccdS() - 1));
    var anyWrite = countdown(Math.max(t.ccdS(), t.rtw())).named("anyWrite");
    when(read, () -> anyWrite.set(t.rtw() - 1)).elseWhen(write, () -> anyWrite.set(t.ccdS() - 1));

    var activates = new ArrayList<Bool>();
    var reads = new ArrayList<Bool>();
    var writes = new ArrayList<Bool>();
    for (int g = 0; g < groups; g++) {
      var ownRow = rowGroup.eq(g).named("ownRow_" + g);
      var ownColumn = columnGroup.eq(g).named("ownColumn_" + g);
      var toActivate = countdown(t.rrdL()).named("toActivate_" + g);
      when(activate.and(ownRow), () -> toActivate.set(t.rrdL() - 1));
      var toRead = countdown(Math.max(t.ccdL(), t.writeToReadL())).named("toRead_" + g);
      when(write.and(ownColumn), () -> toRead.set(t.writeToReadL() - 1))
          .elseWhen(read.and(ownColumn), () -> toRead.set(t.ccdL() - 1));
      var toWrite = countdown(t.ccdL()).named("toWrite_" + g);
      when(write.and(ownColumn), () -> toWrite.set(t.ccdL() - 1));
      activates.add(toActivate.eq(0).and(anyActivate.eq(0)).and(windowOpen));
      reads.add(toRead.eq(0).and(anyRead.eq(0)));
      writes.add(toWrite.eq(0).and(anyWrite.eq(0)));
    }
    mayActivate.set(RoundRobin.mask(activates));
    mayRead.set(RoundRobin.mask(reads));
    mayWrite.set(RoundRobin.mask(writes));
  }

  private UInt countdown(int limit) {
    var left = reg(log2(Math.max(2, limit)));
    when(left.any(), () -> left.set(left.minus(1)));
    return left;
  }
}
