package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * One bank: its state, and which commands would help the requests that wait for it and are allowed
 * in this cycle. No latency from demands and gates to wishes; a command changes them from the next
 * cycle on.
 *
 * <p>A bank that the current direction does not need is opened for the other direction, which then
 * finds it open when its turn comes. With {@code closedPage} a row that nobody asks for is closed
 * as soon as it may; else it stays open.
 */
public final class BankMachine extends Module {
  /** Of the queues of reads and writes. */
  public final Demand reads;

  public final Demand writes;

  /** The direction is that of the writes. */
  public final Bool writing;

  /** The bank waits for a refresh: it wishes nothing. */
  public final Bool withheld;

  /** The bank's group allows an activate, a read, a write; see {@link RankGates}. */
  public final Bool groupActivates;

  public final Bool groupReads;
  public final Bool groupWrites;

  /** The command goes to this bank in this cycle. */
  public final Bool activate;

  /** The row of an activate. */
  public final UInt row;

  public final Bool precharge;
  public final Bool read;
  public final Bool write;
  public final Bool refresh;

  public final ColumnWish column;
  public final RowWish rows;

  /** A row is open. */
  public final Bool open;

  /** The bank's timing allows a precharge, and an activate or refresh; see {@link BankState}. */
  public final Bool mayPrecharge;

  public final Bool mayActivate;

  public BankMachine(Module parent, ControllerParameters p) {
    super(parent);
    DramShape shape = p.shape();
    reads = flipped(io -> Demand.of(io, shape));
    writes = flipped(io -> Demand.of(io, shape));
    writing = inBool();
    withheld = inBool();
    groupActivates = inBool();
    groupReads = inBool();
    groupWrites = inBool();
    activate = inBool();
    row = in(shape.rowBits());
    precharge = inBool();
    read = inBool();
    write = inBool();
    refresh = inBool();
    column = ports(ColumnWish::of);
    rows = ports(io -> RowWish.of(io, shape));
    open = outBool();
    mayPrecharge = outBool();
    mayActivate = outBool();
    open.optional();

    var state = new BankState(this, p.timing(), shape.rowBits(), p.refreshCycles());
    state.activate.set(activate);
    state.row.set(row);
    state.precharge.set(precharge);
    state.read.set(read);
    state.write.set(write);
    state.refresh.set(refresh);
    open.set(state.open);
    mayPrecharge.set(state.mayPrecharge);
    mayActivate.set(state.mayActivate);

    var readHit = reads.any().and(state.openRow.eq(reads.row()));
    var writeHit = writes.any().and(state.openRow.eq(writes.row()));
    var readReady = readHit.and(state.mayRead).and(groupReads);
    var writeReady = writeHit.and(state.mayWrite).and(groupWrites);
    column.ready().set(writing.mux(writeReady, readReady).andNot(withheld));
    column.stamp().set(writing.mux(writes.stamp(), reads.stamp()));

    var now = writing.mux(writes.any(), reads.any());
    var ahead = writing.mux(reads.any(), writes.any()).andNot(now);
    var forWrites = now.eq(writing);
    var wanted = forWrites.mux(writes.row(), reads.row());
    rows.row().set(wanted);
    rows.stamp().set(forWrites.mux(writes.stamp(), reads.stamp()));
    var opens = state.mayActivate.and(groupActivates).andNot(withheld);
    var closes = state.mayPrecharge.andNot(withheld);
    var otherRow = state.openRow.ne(wanted);
    rows.opensNow().set(opens.and(now));
    rows.opensAhead().set(opens.and(ahead));
    rows.closesNow().set(closes.and(now).and(otherRow));
    rows.closesAhead().set(closes.and(ahead).and(otherRow));
    rows.closesIdle().set(p.closedPage() ? closes.andNot(now).andNot(ahead) : Bool.lit(false));
  }
}
