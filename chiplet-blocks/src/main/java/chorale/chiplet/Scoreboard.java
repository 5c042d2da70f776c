package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.math.BigInteger;
import java.util.List;

/**
 * What has arrived, by place and not by class: token flags and tile counters (arXiv 2604.19241,
 * section 3). A table, filled before the run, says for each slot of the memory which counter a
 * packet counts that fills it; so a command can wait for the rows of a tile, of an expert or of a
 * chunk, whoever sends them and in whichever order they come. And each slot has a flag, for the
 * engine that copies rows ({@link CopyEngine}): it is cleared when the host writes the slot's
 * entry, and set by the packet.
 *
 * <p>A flag stands in the cycle behind its packet's last word, a counter signals in the cycle of
 * that word. If places may follow arrival ({@code ordered} is false), an entry may say so: then a
 * packet fills not the slot that its sender named, but the one behind those that its counter has
 * counted so far. That is what the order of tokens keeps from happening, and is there to show it.
 */
final class Scoreboard extends Module {
  /** An entry of the table. */
  static final class Entry {
    private final Layout layout = new Layout();
    final Field counts;
    final Field counter;

    /** Of boards without order: whether the packet takes the next free place, the first of them. */
    final Field takesNext;

    final Field first;

    Entry(int counters, int slotBits, boolean ordered) {
      counts = layout.field(1);
      counter = layout.field(log2(Math.max(2, counters)));
      takesNext = ordered ? null : layout.field(1);
      first = ordered ? null : layout.field(slotBits);
    }

    int width() {
      return layout.width();
    }

    BigInteger encode(int ofCounter) {
      return ofCounter < 0 ? BigInteger.ZERO : counts.put(1).or(counter.put(ofCounter));
    }

    BigInteger next(int ofCounter, long firstSlot) {
      return encode(ofCounter).or(takesNext.put(1)).or(first.put(firstSlot));
    }
  }

  /** A packet of tokens is complete in this cycle. */
  final Bool arrived;

  /** The slot that its sender named, also while its words arrive. */
  final UInt named;

  /** The slot that it fills. */
  final UInt filled;

  /** Counts a semaphore; the first counter is semaphore {@code first} of the chiplet. */
  final SemaphoreFile.Signal signal;

  /** The counters' values, of boards without order; null of others. */
  final UInt[] value;

  /** The slot that is asked for, and whether its packet has arrived. */
  final UInt asked;

  final Bool there;

  /** Fills the table. */
  final MemoryLoad load;

  /**
   * A board.
   *
   * @param counters of it
   * @param first semaphore that is its first counter
   * @param semaphores of the chiplet
   * @param slotBits bits of a slot's number
   * @param ordered whether each packet fills the slot that its sender named
   */
  Scoreboard(
      Module parent, int counters, int first, int semaphores, int slotBits, boolean ordered) {
    super(parent);
    var entry = new Entry(counters, slotBits, ordered);
    arrived = inBool();
    named = in(slotBits);
    filled = out(slotBits);
    signal = new SemaphoreFile.Signal(outBool(), out(log2(semaphores)));
    asked = in(slotBits);
    there = outBool();
    load = MemoryLoad.port(this, 1 << slotBits, entry.width());

    var table = mem(1 << slotBits, entry.width()).named("table");
    load.into(this, table);
    var now = table.read(named).named("now");
    var counter = entry.counter.of(now);
    signal.valid().set(arrived.and(entry.counts.of(now).bit(0)));
    signal.id().set(counter.resize(log2(semaphores)).plus(first));

    value = ordered ? null : new UInt[counters];
    if (ordered) {
      filled.set(named);
    } else {
      for (int i = 0; i < counters; i++) {
        value[i] = in(PackageParameters.SEMAPHORE_BITS);
      }
      var counted = Vec.of(List.of(value)).at(counter);
      var next = entry.first.of(now).plus(counted.resize(slotBits)).named("next");
      filled.set(entry.takesNext.of(now).bit(0).mux(next, named));
    }

    var flags = mem(1 << slotBits, 1).named("flags");
    var flagged = load.valid().mux(load.address(), filled).named("flagged");
    when(load.valid().or(arrived), () -> flags.write(flagged, load.valid().not().zext(1)));
    there.set(flags.read(asked).bit(0));
  }
}
