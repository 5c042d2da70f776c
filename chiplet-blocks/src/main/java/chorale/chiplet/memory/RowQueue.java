package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.OneHot;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * Requests of one direction, by bank and row. Each bank has a queue of entries, one for each row
 * that is asked for, in the order in which the rows were first asked for; each entry has a queue of
 * requests. A request joins the entry of its row wherever that stands, so that all requests to a
 * row that wait meet in it: row hits first, with no search among the requests.
 *
 * <pre>
 *  bank 0:  row 17 [slot 3 -> 9 -> 12]   row 4 [slot 5]   ..
 *  bank 1:  row 17 [slot 4 -> 8]
 * </pre>
 *
 * <p>{@code seal}, from time to time, closes the first entry of every bank to further requests: so
 * others get their turn, in the bank and, by their stamps, in other banks. An entry that is still
 * first at the next {@code seal} is {@code late} from then on until it is empty. A request is
 * visible at its bank's head one cycle after it was put in, the next one of a bank in the cycle
 * after {@code take}. One request in and one out per cycle.
 */
public final class RowQueue extends Module {
  /** Puts a request in; only where {@link #room} holds. */
  public final Bool put;

  /** The request's bank, row and slot, and the time stamp of its entry if it is a new one. */
  public final UInt putBank;

  public final UInt putRow;
  public final UInt putSlot;
  public final UInt putStamp;

  /** The bank of the request has room for another row. */
  public final Bool room;

  /** A request to the row of {@link #putRow} waits. */
  public final Bool rowWaits;

  /** {@link #put} makes a new entry. */
  public final Bool opens;

  /** Takes the first request of {@link #takeBank}. */
  public final Bool take;

  public final UInt takeBank;

  /** See above. */
  public final Bool seal;

  public final Bool late;

  /** By bank: its first entry, and the entry's first request. */
  public final Demand[] demand;

  public final UInt[] slot;

  public RowQueue(Module parent, DramShape shape, int slots, int rowsPerBank) {
    super(parent);
    int banks = shape.banks();
    int bankBits = shape.bankBits();
    int rowBits = shape.rowBits();
    int slotBits = log2(slots);
    int placeBits = log2(rowsPerBank);
    int stampBits = ControllerParameters.STAMP_BITS;
    put = inBool();
    putBank = in(bankBits);
    putRow = in(rowBits);
    putSlot = in(slotBits);
    putStamp = in(stampBits);
    room = outBool();
    rowWaits = outBool();
    opens = outBool();
    take = inBool();
    takeBank = in(bankBits);
    seal = inBool();
    late = outBool();
    demand = new Demand[banks];
    slot = new UInt[banks];

    // What is known of every bank: its first entry, and which of its places hold an entry.
    var head = Vec.of(banks, _ -> reg(placeBits));
    var count = Vec.of(banks, _ -> reg(placeBits + 1));
    var live = Vec.of(banks, _ -> reg(rowsPerBank));
    var sealed = Vec.of(banks, _ -> regBool());
    var overdue = Vec.of(banks, _ -> regBool());
    var firstRow = Vec.of(banks, _ -> regWithoutReset(rowBits));
    var firstSlot = Vec.of(banks, _ -> regWithoutReset(slotBits));
    var firstStamp = Vec.of(banks, _ -> regWithoutReset(stampBits));
    for (int b = 0; b < banks; b++) {
      demand[b] = ports(io -> Demand.of(io, shape));
      slot[b] = out(slotBits);
      demand[b].any().set(count.get(b).any());
      demand[b].row().set(firstRow.get(b));
      demand[b].stamp().set(firstStamp.get(b));
      slot[b].set(firstSlot.get(b));
    }
    var isLate = new ArrayList<Bool>();
    for (int b = 0; b < banks; b++) {
      isLate.add(overdue.get(b));
    }
    late.set(RoundRobin.mask(isLate).any());
    // Entries by {bank, place}, and their last request; the request behind a request.
    var entries = mem(banks * rowsPerBank, rowBits + slotBits + stampBits);
    var last = mem(banks * rowsPerBank, slotBits);
    var next = mem(slots, slotBits);

    // The request that goes: is it the last one of its entry?
    var takeHead = head.at(takeBank);
    var takeSlot = firstSlot.at(takeBank);
    var lastSlot = last.read(Bits.cat(takeBank, takeHead));
    var drained = take.and(lastSlot.eq(takeSlot));

    // The request that comes: is there an entry of its row that it may join? Not the one that is
    // being emptied.
    var putHead = head.at(putBank);
    var putCount = count.at(putBank);
    var putLive = live.at(putBank);
    var leaves = drained.and(takeBank.eq(putBank));
    var closed = OneHot.decode(putHead, rowsPerBank).mask(leaves.or(sealed.at(putBank)));
    var equal = new ArrayList<Bool>();
    var rows = new ArrayList<Memory>();
    for (int p = 0; p < rowsPerBank; p++) {
      var rowsOfPlace = mem(banks, rowBits).named("rows_" + p);
      rows.add(rowsOfPlace);
      equal.add(rowsOfPlace.read(putBank).eq(putRow).named("equal_" + p));
    }
    var same = RoundRobin.mask(equal).and(putLive);
    rowWaits.set(same.any());
    room.set(putCount.bit(placeBits).not());
    var joined = same.and(closed.not());
    var joins = put.and(joined.any());
    var begins = put.andNot(joined.any());
    opens.set(begins);
    var free = putHead.plus(putCount.truncate(placeBits));
    var place = joins.mux(OneHot.encode(joined), free);
    var entry = Bits.cat(putBank, place);
    when(put, () -> last.write(entry, putSlot));
    when(joins, () -> next.write(last.read(entry), putSlot));
    var content = Bits.cat(putRow, putSlot, putStamp);
    when(begins, () -> entries.write(entry, content));
    for (int p = 0; p < rowsPerBank; p++) {
      var memory = rows.get(p);
      when(begins.and(free.eq(p)), () -> memory.write(putBank, putRow));
    }

    // What stands first afterwards.
    var secondPlace = takeHead.plus(1);
    var second = entries.read(Bits.cat(takeBank, secondPlace));
    var following = next.read(takeSlot);
    for (int b = 0; b < banks; b++) {
      int bank = b;
      var n = count.get(b);
      var begun = begins.and(putBank.eq(b)).named("begun_" + b);
      var taken = take.and(takeBank.eq(b)).named("taken_" + b);
      var gone = drained.and(takeBank.eq(b)).named("gone_" + b);
      var only = n.eq(1);
      // The new entry is first at once where there is no other one.
      var first = begun.and(n.eq(0).or(only.and(gone))).named("first_" + b);
      when(begun.andNot(gone), () -> n.set(n.plus(1)))
          .elseWhen(gone.andNot(begun), () -> n.set(n.minus(1)));
      var added = OneHot.decode(free, rowsPerBank).mask(begun);
      var removed = OneHot.decode(takeHead, rowsPerBank).mask(gone);
      live.get(b).set(live.get(b).and(removed.not()).or(added));
      when(gone, () -> head.get(bank).set(secondPlace));
      when(
              first,
              () -> {
                firstRow.get(bank).set(putRow);
                firstSlot.get(bank).set(putSlot);
                firstStamp.get(bank).set(putStamp);
              })
          .elseWhen(
              gone,
              () -> {
                firstRow.get(bank).set(second.slice(second.width() - 1, slotBits + stampBits));
                firstSlot.get(bank).set(second.slice(slotBits + stampBits - 1, stampBits));
                firstStamp.get(bank).set(second.truncate(stampBits));
              })
          .elseWhen(taken, () -> firstSlot.get(bank).set(following));
      when(
              gone,
              () -> {
                sealed.get(bank).set(false);
                overdue.get(bank).set(false);
              })
          .elseWhen(
              seal.and(n.any()),
              () -> {
                sealed.get(bank).set(true);
                overdue.get(bank).set(sealed.get(bank));
              });
    }
  }
}
