package chorale.bench.prove;

import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.RankGates;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.lib.OneHot;

/**
 * {@link RankGates} whose user sends any commands that they allow: a command to a bank group is
 * allowed if and only if the time of every rule between banks has passed.
 */
final class RankCheck extends Module {
  RankCheck(DramTiming t, DramShape shape) {
    super(null);
    int groups = shape.bankGroups();
    var rowGroup = in(log2(groups)).named("row_group");
    var columnGroup = in(log2(groups)).named("column_group");
    var gates = new RankGates(this, t, shape);
    gates.name("gates");
    var mayActivate = gates.mayActivate.shr(rowGroup).bit(0);
    var rowCommand = in(2).named("row_command");
    var columnCommand = in(2).named("column_command");
    var activate = rowCommand.eq(1).and(mayActivate).named("activate");
    var refresh = rowCommand.eq(2).and(mayActivate).named("refresh");
    var read = columnCommand.eq(1).and(gates.mayRead.shr(columnGroup).bit(0)).named("read");
    var write = columnCommand.eq(2).and(gates.mayWrite.shr(columnGroup).bit(0)).named("write");
    gates.activate.set(activate);
    gates.refreshBank.set(refresh);
    gates.rowGroup.set(rowGroup);
    gates.read.set(read);
    gates.write.set(write);
    gates.columnGroup.set(columnGroup);

    var rrdS = Since.atLeast(this, "tRRDS", activate, t.rrdS());
    var rrefd = Since.atLeast(this, "tRREFD", refresh, t.rrefd());
    var ccdSRead = Since.atLeast(this, "tCCDS_read", read, t.ccdS());
    var ccdSWrite = Since.atLeast(this, "tCCDS_write", write, t.ccdS());
    var rtw = Since.atLeast(this, "tRTW", read, t.rtw());
    var wtrS = Since.atLeast(this, "tWTRS", write, t.cwl() + t.bl() + t.wtrS());
    // The activates of the last tFAW - 1 cycles, the youngest in bit 0.
    var window = reg(t.faw() - 1).named("window");
    window.set(Bits.cat(window.truncate(window.width() - 1), activate));
    var fewActivates = OneHot.popCount(window).lt(4);
    for (int g = 0; g < groups; g++) {
      Bool row = rowGroup.eq(g);
      Bool column = columnGroup.eq(g);
      var rrdL = Since.atLeast(this, "tRRDL_" + g, activate.and(row), t.rrdL());
      var ccdLRead = Since.atLeast(this, "tCCDL_read_" + g, read.and(column), t.ccdL());
      var ccdLWrite = Since.atLeast(this, "tCCDL_write_" + g, write.and(column), t.ccdL());
      int turnL = t.cwl() + t.bl() + t.wtrL();
      var wtrL = Since.atLeast(this, "tWTRL_" + g, write.and(column), turnL);
      var opens = rrdS.and(rrdL).and(rrefd).and(fewActivates);
      assertThat(gates.mayActivate.bit(g).eq(opens), "activate: tRRD, tRREFD, tFAW, group " + g);
      var reads = ccdSRead.and(ccdLRead).and(wtrS).and(wtrL);
      assertThat(gates.mayRead.bit(g).eq(reads), "read: tCCD, tWTR, group " + g);
      var writes = ccdSWrite.and(ccdLWrite).and(rtw);
      assertThat(gates.mayWrite.bit(g).eq(writes), "write: tCCD, tRTW, group " + g);
    }
  }
}
