package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The buffer of one virtual channel: a queue that nobody asks for room, since its writer has a
 * credit for each place. Latency 1 cycle, throughput 1 word per cycle. A word written without a
 * credit is lost. A part of a router, without a module of its own.
 */
public final class VcBuffer {
  /** There is a word. */
  public final Bool valid;

  /** The oldest word. */
  public final UInt front;

  /** The oldest word is taken in this cycle. */
  public final Bool pop;

  /** Words inside; null unless checked. */
  public final UInt count;

  /**
   * A buffer.
   *
   * @param label ends the names of its parts
   * @param push a word is written in this cycle
   * @param bits the word
   * @param checked it asserts that its writer has credits and its reader looks at {@link #valid}
   */
  public VcBuffer(Module router, String label, int depth, Bool push, UInt bits, boolean checked) {
    pop = router.wireBool().named("pop_" + label);
    var ram = router.mem(depth, bits.width()).named("buffer_" + label);
    // Each index has a bit more, which changes when it wraps: equal indices with equal bits: empty.
    var head = router.reg(Module.log2(depth)).named("head_" + label);
    var tail = router.reg(Module.log2(depth)).named("tail_" + label);
    var headLap = router.regBool().named("headLap_" + label);
    var tailLap = router.regBool().named("tailLap_" + label);
    valid = head.ne(tail).or(headLap.ne(tailLap)).named("valid_" + label);
    front = ram.read(head).named("word_" + label);
    router.when(
        push,
        () -> {
          ram.write(tail, bits);
          step(tail, tailLap, depth);
        });
    router.when(pop, () -> step(head, headLap, depth));
    if (checked) {
      int width = Module.log2(depth + 1);
      UInt lap = headLap.ne(tailLap).mux(UInt.lit(depth, width), UInt.lit(0, width));
      count = tail.zext(width).minus(head.zext(width)).plus(lap);
      router.assertThat(push.not().or(count.lt(depth)), "a flit is pushed into a full buffer");
      router.assertThat(pop.not().or(valid), "a flit is popped out of an empty buffer");
    } else {
      count = null;
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
