package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * A queue of {@code depth} words, at least 2, in a memory. Latency 1 cycle, throughput 1 word per
 * cycle. A full queue takes no word even if one leaves in the same cycle; nothing is ever lost.
 *
 * <pre>{@code
 * var queue = new Fifo(this, 64, 16);
 * queue.enq.from(words);
 * results.from(queue.deq);
 * }</pre>
 */
public final class Fifo extends Module {
  /** Words in. */
  public final Stream enq;

  /** Words out, in order. */
  public final Stream deq;

  /** Words held, 0 to depth. */
  public final UInt count;

  /** A queue of {@code depth} words of {@code width} bits. */
  public Fifo(Module parent, int width, int depth) {
    require(depth >= 2, "a Fifo of " + depth + " words: at least 2");
    super(parent);
    enq = sink(width);
    deq = source(width);
    count = out(log2(depth + 1));
    count.optional();
    var ram = mem(depth, width);
    var head = reg(log2(depth));
    var tail = reg(log2(depth));
    var held = reg(log2(depth + 1));

    enq.ready().set(held.ne(depth));
    deq.valid().set(held.ne(0));
    deq.bits().set(ram.read(head));
    count.set(held);

    var push = enq.fire();
    var pop = deq.fire();
    when(push, () -> ram.write(tail, enq.bits()));
    step(tail, push, depth);
    step(head, pop, depth);
    held.set(held.plus(push.zext(held.width())).minus(pop.zext(held.width())));
  }

  /** One place on if {@code go}: as a sum, which spares simulators a branch, where it wraps. */
  private void step(UInt index, Bool go, int depth) {
    boolean wraps = Integer.bitCount(depth) == 1;
    if (wraps) {
      index.set(index.plus(go.zext(index.width())));
    } else {
      when(go, () -> index.set(index.eq(depth - 1).mux(UInt.lit(0, index.width()), index.plus(1))));
    }
  }
}
