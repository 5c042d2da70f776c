package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * A queue of a few words in registers that shift towards the output, so that {@code deq.bits} comes
 * from one register or, if words may fall through, from one multiplexer.
 *
 * <p>Latency 1 cycle, or 0 if a word finds the queue empty and may fall through: then {@code
 * deq.valid} and {@code deq.bits} depend on {@code enq} in the same cycle. Throughput 1 word per
 * cycle from a depth of 2 on; with depth 1 every second cycle, or, falling through, every cycle in
 * which the receiver is ready. A full queue takes no word even if one leaves in the same cycle;
 * nothing is ever lost.
 *
 * <pre>{@code
 * var queue = new RegisterFifo(this, 64, 2, false);
 * queue.enq.from(words);
 * results.from(queue.deq);
 * }</pre>
 */
public final class RegisterFifo extends Module {
  /** Words in. */
  public final Stream enq;

  /** Words out, in order. */
  public final Stream deq;

  /**
   * A queue of {@code depth} words, at least 1, of {@code width} bits.
   *
   * @param fallThrough whether a word may enter an empty queue and leave in the same cycle
   */
  public RegisterFifo(Module parent, int width, int depth, boolean fallThrough) {
    require(depth >= 1, "a RegisterFifo of %d words: at least 1".formatted(depth));
    super(parent);
    enq = sink(width);
    deq = source(width);
    var full = new Bool[depth]; // full_i: more than i words are held
    var word = new UInt[depth];
    for (int i = 0; i < depth; i++) {
      full[i] = regBool().named("full_" + i);
      word[i] = regWithoutReset(width).named("word_" + i);
    }
    Bool any = full[0];
    enq.ready().set(full[depth - 1].not());
    deq.valid().set(fallThrough ? any.or(enq.valid()) : any);
    deq.bits().set(fallThrough ? any.mux(word[0], enq.bits()) : word[0]);

    // A word that falls through is not stored.
    var push = fallThrough ? enq.fire().and(any.or(deq.ready().not())) : enq.fire();
    var pop = any.and(deq.ready());
    for (int i = 0; i < depth; i++) {
      Bool below = i == 0 ? Bool.lit(true) : full[i - 1];
      Bool above = i == depth - 1 ? Bool.lit(false) : full[i + 1];
      UInt next = i == depth - 1 ? enq.bits() : above.mux(word[i + 1], enq.bits());
      Bool holds = full[i];
      UInt held = word[i];
      when(push.andNot(pop), () -> holds.set(below))
          .elseWhen(pop.andNot(push), () -> holds.set(above));
      when(pop, () -> held.set(next)).elseWhen(push.andNot(holds), () -> held.set(enq.bits()));
    }
  }
}
