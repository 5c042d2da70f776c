import chorale.hdl.*;
import chorale.hdl.Module;

/** A queue of {@code depth} words, a power of two. */
final class Queue extends Module {
  final Stream enq;
  final Stream deq;

  Queue(Module parent, int width, int depth) {
    require(depth > 1 && Integer.bitCount(depth) == 1, "depth is not a power of two: " + depth);
    super(parent);
    enq = sink(width); // enq_valid and enq_bits are inputs, enq_ready is an output
    deq = source(width); // the other way round
    var words = mem(depth, width);
    var head = reg(log2(depth)); // where the next word leaves
    var tail = reg(log2(depth)); // where the next word goes
    var held = reg(log2(depth + 1));

    enq.ready().set(held.ne(depth));
    deq.valid().set(held.ne(0));
    deq.bits().set(words.read(head));

    var push = enq.fire(); // valid & ready
    var pop = deq.fire();
    when(push, () -> {
      words.write(tail, enq.bits());
      tail.set(tail.plus(1)); // wraps
    });
    when(pop, () -> head.set(head.plus(1)));
    when(push.andNot(pop), () -> held.set(held.plus(1)))
        .elseWhen(pop.andNot(push), () -> held.set(held.minus(1)));
  }
}
