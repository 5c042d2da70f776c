package chorale.chiplet;

import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.Fifo;
import chorale.nop.Channel;
import chorale.nop.PacketFormat;
import java.util.List;

/**
 * A group's memory on the NoP: what waits for it ({@link MemoryQueues}), in the order that the
 * Program gave its loads and stores, the memory ({@link GroupMemory}), and a packetiser. A reply
 * leaves only when it is complete, so that it never holds a link at the memory's slower rate. A
 * store is acknowledged when the memory has written all of it: any request that is sent afterwards
 * comes behind it. Replies and acknowledgements leave in the order in which the memory was asked.
 *
 * <p>A write's data stays in its place in the queues from its first flit until it is acknowledged.
 */
final class MemoryNode extends Module {
  /** Requests and stores. */
  final Channel in;

  /** Replies and acknowledgements. */
  final Channel out;

  /** The leaf that is the first chiplet of the group; the others follow. */
  final UInt firstLeaf;

  final UInt select;
  final UInt counter;

  /** For traces, the memory is asked for a burst: {whether it writes, {@link BurstRequest}}. */
  final Event asked;

  private final PackageParameters p;

  MemoryNode(Module parent, PackageParameters p, int chiplets) {
    super(parent);
    this.p = p;
    PacketFormat format = p.format();
    var layout = new BurstRequest(p);
    in = Channel.receiver(this, TrafficClass.VCS, format.width());
    out = Channel.sender(this, TrafficClass.VCS, format.width());
    firstLeaf = in(p.leafBits());
    select = in(log2(NodeCounters.MEMORY.size()));
    counter = out(32);
    asked = Event.out(this, 1 + layout.width());
    asked.valid().optional();
    asked.data().optional();

    var ingress =
        new Ingress(
            this, format.width(), p.bufferFlits(), TrafficClass.CONTROL, TrafficClass.STORE);
    ingress.link.from(in);
    var queues = new MemoryQueues(this, p, chiplets);
    queues.requests.from(ingress.packets[0]);
    queues.stores.from(ingress.packets[1]);
    var next = queues.next;
    var write = next.bits().bit(layout.width()).named("write");
    var length = layout.flits.of(next.bits());

    // What the memory is working on: no more than it needs to stay busy through its latency and
    // while a reply waits for tokens on a leaf link, since a request once given to it can no longer
    // be overtaken.
    int inLatency =
        Math.ceilDiv(p.dramLatency() * p.dramBytesPerCycle(), p.burstFlits() * p.flitBytes());
    int pendingDepth = inLatency + 3;
    var pending = new Fifo(this, p.placeBits() + 1 + p.burstBits(), pendingDepth);
    var memory = new GroupMemory(this, p, pendingDepth);
    memory.valid.set(next.valid().and(pending.enq.ready()));
    memory.write.set(write);
    memory.address.set(layout.address.of(next.bits()));
    memory.length.set(length);
    next.ready().set(pending.enq.ready().and(memory.ready));
    var issues = next.fire().named("issues");
    pending.enq.valid().set(issues);
    pending.enq.bits().set(Bits.cat(layout.place.of(next.bits()), write, length));
    asked.valid().set(issues);
    asked.data().set(next.bits());

    var injector =
        new Injector(
            this, format.width(), p.bufferFlits(), TrafficClass.CONTROL, TrafficClass.WEIGHTS);
    answer(format, memory, pending.deq, injector.source[0], injector.source[1]);
    out.from(injector.link);
    var counters =
        new CounterBank(
            this,
            List.of(
                memory.busy,
                memory.blocked,
                next.valid().andNot(issues).andNot(memory.busy).andNot(memory.blocked),
                injector.moves,
                injector.blocked));
    int own = NodeCounters.MEMORY.size() - HbmCounter.values().length;
    counters.select.set(select.truncate(log2(own)));
    counter.set(select.lt(own).mux(counters.value, memory.counter));
    memory.select.set(select.minus(own).truncate(log2(HbmCounter.values().length)));
  }

  /** Answers the oldest request when it is whole: with its data as a packet, or with a flit. */
  private void answer(
      PacketFormat format,
      GroupMemory memory,
      Stream pending,
      Stream acknowledgement,
      Stream reply) {
    int burstBits = p.burstBits();
    var length = pending.bits().truncate(burstBits);
    var writes = pending.bits().bit(burstBits).named("writes");
    var place = pending.bits().slice(pending.bits().width() - 1, burstBits + 1);
    var leaf = firstLeaf.plus(place.zext(p.leafBits()));
    memory.oldestWrites.set(writes);
    memory.oldestLength.set(length);
    var whole = pending.valid().and(memory.whole);
    acknowledgement.valid().set(whole.and(writes));
    acknowledgement.bits().set(format.head(leaf, UInt.lit(0, 1), true));

    var inBody = regBool();
    var sentFlits = reg(burstBits);
    var last = sentFlits.plus(1).eq(length);
    var head = format.head(leaf, UInt.lit(0, 1), false);
    var data = memory.data;
    reply.valid().set(inBody.mux(data.valid(), whole.andNot(writes)));
    reply.bits().set(inBody.mux(format.body(data.bits(), last), head));
    var sent = reply.fire();
    var sentLast = sent.and(inBody).and(last);
    data.ready().set(sent.and(inBody));
    Bool ends = sentLast.or(acknowledgement.fire()).named("ends");
    memory.released.set(ends);
    pending.ready().set(ends);
    when(
        sent,
        () -> {
          inBody.set(sentLast.not());
          sentFlits.set(inBody.andNot(last).mux(sentFlits.plus(1), UInt.lit(0, burstBits)));
        });
  }
}
