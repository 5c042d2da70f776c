package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.nop.Channel;
import chorale.nop.NetworkInterface;

/**
 * What arrives at a network interface of one virtual channel, until the memory takes it: with
 * several interfaces two words may want one bank. A flit's place at the leaf is free when it leaves
 * this queue, so nothing is lost; and it leaves, since what arrives goes before all else and a
 * stream of words stays in no bank. Latency 1 cycle, throughput 1 flit per cycle.
 */
final class ArrivalQueue extends Module {
  /** What a flit says. */
  record Arrival(Bool ends, Bool isWord, UInt address, UInt data) {
    static int width(int addressBits, int dataBits) {
      return 2 + addressBits + dataBits;
    }

    static Arrival of(UInt bits, int addressBits, int dataBits) {
      int width = width(addressBits, dataBits);
      return new Arrival(
          bits.bit(width - 1),
          bits.bit(width - 2),
          bits.slice(addressBits + dataBits - 1, dataBits),
          bits.truncate(dataBits));
    }
  }

  /** A flit comes from the network; its place is free again. */
  final Bool comes;

  final UInt credit;

  /** The interface writes a word; an end of a packet; where and what. */
  final Bool write;

  final Bool arrived;
  final UInt address;
  final UInt data;

  /** {@link Arrival}s. */
  final Stream arrivals;

  private ArrivalQueue(Module parent, int addressBits, int dataBits, int places) {
    super(parent);
    comes = inBool();
    credit = out(1);
    write = inBool();
    arrived = inBool();
    address = in(addressBits);
    data = in(dataBits);
    arrivals = source(Arrival.width(addressBits, dataBits));
    var queue = new Fifo(this, arrivals.bits().width(), places);
    queue.enq.ready().optional(); // a flit has a credit, so it has a place
    queue.enq.valid().set(comes);
    queue.enq.bits().set(Bits.cat(arrived, write, address, data));
    arrivals.from(queue.deq);
    credit.set(delayed(queue.deq.fire()).named("taken").zext(1));
  }

  /** Stands between a network and one of its leaves' interfaces, {@code leaf}. */
  static ArrivalQueue at(
      Module parent,
      Channel leaves,
      NetworkInterface leaf,
      int addressBits,
      int dataBits,
      int places) {
    var queue = new ArrivalQueue(parent, addressBits, dataBits, places);
    leaf.in.valid().set(leaves.valid());
    leaf.in.flit().set(leaves.flit());
    leaf.in.credit().optional(); // the place is free later
    leaf.source.optional(); // the slot says where a packet goes
    leaf.slot.optional();
    leaf.kind.optional();
    queue.comes.set(leaves.valid().bit(0));
    leaves.credit().set(queue.credit);
    queue.write.set(leaf.write);
    queue.arrived.set(leaf.arrived);
    queue.address.set(leaf.writeAddress.resize(addressBits));
    queue.data.set(leaf.writeData.truncate(dataBits));
    return queue;
  }
}
