package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * A memory of fixed latency and bandwidth behind a controller's interface, for runs in which the
 * banks of the real one do not matter. The first flit of a read is there {@code latency} cycles
 * after the request, or as soon as the request before is served; flits follow at {@code
 * bytesPerCycle}. The flits of a write, which are all there when it is asked for, go in at the same
 * rate as soon as the request before is served. Data is 0: the model is for timing.
 */
final class DramStandIn extends Module {
  final MemoryPort port;

  /** Bytes move: of a flit that is delivered or written now, or of the next one. */
  final Bool busy;

  /** Requests are under way, but within their latency, or the reply cannot leave. */
  final Bool blocked;

  DramStandIn(
      Module parent, int lengthBits, int flitBytes, int bytesPerCycle, int latency, int queue) {
    require(
        bytesPerCycle >= 1 && bytesPerCycle <= flitBytes,
        "a memory of %d bytes per cycle behind flits of %d: at most one flit per cycle"
            .formatted(bytesPerCycle, flitBytes));
    super(parent);
    port = MemoryPort.server(this, lengthBits, 1);
    busy = outBool();
    blocked = outBool();
    var now = reg(32);
    now.set(now.plus(1));
    var requests = new Fifo(this, 33 + lengthBits, queue);
    requests.enq.valid().set(port.valid());
    var earliest = port.write().mux(now, now.plus(latency));
    requests.enq.bits().set(Bits.cat(port.write(), earliest, port.length()));
    port.ready().set(requests.enq.ready());

    // Bytes become available at the rate of the memory; a flit goes when there are enough for it.
    var due = requests.deq.bits().slice(31 + lengthBits, lengthBits);
    var length = requests.deq.bits().truncate(lengthBits);
    var writes = requests.deq.bits().bit(32 + lengthBits);
    var begun = requests.deq.valid().andNot(now.minus(due).bit(31));
    int sumBits = log2(2 * flitBytes);
    var bytes = reg(sumBits);
    var delivered = reg(lengthBits);
    var available = bytes.plus(bytesPerCycle);
    var enough = available.ge(flitBytes);
    port.data().valid().set(begun.and(enough).andNot(writes));
    port.data().bits().set(0);
    var mayMove = writes.or(port.data().ready());
    var moves = begun.and(enough).and(mayMove);
    var last = moves.and(delivered.plus(1).eq(length));
    when(moves, () -> bytes.set(available.minus(flitBytes)))
        .elseWhen(begun.andNot(enough), () -> bytes.set(available));
    when(moves, () -> delivered.set(last.mux(UInt.lit(0, lengthBits), delivered.plus(1))));
    requests.deq.ready().set(last);
    port.written().set(last.and(writes));
    var works = begun.and(enough.not().or(mayMove));
    busy.set(works);
    blocked.set(requests.deq.valid().andNot(works));
  }
}
