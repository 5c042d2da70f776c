package chorale.bench.prove;

import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.Direction;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * {@link Direction} with requests that come and go as they like. A direction that stays late gets
 * {@code fairCycles} cycles in a row, or as many as it has requests for, soon: before three times
 * that long. One that waits gets its turn within {@code ageCap} and {@code fairCycles} cycles. The
 * direction only changes to one for which a request waits, or from writes that are none.
 */
final class DirectionCheck extends Module {
  DirectionCheck(ControllerParameters p) {
    super(null);
    var unit = new Direction(this, p);
    unit.name("direction");
    var reads = in(log2(p.reads()) + 1).named("reads");
    var writes = in(log2(p.writes()) + 1).named("writes");
    unit.issues.set(inBool().named("issues"));
    unit.readsWait.set(reads);
    unit.writesWait.set(writes);
    var readsLate = inBool().named("some_reads_late").and(reads.any()).named("reads_late");
    var writesLate = inBool().named("some_writes_late").and(writes.any()).named("writes_late");
    unit.readsLate.set(readsLate);
    unit.writesLate.set(writesLate);
    var writing = unit.writing;
    var before = delayed(writing).named("before");
    var turned = delayed(unit.turns).named("turned");
    assertThat(writing.ne(before).eq(turned), "it changes where it says so");
    var useful = writing.mux(writes.any().not(), Bool.lit(false)).or(any(writing, reads, writes));
    assertThat(unit.turns.not().or(useful), "it changes to who waits, or from no writes");
    fair(p, "reads", readsLate, reads.any(), writing.not());
    fair(p, "writes", writesLate, writes.any(), writing);
  }

  private static Bool any(Bool writing, UInt reads, UInt writes) {
    return writing.mux(reads.any(), writes.any());
  }

  private void fair(ControllerParameters p, String name, Bool late, Bool waits, Bool own) {
    int fair = p.fairCycles();
    var turn = reg(log2(fair + 1)).named(name + "_turn"); // cycles in a row of its own
    when(own.not(), () -> turn.set(0)).elseWhen(turn.ne(fair), () -> turn.set(turn.plus(1)));
    int most = 3 * fair + 3;
    var lateFor = reg(log2(most + 2)).named(name + "_late_for");
    var served = turn.eq(fair);
    when(late.not().or(served), () -> lateFor.set(0))
        .elseWhen(lateFor.ne(most + 1), () -> lateFor.set(lateFor.plus(1)));
    assertThat(lateFor.le(most), "who is late has time, " + name);
    int longest = p.ageCap() + fair;
    var waited = reg(log2(longest + 2)).named(name + "_waited");
    when(own.or(waits.not()), () -> waited.set(0))
        .elseWhen(waited.ne(longest + 1), () -> waited.set(waited.plus(1)));
    assertThat(waited.le(longest), "who waits has a turn, " + name);
  }
}
