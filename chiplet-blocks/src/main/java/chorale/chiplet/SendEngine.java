package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.NetworkInterface;
import java.math.BigInteger;

/**
 * Sends rows of a memory over the network. A table, filled before the run, says for each packet
 * where it goes, which slot there it fills, and where its words lie; a command is a range of the
 * table. So a token's place at its receiver follows from the routing alone.
 *
 * <p>A packet takes its length and 1 cycle for the head if the memory and the network let it;
 * packets follow each other without a gap. A command is done when its last word has gone to the
 * network interface.
 */
final class SendEngine extends Module {
  /** An entry of the table. */
  static final class Packet {
    private final Layout layout = new Layout();
    final Field order;
    final Field address;
    final Field length;
    final Field kind;
    private final NetworkInterface.Format format;

    Packet(NetworkInterface.Format format, int addressBits, int classes) {
      this.format = format;
      order = layout.field(format.orderBits());
      address = layout.field(addressBits);
      length = layout.field(format.lengthBits());
      kind = layout.field(log2(Math.max(2, classes)));
    }

    int width() {
      return layout.width();
    }

    /**
     * A packet.
     *
     * @param to the leaf where it goes, or in a class that forks a bit for each
     * @param slot that it fills there
     * @param at its first word in the memory
     * @param words its length, at least 1
     * @param trafficClass the class of traffic
     */
    BigInteger encode(BigInteger to, long slot, long at, int words, int trafficClass) {
      var lengthAndSlot =
          BigInteger.valueOf(words).shiftLeft(format.slotBits()).or(BigInteger.valueOf(slot));
      return order
          .put(lengthAndSlot.shiftLeft(format.flits().addressBits()).or(to))
          .or(address.put(at))
          .or(length.put(words))
          .or(kind.put(trafficClass));
    }
  }

  /** Commands, of {@link TableRange}. */
  final Stream start;

  /** Pulse: the oldest command's words have all been sent. */
  final Bool done;

  /** Reads of the memory. */
  final SramPort read;

  /** The word read by the request granted in the cycle before. */
  final UInt word;

  /** To the network interface, by class. */
  final Stream[] orders;

  final Stream[] words;

  /** Fills the table. */
  final MemoryLoad load;

  /** A word goes to the network. */
  final Bool busy;

  /** There is work, but no word goes. */
  final Bool blocked;

  SendEngine(
      Module parent, NetworkInterface.Format format, int classes, int entries, int addressBits) {
    super(parent);
    var packet = new Packet(format, addressBits, classes);
    start = sink(new TableRange(entries).width());
    done = outBool();
    read = SramPort.client(this, addressBits);
    word = in(format.wordBits());
    orders = new Stream[classes];
    words = new Stream[classes];
    for (int c = 0; c < classes; c++) {
      orders[c] = source(format.orderBits());
      words[c] = source(format.wordBits());
    }
    load = MemoryLoad.port(this, entries, packet.width());
    busy = outBool();
    blocked = outBool();

    // Packets of the command, one after the other: an order, then its words.
    var walk = new TableWalk(this, start, load, entries, packet.width());
    var ordered = regBool(); // the order has gone
    var asked = reg(format.lengthBits()); // words of the packet that have been read
    var kind = packet.kind.of(walk.now);
    var length = packet.length.of(walk.now);
    var more = asked.ne(length).named("more");
    var queue = new WordQueue(this, read, word, walk.working.and(more), kind.width() + 1);
    read.address().set(packet.address.of(walk.now).plus(asked.resize(addressBits)));
    var lastRead = queue.reads.and(asked.plus(1).eq(length)).named("last_read");
    Bool orderGoes = Bool.lit(false);
    for (int c = 0; c < classes; c++) {
      Bool mine = kind.eq(c);
      orders[c].valid().set(walk.working.andNot(ordered).and(mine));
      orders[c].bits().set(packet.order.of(walk.now));
      orderGoes = orderGoes.or(orders[c].fire());
    }
    var sent = orderGoes.named("order_goes");
    var packetEnds =
        walk.working.and(ordered.or(sent)).and(lastRead.or(more.not())).named("packet_ends");
    when(sent, () -> ordered.set(true));
    when(queue.reads, () -> asked.set(asked.plus(1)));
    when(
        packetEnds,
        () -> {
          ordered.set(false);
          asked.set(0);
        });
    walk.advance(packetEnds);

    // Words with their class, and whether they end a command.
    queue.tag(Bits.cat(lastRead.and(walk.last), kind));
    var headKind = queue.tag.truncate(kind.width());
    Bool goes = Bool.lit(false);
    for (int c = 0; c < classes; c++) {
      Bool mine = headKind.eq(c);
      words[c].valid().set(queue.valid.and(mine));
      words[c].bits().set(queue.word);
      goes = goes.or(mine.and(words[c].ready()));
    }
    var taken = queue.take(goes);
    done.set(taken.and(queue.tag.bit(kind.width())));
    busy.set(taken);
    blocked.set(walk.working.or(queue.valid).andNot(taken));
  }
}
