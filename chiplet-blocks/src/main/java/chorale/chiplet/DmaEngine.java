package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.nop.PacketFormat;

/**
 * Loads blocks from the group's memory into the SRAM. A load is cut into bursts; at most {@code
 * outstandingBursts} are under way. The memory answers a chiplet's requests in order, so the next
 * load's requests may go out before the last one's data is there.
 */
final class DmaEngine extends Module {
  final Stream start;
  final Bool done;

  /** Requests for bursts, one flit each. */
  final Stream requests;

  /** Weights packets. */
  final Stream flits;

  final SramPort sram;

  /** This chiplet's place in its group. */
  final UInt place;

  /** The leaf that is its group's memory. */
  final UInt memory;

  /** A flit of weights lands in this cycle. */
  final Bool busy;

  /** Weights are under way, but none lands. */
  final Bool blocked;

  DmaEngine(Module parent, PackageParameters p) {
    super(parent);
    var command = new BlockCommand(p);
    PacketFormat format = p.format();
    start = sink(command.width());
    done = outBool();
    requests = source(format.width());
    flits = sink(format.width());
    sram = SramPort.client(this, p.sramBits());
    busy = outBool();
    blocked = outBool();
    place = in(p.placeBits());
    memory = in(p.leafBits());

    // Requests.
    int lengthBits = command.flits.width();
    var landing = new Fifo(this, lengthBits + p.sramBits(), Sequencer.UNDER_WAY);
    var remaining = reg(lengthBits);
    var address = reg(PackageParameters.DRAM_ADDRESS_BITS);
    var order = reg(PackageParameters.ORDER_BITS);
    var underWay = reg(log2(p.outstandingBursts() + 1));
    var idle = remaining.eq(0);
    start.ready().set(idle.and(landing.enq.ready()));
    landing.enq.valid().set(start.valid().and(idle));
    landing.enq.bits().set(Bits.cat(command.word.of(start.bits()), command.flits.of(start.bits())));
    var burst =
        remaining
            .gt(p.burstFlits())
            .mux(UInt.lit(p.burstFlits(), p.burstBits()), remaining.resize(p.burstBits()));
    requests.valid().set(idle.not().and(underWay.ne(p.outstandingBursts())));
    requests.bits().set(format.head(memory, BurstRequest.info(place, order, burst, address), true));
    var asked = requests.fire();
    when(
            start.fire(),
            () -> {
              remaining.set(command.flits.of(start.bits()));
              address.set(command.address.of(start.bits()));
              order.set(command.order.of(start.bits()));
            })
        .elseWhen(
            asked,
            () -> {
              remaining.set(remaining.minus(burst.zext(lengthBits)));
              address.set(address.plus(burst.zext(address.width())));
            });

    // Data.
    int lowBits = Integer.numberOfTrailingZeros(p.flitsPerWord());
    var landed = reg(lengthBits);
    var isHead = format.isHead(flits.bits());
    var body = flits.valid().andNot(isHead);
    var target = landing.deq.bits();
    var length = target.truncate(lengthBits);
    var destination = target.slice(target.width() - 1, lengthBits);
    sram.request().set(body);
    sram.address().set(destination.plus(landed.shr(lowBits).resize(p.sramBits())));
    flits.ready().set(isHead.or(sram.grant()));
    var lands = body.and(sram.grant());
    var complete = lands.and(landed.plus(1).eq(length));
    when(lands, () -> landed.set(complete.mux(UInt.lit(0, lengthBits), landed.plus(1))));
    landing.deq.ready().set(complete);
    done.set(complete);
    var answered = lands.and(format.isTail(flits.bits()));
    when(asked.andNot(answered), () -> underWay.set(underWay.plus(1)))
        .elseWhen(answered.andNot(asked), () -> underWay.set(underWay.minus(1)));
    busy.set(lands);
    blocked.set(landing.deq.valid().andNot(lands));
  }
}
