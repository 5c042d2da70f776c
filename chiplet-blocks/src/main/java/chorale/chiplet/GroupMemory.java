package chorale.chiplet;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.BurstMap;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramBus;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTier;
import chorale.chiplet.memory.FlatTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.chiplet.memory.MemoryStack;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * The memory of a group, for transfers of a burst of the network each: an HBM stack, a slow tier,
 * or a stand-in. Transfers end in the order in which they began. One is taken in each cycle in
 * which {@code valid} and {@code ready} are 1; who asks keeps a list of those under way, at most
 * {@code transfers}.
 */
final class GroupMemory extends Module {
  /** A transfer begins where {@link #ready} holds. */
  final Bool valid;

  final Bool ready;

  /** Whether it writes. */
  final Bool write;

  /** Where it begins, in flits. */
  final UInt address;

  /** Its flits. */
  final UInt length;

  /** Of the oldest transfer that was not released, if there is one. */
  final Bool oldestWrites;

  final UInt oldestLength;

  /** The oldest transfer is complete: its data is there, or is written for good. */
  final Bool whole;

  /** Data of the oldest transfer, which reads; flit by flit once it is whole. */
  final Stream data;

  /** The oldest transfer has been dealt with. */
  final Bool released;

  /** Bytes move. */
  final Bool busy;

  /** Transfers are under way, but no bytes move. */
  final Bool blocked;

  /** A counter of {@link HbmCounter}, by number; 0 of memories without them. */
  final UInt select;

  final UInt counter;

  private final PackageParameters p;

  GroupMemory(Module parent, PackageParameters p, int transfers) {
    super(parent);
    this.p = p;
    valid = inBool();
    ready = outBool();
    write = inBool();
    address = in(PackageParameters.DRAM_ADDRESS_BITS);
    length = in(p.burstBits());
    oldestWrites = inBool();
    oldestLength = in(p.burstBits());
    whole = outBool();
    data = source(1);
    released = inBool();
    busy = outBool();
    blocked = outBool();
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    if (p.hbm().isPresent()) {
      stack(p.hbm().get(), transfers);
    } else if (p.flat().isPresent()) {
      flat(p.flat().get(), transfers);
    } else {
      standIn(transfers);
    }
  }

  /** An HBM stack, which keeps the data of a transfer until it leaves. */
  private void stack(DramTiming timing, int transfers) {
    var parameters = ControllerParameters.of(timing, Datapath.TIMING);
    var stack =
        new MemoryStack(
            this,
            parameters,
            BurstMap.SWIZZLED,
            p.channels(),
            transfers,
            address.width(),
            length.width(),
            p.flitBytes() / parameters.shape().burstBytes());
    stack.valid.set(valid);
    stack.write.set(write);
    stack.address.set(address);
    stack.length.set(length);
    for (DramBus bus : stack.bus) {
      bus.readData().set(0);
      bus.leaveOpen();
    }
    ready.set(stack.ready);
    whole.set(stack.whole);
    data.valid().set(stack.whole);
    data.bits().set(0);
    stack.released.set(released);
    busy.set(stack.busy);
    blocked.set(stack.open.andNot(stack.busy));
    stack.select.set(select);
    counter.set(stack.counter);
  }

  /** A memory of fixed latency and rate, a buffer for data read and a count of bursts written. */
  private void standIn(int transfers) {
    var dram =
        new DramStandIn(
            this, p.burstBits(), p.flitBytes(), p.dramBytesPerCycle(), p.dramLatency(), transfers);
    dram.port.valid().set(valid);
    dram.port.write().set(write);
    dram.port.address().set(address);
    dram.port.length().set(length);
    ready.set(dram.port.ready());
    var buffer = new Fifo(this, dram.port.data().bits().width(), 3 * p.burstFlits() + 2);
    buffer.name("replies");
    buffer.enq.from(dram.port.data());
    data.from(buffer.deq);
    var isRead = buffer.count.ge(oldestLength.zext(Math.max(p.burstBits(), buffer.count.width())));
    var written = count("written", transfers, dram.port.written(), released.and(oldestWrites));
    whole.set(oldestWrites.mux(written.any(), isRead));
    busy.set(dram.busy);
    blocked.set(dram.blocked);
    counter.set(0);
  }

  /** A memory that takes one burst after the other; reads and writes end in order, each apart. */
  private void flat(FlatTiming timing, int transfers) {
    var tier =
        new FlatTier(
            this,
            timing,
            transfers,
            address.width(),
            length.width(),
            p.flitBytes() / FlatTier.SHAPE.burstBytes());
    tier.valid.set(valid);
    tier.write.set(write);
    tier.address.set(address);
    tier.length.set(length);
    ready.set(tier.ready);
    var read = count("read", transfers, tier.read, released.andNot(oldestWrites));
    var written = count("written", transfers, tier.written, released.and(oldestWrites));
    var open = count("open", transfers, valid.and(tier.ready), released);
    whole.set(oldestWrites.mux(written.any(), read.any()));
    data.valid().set(true);
    data.bits().set(0);
    busy.set(tier.busy);
    blocked.set(open.any().andNot(tier.busy));
    counter.set(0);
  }

  /** How many there are. */
  private UInt count(String name, int most, Bool more, Bool fewer) {
    var count = reg(log2(most + 1)).named(name);
    when(more.andNot(fewer), () -> count.set(count.plus(1)))
        .elseWhen(fewer.andNot(more), () -> count.set(count.minus(1)));
    return count;
  }
}
