package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Whether reads or writes go. A change costs tWTR or tRTW without data, so each direction goes in
 * batches. A batch ends
 *
 * <ul>
 *   <li>when nothing of it waits: reads, if a write waits; writes in any case, so that an idle
 *       controller is ready to read;
 *   <li>when it has sent nothing for two activates' time, its banks being busy, and the other
 *       direction has plenty (7/8 of the writes; 3/4 of the reads, or any reads while at most 1/8
 *       of the writes wait);
 *   <li>when the other direction has waited for {@code ageCap} cycles;
 *   <li>when the other direction is late ({@link RowQueue#late}).
 * </ul>
 *
 * <p>A batch that begins because it is late ends in the first way only for {@link
 * ControllerParameters#fairCycles} cycles: time to refresh, to close a row and to open another one.
 * Without that, two directions that want different rows of a bank could take it from each other for
 * ever. A change shows one cycle after its reason.
 */
public final class Direction extends Module {
  /** A column command goes out. */
  public final Bool issues;

  /** Reads and writes that wait. */
  public final UInt readsWait;

  public final UInt writesWait;

  /** Some of them have waited for long. */
  public final Bool readsLate;

  public final Bool writesLate;

  /** Writes go, else reads. */
  public final Bool writing;

  /** The direction changes with this cycle. */
  public final Bool turns;

  public Direction(Module parent, ControllerParameters p) {
    super(parent);
    issues = inBool();
    readsWait = in(log2(p.reads()) + 1);
    writesWait = in(log2(p.writes()) + 1);
    readsLate = inBool();
    writesLate = inBool();
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
    var othersWait = writes.mux(readsAny, writesAny);
    var othersLate = writes.mux(readsLate, writesLate);
    var othersMany = writes.mux(fewWrites.or(manyReads), manyWrites);
    var stay = reg(log2(p.fairCycles() + 1)); // cycles left of a batch that was late
    var yields = dry.and(othersMany).or(aged).or(othersLate).andNot(stay.any());
    var empty = writes.mux(writesAny, readsAny).not();
    var change = othersWait.and(empty.or(yields)).or(writes.and(empty));
    when(change, () -> writes.set(writes.not()));
    when(change, () -> stay.set(UInt.lit(p.fairCycles(), stay.width()).mask(othersLate)))
        .elseWhen(stay.any(), () -> stay.set(stay.minus(1)));
    when(issues.or(change), () -> pause.set(0)).elseWhen(dry.not(), () -> pause.set(pause.plus(1)));
    when(change.or(othersWait.not()), () -> held.set(0))
        .elseWhen(aged.not(), () -> held.set(held.plus(1)));
    writing.set(writes);
    turns.set(change);
  }
}
