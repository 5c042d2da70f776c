package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The buffer of one virtual channel: a queue that nobody asks for room, since its writer has a
 * credit for each place. Latency 1 cycle, throughput 1 word per cycle. A word written without a
 * credit is lost.
 */
final class VcBuffer extends Module {
  /** A word is written in this cycle. */
  final Bool push;

  final UInt bits;

  /** There is a word. */
  final Bool valid;

  /** The oldest word. */
  final UInt front;

  /** The oldest word is taken in this cycle. */
  final Bool pop;

  /** Words inside; null unless checked. */
  final UInt count;

  /**
   * A buffer.
   *
   * @param checked it asserts that its writer has credits and its reader looks at {@link #valid}
   */
  VcBuffer(Module parent, int width, int depth, boolean checked) {
    super(parent);
    push = inBool();
    bits = in(width);
    valid = outBool();
    front = out(width);
    pop = inBool();
    var ram = mem(depth, width);
    // Each index has a bit more, which changes when it wraps: equal indices with equal bits: empty.
    var head = reg(log2(depth));
    var tail = reg(log2(depth));
    var headLap = regBool();
    var tailLap = regBool();
    valid.set(head.ne(tail).or(headLap.ne(tailLap)));
    front.set(ram.read(head));
    when(
        push,
        () -> {
          ram.write(tail, bits);
          step(tail, tailLap, depth);
        });
    when(pop, () -> step(head, headLap, depth));
    count = checked ? out(log2(depth + 1)) : null;
    if (checked) {
      int bits = count.width();
      UInt lap = headLap.ne(tailLap).mux(UInt.lit(depth, bits), UInt.lit(0, bits));
      count.set(tail.zext(bits).minus(head.zext(bits)).plus(lap));
      assertThat(push.not().or(count.lt(depth)), "a flit is pushed into a full buffer");
      assertThat(pop.not().or(valid), "a flit is popped out of an empty buffer");
    }
  }

  private static void step(UInt index, Bool lap, int depth) {
    var wraps = index.eq(depth - 1);
    index.set(
        Integer.bitCount(depth) == 1
            ? index.plus(1)
            : wraps.mux(UInt.lit(0, index.width()), index.plus(1)));
    lap.set(lap.xor(wraps));
  }
}
