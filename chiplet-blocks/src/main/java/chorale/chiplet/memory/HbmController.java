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
import chorale.hdl.lib.Delay;
import chorale.hdl.lib.RegisterFifo;
import chorale.hdl.lib.RoundRobin;
import chorale.hdl.lib.Secded;
import java.util.ArrayList;
import java.util.List;

/**
 * The controller of one pseudo-channel of an HBM stack.
 *
 * <pre>
 *   port --> hazards --> reads:  RowQueue --+--> oldest ready column --> column bus
 *               |        writes: RowQueue --+--> oldest row to open or close --> row bus
 *               +--> forwarded reads ------------------------+
 *   port <-- answer <-- ECC <-- data of the bus, cl + bl later
 * </pre>
 *
 * <p>Requests that wait are grouped by bank and row ({@link RowQueue}): requests to an open row go
 * first (FR-FCFS, Rixner et al., Memory Access Scheduling, ISCA 2000), rows in the order in which
 * they were first asked for. Reads and writes go in batches: the direction changes when it has
 * nothing left, when its banks are busy and the other direction has plenty, or after {@code ageCap}
 * cycles. Banks that the current direction does not need are opened for the other one.
 *
 * <p>A row hit of an idle controller is answered cl + bl + 2 cycles after the request moved, a row
 * conflict tRP + tRCD later. After reset the controller clears a table, and accepts requests from
 * the cycle on in which that is done, one for each pair of bank and column.
 */
public final class HbmController extends Module {
  private static final int STAMP_BITS = 16;

  /** Requests and answers. */
  public final DramPort port;

  /** To the device. */
  public final DramBus bus;

  /** A counter of {@link HbmCounter}, by number, and its value. */
  public final UInt select;

  public final UInt counter;

  /** No request waits and no answer is under way. */
  public final Bool idle;

  public HbmController(Module parent, ControllerParameters p) {
    super(parent);
    DramTiming t = p.timing();
    DramShape shape = p.shape();
    port = DramPort.server(this, p);
    bus = DramBus.controller(this, shape, p.busBits());
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    idle = outBool();
    int banks = shape.banks();

    // What the banks hold and allow.
    var bank = new BankState[banks];
    for (int b = 0; b < banks; b++) {
      bank[b] = new BankState(this, t, shape.rowBits());
    }
    var gates = new RankGates(this, t, shape);

    // Requests that wait.
    var reads = new RowQueue(this, shape, p.reads(), p.rowsPerBank(), STAMP_BITS);
    var writes = new RowQueue(this, shape, p.writes(), p.rowsPerBank(), STAMP_BITS);
    var readSlots = new SlotPool(this, p.reads());
    var writeSlots = new SlotPool(this, p.writes());
    var writesWait = reg(log2(p.writes()) + 1);
    var seal = reg(log2(p.ageCap()));
    var sealsNow = seal.eq(0);
    seal.set(sealsNow.mux(UInt.lit(p.ageCap() - 1L, seal.width()), seal.minus(1)));
    reads.seal.set(sealsNow);
    writes.seal.set(sealsNow);

    // The direction.
    var writing = regBool();
    var issues = wireBool();
    var readsAny = readSlots.used.any();
    var writesAny = writesWait.any();
    int patience = 2 * t.activateInterval();
    var turning = wireBool();
    var pause = reg(log2(patience + 1));
    when(issues.or(turning), () -> pause.set(0))
        .elseWhen(pause.ne(patience), () -> pause.set(pause.plus(1)));
    var dry = pause.eq(patience);
    var held = reg(log2(p.ageCap()));
    var others = writing.mux(readsAny, writesAny);
    var long_ = held.eq(p.ageCap() - 1);
    var plentyWrites = writesWait.ge(p.writes() * 7L / 8);
    var fewWrites = writesWait.le(p.writes() / 8);
    var plentyReads = readSlots.used.ge(p.reads() * 3L / 4);
    var toWrites = writesAny.and(readsAny.not().or(dry.and(plentyWrites)).or(long_));
    var toReads = writesAny.not().or(readsAny.and(dry.and(fewWrites.or(plentyReads)).or(long_)));
    var turns = writing.mux(toReads, toWrites);
    turning.set(turns);
    when(turns, () -> writing.set(writing.not()));
    when(turns.or(others.not()), () -> held.set(0))
        .elseWhen(long_.not(), () -> held.set(held.plus(1)));

    // Refresh.
    var refresher = new Refresher(this, p.perBankRefresh() ? t.refiPb() : t.refi(), banks);
    var quiet = p.perBankRefresh() ? Bool.lit(false) : refresher.due;

    // The column command: the oldest request to an open row that the timing allows.
    var readable = new ArrayList<Bool>();
    var hitStamp = new ArrayList<UInt>();
    var claimed = new ArrayList<Bool>();
    for (int b = 0; b < banks; b++) {
      int group = b / shape.banksPerGroup();
      var own = p.perBankRefresh() ? refresher.due.and(refresher.bank.eq(b)) : quiet;
      claimed.add(own.named("claimed_" + b));
      var readHit =
          reads
              .any[b]
              .and(bank[b].openRow.eq(reads.row[b]))
              .and(bank[b].mayRead)
              .and(gates.mayRead.bit(group));
      var writeHit =
          writes
              .any[b]
              .and(bank[b].openRow.eq(writes.row[b]))
              .and(bank[b].mayWrite)
              .and(gates.mayWrite.bit(group));
      readable.add(writing.mux(writeHit, readHit).andNot(claimed.get(b)).named("columnReady_" + b));
      hitStamp.add(writing.mux(writes.stamp[b], reads.stamp[b]));
    }
    var column = Oldest.of(readable, hitStamp);
    var columnBank = column.index().named("columnBank");
    issues.set(column.any());
    var doesRead = issues.andNot(writing).named("doesRead");
    var doesWrite = issues.and(writing).named("doesWrite");
    var readSlot = Vec.of(List.of(reads.slot)).at(columnBank).named("readSlot");
    var writeSlot = Vec.of(List.of(writes.slot)).at(columnBank).named("writeSlot");
    reads.take.set(doesRead);
    reads.takeBank.set(columnBank);
    writes.take.set(doesWrite);
    writes.takeBank.set(columnBank);
    gates.read.set(doesRead);
    gates.write.set(doesWrite);
    gates.columnGroup.set(columnBank.slice(shape.bankBits() - 1, log2(shape.banksPerGroup())));

    // The row command.
    var opensNow = new ArrayList<Bool>();
    var opensAhead = new ArrayList<Bool>();
    var closesNow = new ArrayList<Bool>();
    var closesAhead = new ArrayList<Bool>();
    var closesIdle = new ArrayList<Bool>();
    var wantedRow = new ArrayList<UInt>();
    var wantedStamp = new ArrayList<UInt>();
    var allMayClose = new ArrayList<Bool>();
    var allRest = new ArrayList<Bool>();
    var anyOpen = new ArrayList<Bool>();
    for (int b = 0; b < banks; b++) {
      int group = b / shape.banksPerGroup();
      var now = writing.mux(writes.any[b], reads.any[b]).named("now_" + b);
      var ahead = writing.mux(reads.any[b], writes.any[b]).andNot(now).named("ahead_" + b);
      var forWrites = now.eq(writing).named("forWrites_" + b);
      wantedRow.add(forWrites.mux(writes.row[b], reads.row[b]).named("wantedRow_" + b));
      wantedStamp.add(forWrites.mux(writes.stamp[b], reads.stamp[b]).named("wantedStamp_" + b));
      var free = claimed.get(b).not();
      var mayOpen =
          bank[b].mayActivate.and(gates.mayActivate.bit(group)).and(free).named("mayOpen_" + b);
      var other = bank[b].openRow.ne(wantedRow.get(b));
      var mayClose = bank[b].mayPrecharge.and(free).named("mayClose_" + b);
      opensNow.add(mayOpen.and(now));
      opensAhead.add(mayOpen.and(ahead));
      closesNow.add(mayClose.and(now).and(other));
      closesAhead.add(mayClose.and(ahead).and(other));
      closesIdle.add(p.closedPage() ? mayClose.andNot(now).andNot(ahead) : Bool.lit(false));
      anyOpen.add(bank[b].open);
      allMayClose.add(bank[b].open.not().or(bank[b].mayPrecharge));
      allRest.add(bank[b].mayActivate);
    }
    var classes =
        List.of(
            RoundRobin.mask(opensNow).named("opensNow"),
            RoundRobin.mask(opensAhead).named("opensAhead"),
            RoundRobin.mask(closesNow).named("closesNow"),
            RoundRobin.mask(closesAhead).named("closesAhead"),
            RoundRobin.mask(closesIdle).named("closesIdle"));
    UInt chosen = classes.getLast();
    for (int c = classes.size() - 2; c >= 0; c--) {
      chosen = classes.get(c).any().mux(classes.get(c), chosen);
    }
    var rowCandidates = chosen.named("rowCandidates");
    var candidates = new ArrayList<Bool>();
    for (int b = 0; b < banks; b++) {
      candidates.add(rowCandidates.bit(b));
    }
    var oldestRow = Oldest.of(candidates, wantedStamp);
    var opens = classes.get(0).any().or(classes.get(1).any());

    // Refreshes go before.
    var refreshes = wireBool();
    var closesAll = wireBool();
    var closesOne = wireBool();
    if (p.perBankRefresh()) {
      var own = refresher.bank;
      var mayRefresh =
          Vec.of(allRest)
              .at(own)
              .and(gates.mayActivate.bit(own.slice(own.width() - 1, log2(shape.banksPerGroup()))));
      refreshes.set(refresher.due.and(mayRefresh));
      closesAll.set(false);
      var mayClose = new ArrayList<Bool>();
      for (var state : bank) {
        mayClose.add(state.mayPrecharge);
      }
      closesOne.set(refresher.due.and(Vec.of(mayClose).at(own)));
    } else {
      var open = RoundRobin.mask(anyOpen).any();
      refreshes.set(refresher.due.and(RoundRobin.mask(allRest).all()));
      closesAll.set(refresher.due.and(open).and(RoundRobin.mask(allMayClose).all()));
      closesOne.set(false);
    }
    refresher.done.set(refreshes);
    var first = refreshes.or(closesAll).or(closesOne);
    var rowBank =
        p.perBankRefresh() ? first.mux(refresher.bank, oldestRow.index()) : oldestRow.index();
    var rowAddress = rowBank.named("rowBank");
    var activates = opens.andNot(first).named("activates");
    var precharges = oldestRow.any().andNot(opens).andNot(first).or(closesOne).named("precharges");
    var openedRow = Vec.of(wantedRow).at(rowAddress).named("openedRow");
    gates.activate.set(activates);
    gates.rowGroup.set(rowAddress.slice(shape.bankBits() - 1, log2(shape.banksPerGroup())));
    gates.refreshBank.set(p.perBankRefresh() ? refreshes : Bool.lit(false));
    for (int b = 0; b < banks; b++) {
      var row = rowAddress.eq(b).named("rowIs_" + b);
      var col = columnBank.eq(b).named("columnIs_" + b);
      bank[b].activate.set(activates.and(row));
      bank[b].row.set(openedRow);
      bank[b].precharge.set(precharges.and(row).or(closesAll));
      bank[b].read.set(doesRead.and(col));
      bank[b].write.set(doesWrite.and(col));
      bank[b].refreshAll.set(p.perBankRefresh() ? Bool.lit(false) : refreshes);
      bank[b].refreshBank.set(p.perBankRefresh() ? refreshes.and(row) : Bool.lit(false));
    }
    bus.rowCommand().set(Row.NONE);
    when(activates, () -> bus.rowCommand().set(Row.ACTIVATE))
        .elseWhen(precharges, () -> bus.rowCommand().set(Row.PRECHARGE))
        .elseWhen(closesAll, () -> bus.rowCommand().set(Row.PRECHARGE_ALL))
        .elseWhen(
            refreshes,
            () -> bus.rowCommand().set(p.perBankRefresh() ? Row.REFRESH_BANK : Row.REFRESH_ALL));
    bus.rowBank().set(rowAddress);
    bus.row().set(openedRow);

    // Hazards: a request may not overtake one to the same burst.
    var burst = Bits.cat(port.bank(), port.column());
    int tableBits = burst.width();
    var sweep = reg(tableBits + 1);
    var swept = sweep.bit(tableBits);
    when(swept.not(), () -> sweep.set(sweep.plus(1)));
    var readsAt = new PendingBursts(this, tableBits, p.reads());
    var writesAt = new PendingBursts(this, tableBits, p.writes());
    for (var table : List.of(readsAt, writesAt)) {
      table.at.set(burst);
      table.sweeping.set(swept.not());
      table.sweep.set(sweep.truncate(tableBits));
    }
    var address = Bits.cat(port.bank(), port.row(), port.column());
    var newest = mem(1 << tableBits, log2(p.writes()));
    var addresses = mem(p.writes(), shape.burstAddressBits());
    var waiting = reg(p.writes());
    var candidate = newest.read(burst);
    var maybeWritten = writesAt.waits.and(writes.rowWaits);
    var forwards =
        maybeWritten
            .and(waiting.bit(candidate))
            .and(addresses.read(candidate).eq(address))
            .andNot(port.write())
            .named("forwards");
    boolean values = p.datapath() == Datapath.VALUES;
    var forwarded = new RegisterFifo(this, p.tagBits() + (values ? p.dataBits() : 0), 2, false);
    var mayRead =
        forwards.mux(forwarded.enq.ready(), maybeWritten.not().and(readSlots.any).and(reads.room));
    var mayWrite = writeSlots.any.and(writes.room).andNot(readsAt.waits.and(reads.rowWaits));
    port.ready().set(swept.and(port.write().mux(mayWrite, mayRead)));
    var accepted = port.fire();
    var takesWrite = accepted.and(port.write()).named("takesWrite");
    var takesRead = accepted.andNot(port.write()).andNot(forwards).named("takesRead");
    var stamps = reg(STAMP_BITS);
    when(reads.opens.or(writes.opens), () -> stamps.set(stamps.plus(1)));
    for (var queue : List.of(reads, writes)) {
      queue.putBank.set(port.bank());
      queue.putRow.set(port.row());
      queue.putStamp.set(stamps);
    }
    reads.put.set(takesRead);
    reads.putSlot.set(readSlots.slot);
    readSlots.take.set(takesRead);
    readSlots.give.set(doesRead);
    readSlots.given.set(readSlot);
    readsAt.add.set(takesRead);
    writes.put.set(takesWrite);
    writes.putSlot.set(writeSlots.slot);
    writeSlots.take.set(takesWrite);
    writesAt.add.set(takesWrite);
    when(takesWrite.andNot(doesWrite), () -> writesWait.set(writesWait.plus(1)))
        .elseWhen(doesWrite.andNot(takesWrite), () -> writesWait.set(writesWait.minus(1)));

    // What is known of the requests that wait.
    var readInfo = mem(p.reads(), p.tagBits() + shape.columnBits());
    when(takesRead, () -> readInfo.write(readSlots.slot, Bits.cat(port.tag(), port.column())));
    when(
        takesWrite,
        () -> {
          addresses.write(writeSlots.slot, address);
          newest.write(burst, writeSlots.slot);
        });
    var begun = UInt.lit(1, p.writes()).shl(writeSlots.slot).mask(takesWrite);
    var ended = UInt.lit(1, p.writes()).shl(writeSlot).mask(doesWrite);
    waiting.set(waiting.and(ended.not()).or(begun));
    var info = readInfo.read(readSlot);
    var columnOfRead = info.truncate(shape.columnBits());
    var tag = info.slice(info.width() - 1, shape.columnBits());
    var columnOfWrite = addresses.read(writeSlot).truncate(shape.columnBits());
    readsAt.remove.set(doesRead);
    readsAt.removed.set(Bits.cat(columnBank, columnOfRead));
    writesAt.remove.set(doesWrite);
    writesAt.removed.set(Bits.cat(columnBank, columnOfWrite));
    bus.columnCommand().set(Column.NONE);
    when(doesRead, () -> bus.columnCommand().set(Column.READ))
        .elseWhen(doesWrite, () -> bus.columnCommand().set(Column.WRITE));
    bus.columnBank().set(columnBank);
    bus.column().set(writing.mux(columnOfWrite, columnOfRead));

    // Data.
    var spent = Delay.by(this, writeSlot, t.cwl()).named("spent");
    var spends = Delay.by(this, doesWrite, t.cwl()).named("spends");
    writeSlots.give.set(spends);
    writeSlots.given.set(spent);
    var arrives = Delay.by(this, doesRead, t.readLatency()).named("arrives");
    var arrivedTag = Delay.by(this, tag, t.readLatency()).named("arrivedTag");
    var answers = forwarded.deq.valid().or(arrives);
    forwarded.deq.ready().set(arrives.not());
    forwarded.enq.valid().set(swept.and(port.valid()).and(forwards));
    port.answer().set(delayed(answers).named("answers"));
    UInt forwardedTag = forwarded.deq.bits().truncate(p.tagBits());
    port.answerTag().set(delayed(arrives.mux(arrivedTag, forwardedTag)).named("answeredTag"));
    Bool corrected = Bool.lit(false);
    Bool broken = Bool.lit(false);
    if (values) {
      var ecc = new Ecc(shape.burstBytes());
      var stored = mem(p.writes(), p.busBits()).named("stored");
      when(takesWrite, () -> stored.write(writeSlots.slot, ecc.encode(port.data())));
      bus.writeData().set(stored.read(spent));
      forwarded.enq.bits().set(Bits.cat(ecc.data(stored.read(candidate)), port.tag()));
      var decoded = ecc.decode(bus.readData());
      corrected = decoded.corrected().and(arrives);
      broken = decoded.broken().and(arrives);
      UInt forwardedData = forwarded.deq.bits().slice(p.tagBits() + p.dataBits() - 1, p.tagBits());
      port.answerData()
          .set(delayed(arrives.mux(decoded.data(), forwardedData)).named("answeredData"));
    } else {
      bus.writeData().set(0);
      forwarded.enq.bits().set(port.tag());
      port.answerData().set(0);
    }
    port.corrected().set(delayed(corrected).named("isCorrected"));
    port.broken().set(delayed(broken).named("isBroken"));

    // What happens.
    var touched = reg(banks);
    var isNew = touched.bit(columnBank).not();
    var opened = UInt.lit(1, banks).shl(rowAddress).mask(activates);
    var used = UInt.lit(1, banks).shl(columnBank).mask(issues);
    touched.set(touched.or(used).and(opened.not()));
    var underWay = reg(log2(t.readLatency() + 2));
    when(doesRead.andNot(arrives), () -> underWay.set(underWay.plus(1)))
        .elseWhen(arrives.andNot(doesRead), () -> underWay.set(underWay.minus(1)));
    idle.set(
        readsAny
            .not()
            .andNot(writesAny)
            .and(underWay.eq(0))
            .andNot(forwarded.deq.valid())
            .andNot(port.answer()));
    var events =
        new CounterBank(
            this,
            List.of(
                doesRead,
                doesWrite,
                issues.andNot(isNew),
                oldestRow
                    .any()
                    .andNot(opens)
                    .andNot(first)
                    .and(classes.get(2).any().or(classes.get(3).any())),
                activates,
                turns,
                refreshes,
                accepted.and(forwards),
                port.corrected(),
                port.broken()));
    events.select.set(select);
    counter.set(events.value);
  }

  /** SECDED over the 64-bit words of a burst: their data below, their check bits above. */
  private record Ecc(int bytes) {
    private static final Secded CODE = new Secded(64);

    record Decoded(UInt data, Bool corrected, Bool broken) {}

    int words() {
      return bytes / 8;
    }

    UInt encode(UInt data) {
      var checks = new Bits[words()];
      for (int w = 0; w < words(); w++) {
        var code = CODE.encode(data.slice(64 * w + 63, 64 * w));
        checks[words() - 1 - w] = code.slice(CODE.codeBits() - 1, 64);
      }
      return Bits.cat(Bits.cat(checks), data);
    }

    UInt data(UInt burst) {
      return burst.truncate(8 * bytes);
    }

    Decoded decode(UInt burst) {
      var parts = new Bits[words()];
      Bool corrected = Bool.lit(false);
      Bool broken = Bool.lit(false);
      for (int w = 0; w < words(); w++) {
        int check = 8 * bytes + CODE.checkBits() * w;
        var code =
            Bits.cat(
                burst.slice(check + CODE.checkBits() - 1, check), burst.slice(64 * w + 63, 64 * w));
        var found = CODE.decode(code);
        parts[words() - 1 - w] = found.data();
        corrected = corrected.or(found.single());
        broken = broken.or(found.multiple());
      }
      return new Decoded(Bits.cat(parts), corrected, broken);
    }
  }
}
