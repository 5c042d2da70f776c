package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.nop.PacketFormat;

/**
 * Stores blocks of the SRAM to the group's memory. A store is cut into bursts, each a packet of a
 * head and its flits; at most {@code outstandingBursts} are under way, that is begun and not
 * acknowledged. The memory acknowledges a burst when it has taken it for good, in the order in
 * which the bursts came, so a store is done when its last burst is acknowledged: whoever waits for
 * its semaphore reads what was stored.
 *
 * <p>The first flit is offered one cycle after the command was taken. Throughput 1 flit per cycle,
 * heads included, with one idle cycle between commands, which do not wait for each other's
 * acknowledgements. It asks for a word only when its flit can leave, so {@code ready} must not
 * depend on {@code valid}. Nothing is ever dropped: without a grant, a place in {@link #flits} or a
 * free burst it waits.
 */
final class DmaStoreEngine extends Module {
  /** A {@link BlockCommand}. */
  final Stream start;

  /** Pulse: the oldest store is in the memory. */
  final Bool done;

  /** Bursts, packets of class {@link TrafficClass#STORE}. */
  final Stream flits;

  /** Acknowledgements, a flit for each burst; always taken. */
  final Stream acknowledged;

  final SramPort sram;

  /** This chiplet's place in its group. */
  final UInt place;

  /** The leaf that is its group's memory. */
  final UInt memory;

  /** A flit leaves in this cycle. */
  final Bool busy;

  /** A store is under way, but no flit leaves. */
  final Bool blocked;

  DmaStoreEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new BlockCommand(p);
    PacketFormat format = p.format();
    start = sink(command.width());
    done = outBool();
    flits = source(format.width());
    acknowledged = sink(format.width());
    sram = SramPort.client(this, p.sramBits());
    busy = outBool();
    blocked = outBool();
    place = in(p.placeBits());
    memory = in(p.leafBits());

    int lengthBits = command.flits.width();
    int lowBits = Integer.numberOfTrailingZeros(p.flitsPerWord());
    var unsent = reg(lengthBits); // flits of the store, those of the packet under way included
    var offset = reg(lengthBits);
    var address = reg(PackageParameters.DRAM_ADDRESS_BITS);
    var order = reg(PackageParameters.ORDER_BITS);
    var word = reg(p.sramBits());
    var bodyLeft = reg(p.burstBits());
    var active = unsent.any();
    start.ready().set(active.not());

    var inBody = bodyLeft.any();
    var wholeBurst = UInt.lit(p.burstFlits(), p.burstBits());
    var isFinal = unsent.le(p.burstFlits());
    var burst = isFinal.mux(unsent.resize(p.burstBits()), wholeBurst);
    // Of each burst under way, whether it is the last one of its store.
    var ends = new Fifo(this, 1, Math.max(2, p.outstandingBursts()));
    ends.name("ends");
    var mayBegin = active.andNot(inBody).and(ends.count.ne(p.outstandingBursts()));
    var head = format.head(memory, BurstRequest.info(place, order, burst, address), false);
    var body = format.body(UInt.lit(0, 1), bodyLeft.eq(1));
    sram.request().set(inBody.and(flits.ready()));
    sram.address().set(word.plus(offset.shr(lowBits).resize(p.sramBits())));
    flits.valid().set(inBody.mux(sram.grant(), mayBegin));
    flits.bits().set(inBody.mux(body, head));

    var sent = flits.fire();
    var begins = sent.andNot(inBody);
    var moves = sent.and(inBody);
    ends.enq.ready().optional(); // mayBegin
    ends.enq.valid().set(begins);
    ends.enq.bits().set(isFinal.zext(1));
    when(
            start.fire(),
            () -> {
              unsent.set(command.flits.of(start.bits()));
              offset.set(0);
              address.set(command.address.of(start.bits()));
              order.set(command.order.of(start.bits()));
              word.set(command.word.of(start.bits()));
            })
        .elseWhen(
            moves,
            () -> {
              unsent.set(unsent.minus(1));
              offset.set(offset.plus(1));
            });
    when(begins, () -> address.set(address.plus(burst.zext(address.width()))));
    when(begins, () -> bodyLeft.set(burst)).elseWhen(moves, () -> bodyLeft.set(bodyLeft.minus(1)));

    acknowledged.ready().set(true);
    ends.deq.ready().set(acknowledged.valid());
    done.set(acknowledged.valid().and(ends.deq.valid()).and(ends.deq.bits().bit(0)));
    busy.set(sent);
    blocked.set(active.or(ends.deq.valid()).andNot(sent));
  }
}
