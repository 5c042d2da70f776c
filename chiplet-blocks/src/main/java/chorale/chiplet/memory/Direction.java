package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Whether reads or writes go. A change costs tWTR or tRTW without data, so each direction goes in
 * batches. It ends
 *
 * <ul>
 *   <li>when nothing of it waits: reads, if the other direction has something to send; writes in
 *       any case, so that an idle controller is ready to read;
 *   <li>when it has sent nothing for two activates' time, its banks being busy, and the other
 *       direction has plenty (7/8 of the writes; 3/4 of the reads, or any reads while at most 1/8
 *       of the writes wait);
 *   <li>when the other direction has waited for {@code ageCap} cycles.
 * </ul>
 *
 * <p>A change shows one cycle after its reason.
 */
final class Direction extends Module {
  /** A column command goes out. */
  final Bool issues;

  /** Reads and writes that wait. */
  final UInt readsWait;

  final UInt writesWait;

  /** Writes go, else reads. */
  final Bool writing;

  /** The direction changes with this cycle. */
  final Bool turns;

  Direction(Module parent, ControllerParameters p) {
    super(parent);
    issues = inBool();
    readsWait = in(log2(p.reads()) + 1);
    writesWait = in(log2(p.writes()) + 1);
    writing = outBool();
    turns = outBool();

    var writes = regBool();
    var readsAny = readsWait.any();
    var writesAny = writesWait.any();
    int patience = 2 * p.timing().activateInterval();
    var pause = reg(log2(patience + 1)); // cycles without a column command
    var dry = pause.eq(patience);
    var held = reg(log2(p.ageCap())); // cycles that the other direction has waited
    var aged = held.eq(p.ageCap() - 1);
    var manyWrites = writesWait.ge(p.writes() * 7L / 8);
    var fewWrites = writesWait.le(p.writes() / 8);
    var manyReads = readsWait.ge(p.reads() * 3L / 4);
    var endsReads = writesAny.and(readsAny.not().or(dry.and(manyWrites)).or(aged));
    var yieldsToReads = readsAny.and(dry.and(fewWrites.or(manyReads)).or(aged));
    var endsWrites = writesAny.not().or(yieldsToReads);
    var othersWait = writes.mux(readsAny, writesAny);
    var change = writes.mux(endsWrites, endsReads);
    when(change, () -> writes.set(writes.not()));
    when(issues.or(change), () -> pause.set(0)).elseWhen(dry.not(), () -> pause.set(pause.plus(1)));
    when(change.or(othersWait.not()), () -> held.set(0))
        .elseWhen(aged.not(), () -> held.set(held.plus(1)));
    writing.set(writes);
    turns.set(change);
  }
}
