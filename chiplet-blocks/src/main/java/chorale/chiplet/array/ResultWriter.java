package chorale.chiplet.array;

import chorale.chiplet.SramPort;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * Writes words of results to a memory in the order of a nest of loops. It takes a word in every
 * cycle: who sends keeps count of the places, of which {@link #freed} tells.
 */
final class ResultWriter extends Module {
  /** Nests of loops, in the format of {@link StridedWalk}. */
  final Stream nest;

  /** Pulse: {@link #word} is one. */
  final Bool valid;

  final UInt word;
  final SramPort port;
  final UInt data;

  /** Pulse: one place more. */
  final Bool freed;

  /** Pulse: the last word of a nest is written. */
  final Bool done;

  ResultWriter(Module parent, ArrayParameters p, int wordBits, int places) {
    super(parent);
    int countBits = GemmFormat.STEP_BITS;
    nest = sink(new StridedWalk.Format(p.addressBits(), countBits).width());
    valid = inBool();
    word = in(wordBits);
    port = SramPort.client(this, p.addressBits());
    data = out(wordBits);
    freed = outBool();
    done = outBool();

    var walk = new StridedWalk(this, p.addressBits(), countBits);
    walk.nest.from(nest);
    var queue = new Fifo(this, wordBits, places);
    queue.enq.ready().optional(); // a place was reserved
    queue.enq.valid().set(valid);
    queue.enq.bits().set(word);
    port.request().set(queue.deq.valid().and(walk.address.valid()));
    port.address().set(walk.address.bits());
    data.set(queue.deq.bits());
    var writes = port.fire();
    queue.deq.ready().set(walk.address.valid().and(port.grant()));
    walk.address.ready().set(queue.deq.valid().and(port.grant()));
    freed.set(writes);
    done.set(writes.and(walk.last));
  }
}
