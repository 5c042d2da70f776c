package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The reads that wait: their columns and tags, by slot. A slot that a read leaves can be taken in
 * the next cycle. No latency from a slot to its content.
 */
final class ReadTable extends Module {
  /** Takes a read in; only where {@link #room} holds. */
  final Bool put;

  final UInt putColumn;
  final UInt putTag;

  /** There is a free slot, and which. */
  final Bool room;

  final UInt putSlot;

  /** The read of {@link #slot} goes out. */
  final Bool take;

  final UInt slot;

  /** What it says. */
  final UInt column;

  final UInt tag;

  /** Reads that wait. */
  final UInt waiting;

  ReadTable(Module parent, ControllerParameters p) {
    super(parent);
    int columnBits = p.shape().columnBits();
    int slotBits = log2(p.reads());
    put = inBool();
    putColumn = in(columnBits);
    putTag = in(p.tagBits());
    room = outBool();
    putSlot = out(slotBits);
    take = inBool();
    slot = in(slotBits);
    column = out(columnBits);
    tag = out(p.tagBits());
    waiting = out(slotBits + 1);

    var pool = new SlotPool(this, p.reads());
    pool.take.set(put);
    pool.give.set(take);
    pool.given.set(slot);
    room.set(pool.any);
    putSlot.set(pool.slot);
    waiting.set(pool.used);
    var reads = mem(p.reads(), p.tagBits() + columnBits);
    when(put, () -> reads.write(pool.slot, Bits.cat(putTag, putColumn)));
    var read = reads.read(slot);
    column.set(read.truncate(columnBits));
    tag.set(read.slice(read.width() - 1, columnBits));
  }
}
