package chorale.chiplet.array;

import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RegisterFifo;

/**
 * Reads words of a memory in the order of a nest of loops, ahead of their use. A word comes one
 * cycle after its grant and may be taken in that cycle (a queue of more than 4 words: one later);
 * throughput 1 word a cycle while the memory grants. Each word carries above it whether it is the
 * last of its nest.
 */
final class OperandReader extends Module {
  private static final int FEW = 4;

  /** Nests of loops, in the format of {@link StridedWalk}. */
  final Stream nest;

  final SramPort port;

  /** The word read by the request granted in the cycle before. */
  final UInt word;

  /** {@code {last, word}}. */
  final Stream words;

  /** Words that are there, not counting one that arrives; only of a queue of more than 4. */
  final UInt count;

  OperandReader(Module parent, ArrayParameters p, int wordBits, int depth) {
    super(parent);
    int countBits = GemmFormat.STEP_BITS;
    nest = sink(new StridedWalk.Format(p.addressBits(), countBits).width());
    port = SramPort.client(this, p.addressBits());
    word = in(wordBits);
    words = source(1 + wordBits);
    count = out(log2(depth + 1));
    count.optional();

    var walk = new StridedWalk(this, p.addressBits(), countBits);
    walk.nest.from(nest);
    var reserved = reg(log2(depth + 1));
    var room = reserved.ne(depth).named("room");
    port.request().set(walk.address.valid().and(room));
    port.address().set(walk.address.bits());
    walk.address.ready().set(room.and(port.grant()));
    var reads = port.fire();
    var arrives = delayed(reads);
    var isLast = delayed(walk.last);
    var taken = words.fire();
    reserved.set(reserved.plus(reads.zext(reserved.width())).minus(taken.zext(reserved.width())));

    Stream in;
    if (depth <= FEW) {
      var queue = new RegisterFifo(this, 1 + wordBits, depth, true);
      in = queue.enq;
      words.from(queue.deq);
      count.set(0);
    } else {
      var queue = new Fifo(this, 1 + wordBits, depth);
      in = queue.enq;
      words.from(queue.deq);
      count.set(queue.count);
    }
    in.ready().optional(); // a place was reserved
    in.valid().set(arrives);
    in.bits().set(Bits.cat(isLast, word));
  }
}
