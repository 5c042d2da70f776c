package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramBus.Column;
import chorale.chiplet.memory.DramBus.Row;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.RoundRobin;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The controller of one pseudo-channel of an HBM stack.
 *
 * <pre>
 *                      +-> ReadTable               BankMachine x 16 --> ColumnPicker --> column bus
 *   port --> Hazards --+-> RowQueue x 2 (r, w) -->  and RankGates   --> RowPicker -----> row bus
 *                      +-> WriteBuffer               Direction          RefreshControl --^
 *                            |    +--> write data, cwl later
 *   port <-- ReadReturn <----+-- read data, cl + bl later
 * </pre>
 *
 * <p>Requests that wait are grouped by bank and row ({@link RowQueue}): requests to an open row go
 * first (FR-FCFS, Rixner et al., Memory Access Scheduling, ISCA 2000), rows in the order in which
 * they were first asked for. Reads and writes go in batches ({@link Direction}). Row and column
 * commands have a bus each, so one of each may go in a cycle.
 *
 * <p>A row hit of an idle controller is answered cl + bl + 2 cycles after the request moved, a row
 * conflict tRP + tRCD later. One request is accepted per cycle, unless its slots are used up, the
 * bank has no room for another row, or the request has to wait for another one to the same burst
 * ({@link Hazards}). Nothing is ever dropped. docs/memory.md has the reasons.
 */
public final class HbmController extends Module {
  /** Requests and answers. */
  public final DramPort port;

  /** To the device. */
  public final DramBus bus;

  /** A counter of {@link HbmCounter}, by number, and its value. */
  public final UInt select;

  public final UInt counter;

  /** No request waits and no answer is under way. */
  public final Bool idle;

  private final ControllerParameters p;
  private final boolean values;
  private final Hazards hazards;
  private final RowQueue reads;
  private final RowQueue writes;
  private final ReadTable readTable;
  private final WriteBuffer writeBuffer;
  private final BankMachine[] bank;
  private final RankGates gates;
  private final Direction direction;
  private final ColumnPicker columns;
  private final RowPicker rows;
  private final RefreshControl refresh;
  private final ReadReturn returns;

  // The column command of this cycle, and the bank of the row command.
  private final Bool doesRead;
  private final Bool doesWrite;
  private final UInt rowBank;

  /** A controller. */
  public HbmController(Module parent, ControllerParameters p) {
    super(parent);
    this.p = p;
    DramShape shape = p.shape();
    values = p.datapath() == Datapath.VALUES;
    port = DramPort.server(this, p);
    bus = DramBus.controller(this, shape, p.busBits());
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    idle = outBool();

    hazards = new Hazards(this, p);
    reads = new RowQueue(this, shape, p.reads(), p.rowsPerBank());
    writes = new RowQueue(this, shape, p.writes(), p.rowsPerBank());
    readTable = new ReadTable(this, p);
    writeBuffer = new WriteBuffer(this, p);
    bank = new BankMachine[shape.banks()];
    for (int b = 0; b < bank.length; b++) {
      bank[b] = new BankMachine(this, p);
    }
    gates = new RankGates(this, p.timing(), shape);
    direction = new Direction(this, p);
    columns = new ColumnPicker(this, shape);
    rows = new RowPicker(this, shape);
    refresh = new RefreshControl(this, p);
    returns = new ReadReturn(this, p);
    doesRead = columns.any.andNot(direction.writing);
    doesWrite = columns.any.and(direction.writing);
    rowBank = p.perBankRefresh() ? rows.taken.mux(refresh.bank, rows.bank) : rows.bank;

    var forwards = accept();
    sealQueues();
    wish();
    issueColumn();
    issueRow();
    answer(forwards);
    count(forwards);
  }

  /** Takes requests in; whether the one at the port is a read that the write buffer answers. */
  private Bool accept() {
    hazards.bank.set(port.bank());
    hazards.column.set(port.column());
    hazards.rowRead.set(reads.rowWaits);
    hazards.rowWritten.set(writes.rowWaits);
    writeBuffer.bank.set(port.bank());
    writeBuffer.row.set(port.row());
    writeBuffer.column.set(port.column());
    var forwards = hazards.writeWaits.and(writeBuffer.found).andNot(port.write());
    var hasRoom = readTable.room.and(reads.room).andNot(hazards.writeWaits);
    var mayRead = forwards.mux(returns.forwarded.ready(), hasRoom);
    var mayWrite = writeBuffer.room.and(writes.room).andNot(hazards.readWaits);
    port.ready().set(port.write().mux(mayWrite, mayRead));

    var takesWrite = port.fire().and(port.write());
    var takesRead = port.fire().andNot(port.write()).andNot(forwards);
    hazards.takesRead.set(takesRead);
    hazards.takesWrite.set(takesWrite);
    readTable.put.set(takesRead);
    readTable.putColumn.set(port.column());
    readTable.putTag.set(port.tag());
    reads.put.set(takesRead);
    reads.putSlot.set(readTable.putSlot);
    writeBuffer.put.set(takesWrite);
    writes.put.set(takesWrite);
    writes.putSlot.set(writeBuffer.putSlot);
    if (values) {
      writeBuffer.putData.set(port.data());
    }
    var stamp = reg(ControllerParameters.STAMP_BITS);
    when(reads.opens.or(writes.opens), () -> stamp.set(stamp.plus(1)));
    for (var queue : List.of(reads, writes)) {
      queue.putBank.set(port.bank());
      queue.putRow.set(port.row());
      queue.putStamp.set(stamp);
    }
    return forwards;
  }

  /** Every {@code ageCap} cycles the rows that have their turn take no more requests. */
  private void sealQueues() {
    var untilSeal = reg(log2(p.ageCap()));
    var seals = untilSeal.eq(0);
    untilSeal.set(seals.mux(UInt.lit(p.ageCap() - 1L, untilSeal.width()), untilSeal.minus(1)));
    reads.seal.set(seals);
    writes.seal.set(seals);
  }

  /** Lets each bank say which commands it could get. */
  private void wish() {
    for (int b = 0; b < bank.length; b++) {
      int group = b / p.shape().banksPerGroup();
      connect(reads.demand[b], bank[b].reads);
      connect(writes.demand[b], bank[b].writes);
      bank[b].writing.set(direction.writing);
      bank[b].withheld.set(refresh.withheld.bit(b));
      bank[b].groupActivates.set(gates.mayActivate.bit(group));
      bank[b].groupReads.set(gates.mayRead.bit(group));
      bank[b].groupWrites.set(gates.mayWrite.bit(group));
      connect(bank[b].column, columns.wish[b]);
      connect(bank[b].rows, rows.wish[b]);
    }
    if (!p.perBankRefresh()) {
      refresh.open.set(mask(m -> m.open));
    } else {
      refresh.groupActivates.set(gates.mayActivate);
    }
    refresh.mayPrecharge.set(mask(m -> m.mayPrecharge));
    refresh.mayActivate.set(mask(m -> m.mayActivate));
    rows.taken.set(refresh.closes.or(refresh.refreshes));
    direction.issues.set(columns.any);
    direction.readsWait.set(readTable.waiting);
    direction.writesWait.set(writeBuffer.waiting);
    direction.readsLate.set(reads.late);
    direction.writesLate.set(writes.late);
  }

  private UInt mask(Function<BankMachine, Bool> which) {
    return RoundRobin.mask(Arrays.stream(bank).map(which).toList());
  }

  private void issueColumn() {
    var readSlot = Vec.of(List.of(reads.slot)).at(columns.bank).named("readSlot");
    var writeSlot = Vec.of(List.of(writes.slot)).at(columns.bank).named("writeSlot");
    reads.take.set(doesRead);
    reads.takeBank.set(columns.bank);
    readTable.take.set(doesRead);
    readTable.slot.set(readSlot);
    writes.take.set(doesWrite);
    writes.takeBank.set(columns.bank);
    writeBuffer.take.set(doesWrite);
    writeBuffer.slot.set(writeSlot);
    hazards.reads.set(doesRead);
    hazards.writes.set(doesWrite);
    hazards.issuedBank.set(columns.bank);
    hazards.issuedReadColumn.set(readTable.column);
    hazards.issuedWriteColumn.set(writeBuffer.takenColumn);
    gates.read.set(doesRead);
    gates.write.set(doesWrite);
    gates.columnGroup.set(p.shape().group(columns.bank));
    for (int b = 0; b < bank.length; b++) {
      var isOwn = columns.bank.eq(b).named("columnIs_" + b);
      bank[b].read.set(doesRead.and(isOwn));
      bank[b].write.set(doesWrite.and(isOwn));
    }
    bus.columnCommand().set(Column.NONE);
    when(doesRead, () -> bus.columnCommand().set(Column.READ))
        .elseWhen(doesWrite, () -> bus.columnCommand().set(Column.WRITE));
    bus.columnBank().set(columns.bank);
    bus.column().set(direction.writing.mux(writeBuffer.takenColumn, readTable.column));
  }

  private void issueRow() {
    boolean single = p.perBankRefresh();
    gates.activate.set(rows.activates);
    gates.refreshBank.set(single ? refresh.refreshes : Bool.lit(false));
    gates.rowGroup.set(p.shape().group(rowBank));
    for (int b = 0; b < bank.length; b++) {
      var isOwn = rowBank.eq(b).named("rowIs_" + b);
      bank[b].activate.set(rows.activates.and(isOwn));
      bank[b].row.set(rows.row);
      var closes = single ? refresh.closes.and(isOwn) : refresh.closes;
      bank[b].precharge.set(rows.precharges.and(isOwn).or(closes));
      bank[b].refresh.set(single ? refresh.refreshes.and(isOwn) : refresh.refreshes);
    }
    bus.rowCommand().set(Row.NONE);
    when(rows.activates, () -> bus.rowCommand().set(Row.ACTIVATE))
        .elseWhen(rows.precharges, () -> bus.rowCommand().set(Row.PRECHARGE))
        .elseWhen(
            refresh.closes, () -> bus.rowCommand().set(single ? Row.PRECHARGE : Row.PRECHARGE_ALL))
        .elseWhen(
            refresh.refreshes,
            () -> bus.rowCommand().set(single ? Row.REFRESH_BANK : Row.REFRESH_ALL));
    bus.rowBank().set(rowBank);
    bus.row().set(rows.row);
  }

  private void answer(Bool forwards) {
    returns.read.set(doesRead);
    returns.readTag.set(readTable.tag);
    returns.forwarded.valid().set(port.valid().and(forwards));
    UInt tag = port.tag();
    returns.forwarded.bits().set(values ? Bits.cat(writeBuffer.foundData, tag) : tag);
    port.answer().set(returns.answer);
    port.answerTag().set(returns.answerTag);
    if (values) {
      returns.busData.set(bus.readData());
      bus.writeData().set(writeBuffer.busData);
      port.answerData().set(returns.answerData);
      port.corrected().set(returns.corrected);
      port.broken().set(returns.broken);
    } else {
      bus.writeData().set(0);
      port.answerData().set(0);
      port.corrected().set(false);
      port.broken().set(false);
    }
    var waits = readTable.waiting.any().or(writeBuffer.waiting.any());
    idle.set(waits.not().andNot(returns.busy));
  }

  private void count(Bool forwards) {
    var hits = new RowHits(this, p.shape());
    hits.activates.set(rows.activates);
    hits.rowBank.set(rowBank);
    hits.issues.set(columns.any);
    hits.columnBank.set(columns.bank);
    var events =
        List.of( // in the order of HbmCounter
            doesRead,
            doesWrite,
            hits.hit,
            rows.conflict,
            rows.activates,
            direction.turns,
            refresh.refreshes,
            port.fire().and(forwards),
            port.corrected(),
            port.broken());
    var counters = new CounterBank(this, events);
    counters.select.set(select);
    counter.set(counters.value);
  }
}
