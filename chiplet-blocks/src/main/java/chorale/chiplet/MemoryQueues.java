package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.PacketFormat;
import java.util.ArrayList;

/**
 * What waits for a group's memory: for each chiplet a queue of bursts to read and one of bursts to
 * write, and the choice of the next one. The lowest order number that the Program gave goes first;
 * of equal ones that of the lower chiplet, and of one chiplet the read. Within a queue nothing
 * overtakes.
 *
 * <p>A request is in its queue one cycle after its flit; a write one cycle after its last flit: it
 * is offered whole, so that the memory never waits for the network in the middle of a burst. Each
 * queue has a place for each burst that its chiplet may have under way ({@code outstandingBursts}),
 * and with it {@code burstFlits} flits of data; a chiplet counts a write until it is acknowledged.
 * So both inputs always take what comes, one flit per cycle each, and nothing in the network ever
 * waits for the memory. In the timing datapath there is no data, and its buffer is this count.
 */
public final class MemoryQueues extends Module {
  /** Requests to read, a flit each. */
  public final Stream requests;

  /** Packets to write. */
  public final Stream stores;

  /** The next burst: {whether it writes, {@link BurstRequest}}. */
  public final Stream next;

  /** Of so many chiplets. */
  public MemoryQueues(Module parent, PackageParameters p, int chiplets) {
    super(parent);
    PacketFormat format = p.format();
    var layout = new BurstRequest(p);
    int bits = layout.width();
    requests = sink(format.width());
    stores = sink(format.width());
    next = source(1 + bits);

    var read = format.info(requests.bits(), 0, bits);
    var readPlace = layout.place.of(read);
    var isHead = format.isHead(stores.bits());
    var write = regWithoutReset(bits); // of the packet under way
    when(stores.valid().and(isHead), () -> write.set(format.info(stores.bits(), 0, bits)));
    var writePlace = layout.place.of(write);
    var written = stores.valid().and(format.isTail(stores.bits()));
    requests.ready().set(true);
    stores.ready().set(true);

    var firsts = new ArrayList<Stream>();
    for (int c = 0; c < chiplets; c++) {
      var reads = queue(p, bits, "reads_" + c);
      reads.enq.valid().set(requests.valid().and(readPlace.eq(c)));
      reads.enq.bits().set(read);
      var writes = queue(p, bits, "writes_" + c);
      writes.enq.valid().set(written.and(writePlace.eq(c)));
      writes.enq.bits().set(write);
      firsts.add(first(layout, reads.deq, writes.deq, c));
    }

    var wins = LowestOrder.wins(firsts, layout.order::of);
    for (int c = 0; c < chiplets; c++) {
      wins.get(c).named("wins_" + c);
    }
    var mask = RoundRobin.mask(wins);
    next.valid().set(mask.any());
    next.bits().set(RoundRobin.select(mask, firsts.stream().map(Stream::bits).toList()));
    for (int c = 0; c < chiplets; c++) {
      firsts.get(c).ready().set(wins.get(c).and(next.ready()));
    }
  }

  private Fifo queue(PackageParameters p, int bits, String name) {
    var queue = new Fifo(this, bits, Math.max(2, p.outstandingBursts()));
    queue.name(name);
    queue.enq.ready().optional(); // a burst under way has its place
    return queue;
  }

  /** The first of a chiplet's two queues. */
  private Stream first(BurstRequest layout, Stream reads, Stream writes, int c) {
    var writesFirst = layout.order.of(writes.bits()).lt(layout.order.of(reads.bits()));
    var isWrite = writes.valid().and(reads.valid().not().or(writesFirst)).named("isWrite_" + c);
    var first =
        new Stream(
            wireBool().named("first_valid_" + c),
            wireBool().named("first_ready_" + c),
            wire(1 + layout.width()).named("first_bits_" + c));
    first.valid().set(reads.valid().or(writes.valid()));
    first.bits().set(Bits.cat(isWrite, isWrite.mux(writes.bits(), reads.bits())));
    reads.ready().set(first.ready().andNot(isWrite));
    writes.ready().set(first.ready().and(isWrite));
    return first;
  }
}
