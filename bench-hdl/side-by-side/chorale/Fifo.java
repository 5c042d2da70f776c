import chorale.hdl.*;
import chorale.hdl.Module;

/** A queue of {@code depth} words, a power of two. A full queue takes no word. */
final class Fifo extends Module {
  final Stream enq, deq;
  final UInt count;

  Fifo(Module parent, int width, int depth) {
    require(depth > 1 && Integer.bitCount(depth) == 1, "depth is not a power of two: " + depth);
    super(parent);
    enq = sink(width);
    deq = source(width);
    count = out(log2(depth + 1));
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
    when(push, () -> {
      ram.write(tail, enq.bits());
      tail.set(tail.plus(1));
    });
    when(pop, () -> head.set(head.plus(1)));
    when(push.andNot(pop), () -> held.set(held.plus(1)))
        .elseWhen(pop.andNot(push), () -> held.set(held.minus(1)));
  }
}
