package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * Copies rows inside a memory: a token that came once for several experts of a chiplet, to the rows
 * of each (the relay of arXiv 2604.19241, section 3). A table, filled before the run, says for each
 * copy which row it reads and which it writes, both whole slots; a command is a range of the table.
 *
 * <p>A copy waits until its row is there; without a {@link Scoreboard} all rows of a command are. A
 * word a cycle if the memory grants every request; copies follow each other without a gap. A word
 * is written 2 cycles after its read was granted, at the earliest. A command is done when its last
 * word is written; the rows of a command must not overlap.
 */
final class CopyEngine extends Module {
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

  /** The slot that the next copy reads, and whether it may: its row is there. */
  final UInt asked;

  final Bool there;

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
    int wordInSlot = log2(slotWords);
    var copy = new Copy(addressBits - wordInSlot);
    start = sink(new TableRange(entries).width());
    done = outBool();
    read = SramPort.client(this, addressBits);
    word = in(wordBits);
    write = SramPort.client(this, addressBits);
    writeWord = out(wordBits);
    asked = out(addressBits - wordInSlot);
    there = inBool();
    load = MemoryLoad.port(this, entries, copy.width());
    busy = outBool();
    blocked = outBool();

    // Words of the command, one after the other.
    var walk = new TableWalk(this, start, load, entries, copy.width());
    var at = reg(wordInSlot);
    asked.set(copy.from.of(walk.now));
    var may = walk.working.and(there).named("may");
    var queue = new WordQueue(this, read, word, may, addressBits + 1);
    read.address().set(Bits.cat(copy.from.of(walk.now), at));
    when(queue.reads, () -> at.set(at.plus(1)));
    var copyEnds = queue.reads.and(at.eq(slotWords - 1)).named("copy_ends");
    var commandEnds = walk.advance(copyEnds);

    // Words with where they go, and whether they end a command.
    queue.tag(Bits.cat(commandEnds, copy.to.of(walk.now), at));
    write.request().set(queue.valid);
    write.address().set(queue.tag.truncate(addressBits));
    writeWord.set(queue.word);
    var writes = queue.take(write.grant());
    done.set(writes.and(queue.tag.bit(addressBits)));
    busy.set(writes);
    blocked.set(walk.working.or(queue.valid).andNot(writes));
  }
}
