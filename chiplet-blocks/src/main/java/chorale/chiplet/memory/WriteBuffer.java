package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;
import chorale.hdl.lib.OneHot;

/**
 * The writes that wait: their addresses and, with check bits, their data, by slot. It finds the
 * newest write of a burst, for reads that come while it waits: the last write of each pair of bank
 * and column is remembered, so a read of an older one, of another row, is not found and has to
 * wait. No latency from an address or a slot to what is found there.
 *
 * <p>A write's data stand on {@link #busData} in the cycle {@code cwl} after its command, and its
 * slot can be taken again in the next one.
 */
final class WriteBuffer extends Module {
  /** Takes a write in; only where {@link #room} holds. */
  final Bool put;

  /** The address that is put in, or looked for. */
  final UInt bank;

  final UInt row;
  final UInt column;
  final UInt putData;

  /** There is a free slot, and which. */
  final Bool room;

  final UInt putSlot;

  /**
   * A write of the address waits, and its data; not meaningful unless one of its bank and column
   * waits.
   */
  final Bool found;

  final UInt foundData;

  /** The write of {@link #slot} goes out. */
  final Bool take;

  final UInt slot;

  /** Its column. */
  final UInt takenColumn;

  final UInt busData;

  /** Writes that wait. */
  final UInt waiting;

  WriteBuffer(Module parent, ControllerParameters p) {
    super(parent);
    DramShape shape = p.shape();
    int slots = p.writes();
    int slotBits = log2(slots);
    put = inBool();
    bank = in(shape.bankBits());
    row = in(shape.rowBits());
    column = in(shape.columnBits());
    boolean values = p.datapath() == Datapath.VALUES;
    putData = values ? in(p.dataBits()) : null;
    room = outBool();
    putSlot = out(slotBits);
    found = outBool();
    foundData = values ? out(p.dataBits()) : null;
    take = inBool();
    slot = in(slotBits);
    takenColumn = out(shape.columnBits());
    busData = values ? out(p.busBits()) : null;
    waiting = out(slotBits + 1);

    var spent = Delay.by(this, slot, p.timing().cwl()).named("spent");
    var spends = Delay.by(this, take, p.timing().cwl()).named("spends");
    var pool = new SlotPool(this, slots);
    pool.take.set(put);
    pool.give.set(spends);
    pool.given.set(spent);
    room.set(pool.any);
    putSlot.set(pool.slot);

    var address = Bits.cat(bank, row, column);
    var burst = Bits.cat(bank, column);
    var addresses = mem(slots, shape.burstAddressBits());
    var newest = mem(1 << burst.width(), slotBits);
    when(
        put,
        () -> {
          addresses.write(putSlot, address);
          newest.write(burst, putSlot);
        });
    var waits = reg(slots);
    var begun = OneHot.decode(putSlot, slots).mask(put);
    var gone = OneHot.decode(slot, slots).mask(take);
    waits.set(waits.and(gone.not()).or(begun));
    var candidate = newest.read(burst);
    found.set(waits.bit(candidate).and(addresses.read(candidate).eq(address)));
    takenColumn.set(addresses.read(slot).truncate(shape.columnBits()));
    var count = reg(slotBits + 1);
    waiting.set(count);
    when(put.andNot(take), () -> count.set(count.plus(1)))
        .elseWhen(take.andNot(put), () -> count.set(count.minus(1)));
    if (values) {
      var ecc = new BurstEcc(shape.burstBytes());
      var data = mem(slots, p.busBits());
      when(put, () -> data.write(putSlot, ecc.encode(putData)));
      busData.set(data.read(spent));
      foundData.set(ecc.data(data.read(candidate)));
    }
  }
}
