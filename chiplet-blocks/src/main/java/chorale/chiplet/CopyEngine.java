package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import java.math.BigInteger;

/**
 * Copies rows inside a memory: a token that came once for several experts of a chiplet, to the rows
 * of each (the relay of arXiv 2604.19241, section 3). A table, filled before the run, says for each
 * copy which row it reads and which it writes, both whole slots; a command is a range of the table.
 *
 * <p>A word a cycle if the memory grants every request; copies follow each other without a gap. A
 * word is written 2 cycles after its read was granted, at the earliest. A command is done when its
 * last word is written; the rows of a command must not overlap.
 */
final class CopyEngine extends Module {
  private static final int QUEUE = 4;

  /** An entry of the table: slots of the memory. */
  static final class Copy {
    private final Layout layout = new Layout();
    final Field from;
    final Field to;

    Copy(int slotBits) {
      from = layout.field(slotBits);
      to = layout.field(slotBits);
    }

    int width() {
      return layout.width();
    }

    BigInteger encode(long fromSlot, long toSlot) {
      return from.put(fromSlot).or(to.put(toSlot));
    }
  }

  /** Commands, of {@link TableRange}. */
  final Stream start;

  /** Pulse: the oldest command's words have all been written. */
  final Bool done;

  final SramPort read;

  /** The word read by the request granted in the cycle before. */
  final UInt word;

  final SramPort write;
  final UInt writeWord;

  /** Fills the table. */
  final MemoryLoad load;

  /** A word is written. */
  final Bool busy;

  /** There is work, but no word is written. */
  final Bool blocked;

  /**
   * An engine with {@code entries} in its table for a memory of {@code 2^addressBits} words of
   * {@code wordBits} and slots of {@code slotWords}, a power of two, at least 2.
   */
  CopyEngine(Module parent, int entries, int addressBits, int wordBits, int slotWords) {
    super(parent);
    var command = new TableRange(entries);
    int wordInSlot = log2(slotWords);
    var copy = new Copy(addressBits - wordInSlot);
    start = sink(command.width());
    done = outBool();
    read = SramPort.client(this, addressBits);
    word = in(wordBits);
    write = SramPort.client(this, addressBits);
    writeWord = out(wordBits);
    load = MemoryLoad.port(this, entries, copy.width());
    busy = outBool();
    blocked = outBool();

    // Words of the command, one after the other.
    var table = mem(entries, copy.width());
    load.into(this, table);
    var working = regBool();
    var entry = reg(log2(entries));
    var left = reg(log2(entries + 1));
    var at = reg(wordInSlot);
    var now = table.read(entry).named("now");
    var reserved = reg(log2(QUEUE + 1));
    read.request().set(working.and(reserved.ne(QUEUE)));
    read.address().set(Bits.cat(copy.from.of(now), at));
    var reads = read.fire();
    var lastWord = at.eq(slotWords - 1).named("last_word");
    var lastCopy = left.eq(1).named("last_copy");
    when(
        reads,
        () -> {
          at.set(at.plus(1));
          when(
              lastWord,
              () -> {
                entry.set(entry.plus(1));
                left.set(left.minus(1));
              });
        });
    var ends = reads.and(lastWord).and(lastCopy).named("ends");
    start.ready().set(working.not().or(ends));
    when(
            start.fire(),
            () -> {
              working.set(true);
              entry.set(command.first.of(start.bits()));
              left.set(command.count.of(start.bits()));
            })
        .elseWhen(ends, () -> working.set(false));

    // Words with where they go, and whether they end a command.
    var queue = new Fifo(this, wordBits + addressBits + 1, QUEUE);
    queue.enq.ready().optional(); // a place was reserved
    queue.enq.valid().set(delayed(reads));
    queue.enq.bits().set(Bits.cat(delayed(ends), delayed(Bits.cat(copy.to.of(now), at)), word));
    var head = queue.deq.bits();
    write.request().set(queue.deq.valid());
    write.address().set(head.slice(wordBits + addressBits - 1, wordBits));
    writeWord.set(head.truncate(wordBits));
    var writes = write.fire();
    queue.deq.ready().set(write.grant());
    reserved.set(reserved.plus(reads.zext(reserved.width())).minus(writes.zext(reserved.width())));
    done.set(writes.and(head.bit(head.width() - 1)));
    busy.set(writes);
    blocked.set(working.or(queue.deq.valid()).andNot(writes));
  }
}
