package chorale.chiplet.array;

import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The partial sums of a column, in the order in which they came. A sum may be taken in the very
 * cycle in which it comes. Who takes one when there is none, or adds one to {@code depth}, gets
 * nonsense: {@link ArrayControl} does neither.
 */
final class Accumulators extends Module {
  /** Pulse: {@link #in} is a sum. */
  final Bool push;

  final UInt in;

  /** Pulse: {@link #out} is taken. */
  final Bool pop;

  /** The oldest sum. */
  final UInt out;

  Accumulators(Module parent, int depth, int width) {
    super(parent);
    push = inBool();
    in = in(width);
    pop = inBool();
    out = out(width);
    var sums = mem(depth, width).onCollision(Memory.Collision.WRITE_FIRST);
    var head = reg(log2(depth));
    var tail = reg(log2(depth));
    var held = reg(log2(depth + 1));

    UInt next = after(head, depth);
    UInt ahead = pop.mux(next, head).named("ahead");
    head.set(ahead);
    when(
        push,
        () -> {
          sums.write(tail, in);
          tail.set(after(tail, depth));
        });
    held.set(held.plus(push.zext(held.width())).minus(pop.zext(held.width())));
    out.set(held.any().mux(sums.syncRead(ahead, Bool.lit(true)), in));
  }

  private static UInt after(UInt index, int depth) {
    return index.eq(depth - 1).mux(UInt.lit(0, index.width()), index.plus(1));
  }
}
