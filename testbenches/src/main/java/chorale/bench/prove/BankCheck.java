package chorale.bench.prove;

import chorale.chiplet.memory.BankState;
import chorale.chiplet.memory.DramTiming;
import chorale.hdl.Module;

/**
 * A {@link BankState} whose user sends any commands that it allows: it allows a command if and only
 * if the bank is open, or closed, as the command needs it, and the time of every rule of the bank
 * has passed. So no illegal command is ever allowed, and none is held back without a reason.
 */
final class BankCheck extends Module {
  private static final int ROW_BITS = 2;

  BankCheck(DramTiming t, int refreshCycles) {
    super(null);
    var command = in(3).named("command");
    var row = in(ROW_BITS).named("some_row");
    var state = new BankState(this, t, ROW_BITS, refreshCycles);
    state.name("state");
    var activate = command.eq(1).and(state.mayActivate).named("activate");
    var precharge = command.eq(2).and(state.mayPrecharge).named("precharge");
    var read = command.eq(3).and(state.mayRead).named("read");
    var write = command.eq(4).and(state.mayWrite).named("write");
    var refresh = command.eq(5).and(state.mayActivate).named("refresh");
    state.activate.set(activate);
    state.row.set(row);
    state.precharge.set(precharge);
    state.read.set(read);
    state.write.set(write);
    state.refresh.set(refresh);

    var open = regBool().named("is_open");
    var opened = reg(ROW_BITS).named("opened");
    when(activate, () -> open.set(true)).elseWhen(precharge, () -> open.set(false));
    when(activate, () -> opened.set(row));
    assertThat(state.open.eq(open), "open from an activate to a precharge");
    assertThat(open.not().or(state.openRow.eq(opened)), "the row of the activate is open");

    var rc = Since.of(this, "tRC", activate, t.ras() + t.rp());
    var rp = Since.of(this, "tRP", precharge, t.rp());
    var rfc = Since.of(this, "tRFC", refresh, refreshCycles);
    var ras = Since.of(this, "tRAS", activate, t.ras());
    var rtp = Since.of(this, "tRTP", read, t.rtp());
    var wr = Since.of(this, "tWR", write, t.cwl() + t.bl() + t.wr());
    var untilActivate = Since.longest(state.untilActivate.width(), rc, rp, rfc);
    var untilPrecharge = Since.longest(state.untilPrecharge.width(), ras, rtp, wr);
    assertThat(state.untilActivate.eq(untilActivate), "activate, refresh: tRC, tRP, tRFC");
    assertThat(state.untilPrecharge.eq(untilPrecharge), "precharge: tRAS, tRTP, tWR");
    assertThat(state.mayActivate.eq(open.not().and(untilActivate.eq(0))), "activate: closed");
    assertThat(state.mayPrecharge.eq(open.and(untilPrecharge.eq(0))), "precharge: open");
    var rcdRead = Since.atLeast(this, "tRCDRD", activate, t.rcdRead());
    var rcdWrite = Since.atLeast(this, "tRCDWR", activate, t.rcdWrite());
    assertThat(state.mayRead.eq(open.and(rcdRead)), "read: open, tRCDRD");
    assertThat(state.mayWrite.eq(open.and(rcdWrite)), "write: open, tRCDWR");
  }
}
