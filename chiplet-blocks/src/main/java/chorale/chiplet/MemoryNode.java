package chorale.chiplet;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.BurstMap;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramBus;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.chiplet.memory.MemoryStack;
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
    var pending = new Fifo(this, p.placeBits() + p.burstBits(), pendingDepth);
    var length = winner.slice(addressBits + p.burstBits() - 1, addressBits);
    var asks = any.and(pending.enq.ready()).named("asks");
    var address = winner.truncate(addressBits).named("address");
    var memory =
        p.hbm()
            .map(timing -> stack(p, timing, pendingDepth, asks, address, length))
            .orElseGet(() -> standIn(p, pendingDepth, asks, address, length, pending.deq));
    var issues = asks.and(memory.takes()).named("issues");
    pending.enq.valid().set(issues);
    pending.enq.bits().set(Bits.cat(winner.slice(winner.width() - 1, entryBits), length));
    for (int c = 0; c < chiplets; c++) {
      queues.get(c).ready().set(wins.get(c).and(issues));
    }

    var reply = reply(p, format, memory, pending.deq);
    var injector = new Injector(this, format.width(), p.bufferFlits(), TrafficClass.WEIGHTS);
    injector.source[0].from(reply);
    out.from(injector.link);
    var counters =
        new CounterBank(
            this,
            List.of(
                memory.busy(),
                memory.blocked(),
                any.andNot(issues).andNot(memory.busy()).andNot(memory.blocked()),
                injector.moves,
                injector.blocked));
    int own = NodeCounters.MEMORY.size() - HbmCounter.values().length;
    counters.select.set(select.truncate(log2(own)));
    counter.set(select.lt(own).mux(counters.value, memory.counter()));
    memory.select().set(select.minus(own).truncate(log2(HbmCounter.values().length)));
  }

  /**
   * A memory: whether it takes a request, whether the data of the oldest request is all there, that
   * data, and that it has left; whether it moves bytes, or has requests and moves none.
   */
  private record GroupMemory(
      Bool takes,
      Bool whole,
      Stream data,
      Bool released,
      Bool busy,
      Bool blocked,
      UInt select,
      UInt counter) {}

  /** An HBM stack, which keeps the data of a request until it leaves. */
  private GroupMemory stack(
      PackageParameters p,
      DramTiming timing,
      int pendingDepth,
      Bool asks,
      UInt address,
      UInt length) {
    var parameters = ControllerParameters.of(timing, Datapath.TIMING);
    var stack =
        new MemoryStack(
            this,
            parameters,
            BurstMap.SWIZZLED,
            p.channels(),
            pendingDepth,
            address.width(),
            length.width(),
            p.flitBytes() / parameters.shape().burstBytes());
    stack.valid.set(asks);
    stack.write.set(false);
    stack.address.set(address);
    stack.length.set(length);
    for (DramBus bus : stack.bus) {
      bus.readData().set(0);
      bus.leaveOpen();
    }
    var data = wires("data");
    data.valid().set(stack.whole);
    data.bits().set(0);
    var released = wireBool().named("released");
    stack.released.set(released);
    var blocked = stack.open.andNot(stack.busy).named("stackBlocked");
    var select = wire(stack.select.width()).named("stackSelect");
    stack.select.set(select);
    return new GroupMemory(
        stack.ready, stack.whole, data, released, stack.busy, blocked, select, stack.counter);
  }

  /** A memory of fixed latency and rate, and a buffer for its data. */
  private GroupMemory standIn(
      PackageParameters p, int pendingDepth, Bool asks, UInt address, UInt length, Stream pending) {
    var dram =
        new DramStandIn(
            this,
            p.burstBits(),
            p.flitBytes(),
            p.dramBytesPerCycle(),
            p.dramLatency(),
            pendingDepth);
    dram.port.valid().set(asks);
    dram.port.address().set(address);
    dram.port.length().set(length);
    var buffer = new Fifo(this, dram.port.data().bits().width(), 3 * p.burstFlits() + 2);
    buffer.name("replies");
    buffer.enq.from(dram.port.data());
    var wanted = pending.bits().truncate(p.burstBits());
    var whole = buffer.count.ge(wanted.zext(Math.max(p.burstBits(), buffer.count.width())));
    var released = wireBool().named("released");
    var select = wire(log2(HbmCounter.values().length)).named("stackSelect");
    return new GroupMemory(
        dram.port.ready(),
        whole,
        buffer.deq,
        released,
        dram.busy,
        dram.blocked,
        select,
        UInt.lit(0, 32));
  }

  private Stream wires(String name) {
    return new Stream(
        wireBool().named(name + "_valid"),
        wireBool().named(name + "_ready"),
        wire(1).named(name + "_bits"));
  }

  private static UInt order(Stream queue, int entryBits) {
    return queue.bits().slice(entryBits - 1, entryBits - PackageParameters.ORDER_BITS);
  }

  /** Sends the memory's data as packets, each when it is whole. */
  private Stream reply(
      PackageParameters p, PacketFormat format, GroupMemory memory, Stream pending) {
    int burstBits = p.burstBits();
    var length = pending.bits().truncate(burstBits);
    var place = pending.bits().slice(pending.bits().width() - 1, burstBits);
    var leaf = firstLeaf.plus(place.zext(p.leafBits()));
    var inBody = regBool();
    var sentFlits = reg(burstBits);
    var last = sentFlits.plus(1).eq(length);
    var reply =
        new Stream(
            wireBool().named("reply_valid"),
            wireBool().named("reply_ready"),
            wire(format.width()).named("reply_bits"));
    var head = format.head(leaf, UInt.lit(0, 1), false);
    var data = memory.data();
    reply.valid().set(inBody.mux(data.valid(), pending.valid().and(memory.whole())));
    reply.bits().set(inBody.mux(format.body(data.bits(), last), head));
    var sent = reply.fire();
    var sentLast = sent.and(inBody).and(last);
    data.ready().set(sent.and(inBody));
    memory.released().set(sentLast);
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
