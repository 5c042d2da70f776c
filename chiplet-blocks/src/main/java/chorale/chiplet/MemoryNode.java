package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.Channel;
import chorale.nop.PacketFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's memory on the NoP: a queue of requests for each chiplet, a scheduler that serves the
 * request with the lowest order number that the Program gave its load (ties: the lower chiplet),
 * the memory, and a packetiser. A reply leaves only when it is complete, so that it never holds a
 * link at the memory's slower rate.
 */
final class MemoryNode extends Module {
  /** Requests. */
  final Channel in;

  /** Replies. */
  final Channel out;

  /** The leaf that is the first chiplet of the group; the others follow. */
  final UInt firstLeaf;

  final UInt select;
  final UInt counter;

  MemoryNode(Module parent, PackageParameters p, int chiplets) {
    super(parent);
    PacketFormat format = p.format();
    in = Channel.receiver(this, TrafficClass.VCS, format.width());
    out = Channel.sender(this, TrafficClass.VCS, format.width());
    firstLeaf = in(p.leafBits());
    select = in(log2(NodeCounters.MEMORY.size()));
    counter = out(32);
    int addressBits = PackageParameters.DRAM_ADDRESS_BITS;
    int entryBits = addressBits + p.burstBits() + PackageParameters.ORDER_BITS;
    int requestBits = entryBits + p.placeBits();

    // Requests by chiplet. A chiplet never has more under way than its queue holds.
    var ingress = new Ingress(this, format.width(), p.bufferFlits(), TrafficClass.CONTROL);
    ingress.link.from(in);
    var request = ingress.packets[0];
    var entry = format.info(request.bits(), 0, requestBits);
    var place = entry.slice(requestBits - 1, entryBits);
    var queues = new ArrayList<Stream>();
    Bool taken = Bool.lit(false);
    for (int c = 0; c < chiplets; c++) {
      var own = place.eq(c).named("own_" + c);
      var queue = new Fifo(this, requestBits, Math.max(2, p.outstandingBursts()));
      queue.name("requests_" + c);
      queue.enq.valid().set(request.valid().and(own));
      queue.enq.bits().set(entry);
      taken = taken.or(own.and(queue.enq.ready()));
      queues.add(queue.deq);
    }
    request.ready().set(taken);

    // The lowest order number wins.
    var wins = new ArrayList<Bool>();
    for (int c = 0; c < queues.size(); c++) {
      Bool best = queues.get(c).valid();
      for (int d = 0; d < queues.size(); d++) {
        if (d != c) {
          UInt mine = order(queues.get(c), entryBits);
          UInt theirs = order(queues.get(d), entryBits);
          Bool precedes = d < c ? theirs.le(mine) : theirs.lt(mine);
          best = best.andNot(queues.get(d).valid().and(precedes));
        }
      }
      wins.add(best.named("wins_" + c));
    }
    var winner =
        RoundRobin.select(RoundRobin.mask(wins), queues.stream().map(Stream::bits).toList());
    var any = RoundRobin.mask(wins).any();

    // The memory, and what it is working on: no more than it needs to stay busy through its
    // latency and while a reply waits for tokens on a leaf link, since a request once given to it
    // can no longer be overtaken.
    int inLatency =
        Math.ceilDiv(p.dramLatency() * p.dramBytesPerCycle(), p.burstFlits() * p.flitBytes());
    int pendingDepth = inLatency + 3;
    var dram =
        new DramStandIn(
            this,
            p.burstBits(),
            p.flitBytes(),
            p.dramBytesPerCycle(),
            p.dramLatency(),
            pendingDepth);
    var pending = new Fifo(this, p.placeBits() + p.burstBits(), pendingDepth);
    var length = winner.slice(addressBits + p.burstBits() - 1, addressBits);
    dram.port.valid().set(any.and(pending.enq.ready()));
    dram.port.address().set(winner.truncate(addressBits));
    dram.port.length().set(length);
    var issues = dram.port.valid().and(dram.port.ready());
    pending.enq.valid().set(issues);
    pending.enq.bits().set(Bits.cat(winner.slice(winner.width() - 1, entryBits), length));
    for (int c = 0; c < queues.size(); c++) {
      queues.get(c).ready().set(wins.get(c).and(issues));
    }

    var reply = reply(p, format, dram.port.data(), pending.deq);
    var injector = new Injector(this, format.width(), p.bufferFlits(), TrafficClass.WEIGHTS);
    injector.source[0].from(reply);
    out.from(injector.link);
    var counters =
        new CounterBank(
            this,
            List.of(
                dram.busy,
                dram.blocked,
                any.andNot(issues).andNot(dram.busy).andNot(dram.blocked),
                injector.moves,
                injector.blocked));
    counters.select.set(select);
    counter.set(counters.value);
  }

  private static UInt order(Stream queue, int entryBits) {
    return queue.bits().slice(entryBits - 1, entryBits - PackageParameters.ORDER_BITS);
  }

  /** Buffers the memory's data and sends it as packets, each when it is whole. */
  private Stream reply(PackageParameters p, PacketFormat format, Stream data, Stream pending) {
    var buffer = new Fifo(this, data.bits().width(), 3 * p.burstFlits() + 2);
    buffer.name("replies");
    buffer.enq.from(data);
    int burstBits = p.burstBits();
    var length = pending.bits().truncate(burstBits);
    var place = pending.bits().slice(pending.bits().width() - 1, burstBits);
    var leaf = firstLeaf.plus(place.zext(p.leafBits()));
    var inBody = regBool();
    var sentFlits = reg(burstBits);
    var whole = buffer.count.ge(length.zext(Math.max(burstBits, buffer.count.width())));
    var last = sentFlits.plus(1).eq(length);
    var reply =
        new Stream(
            wireBool().named("reply_valid"),
            wireBool().named("reply_ready"),
            wire(format.width()).named("reply_bits"));
    var head = format.head(leaf, UInt.lit(0, 1), false);
    reply.valid().set(inBody.mux(buffer.deq.valid(), pending.valid().and(whole)));
    reply.bits().set(inBody.mux(format.body(buffer.deq.bits(), last), head));
    var sent = reply.fire();
    var sentLast = sent.and(inBody).and(last);
    buffer.deq.ready().set(sent.and(inBody));
    pending.ready().set(sentLast);
    when(
        sent,
        () -> {
          inBody.set(sentLast.not());
          sentFlits.set(inBody.andNot(last).mux(sentFlits.plus(1), UInt.lit(0, burstBits)));
        });
    return reply;
  }
}
