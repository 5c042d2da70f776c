package chorale.hdl.lib;

import chorale.hdl.Module;
import chorale.hdl.Stream;

/**
 * A pipeline stage that cuts both ways: {@code out.valid}, {@code out.bits} and {@code in.ready}
 * all come straight from registers. Latency 1 cycle, throughput 1 word per cycle.
 *
 * <p>It holds two words: the one that leaves, and the one that arrives in the cycle in which the
 * receiver first stalls, before the sender can know. Nothing is lost.
 *
 * <pre>{@code
 * var stage = new SkidBuffer(this, 64);
 * stage.in.from(words);
 * results.from(stage.out);
 * }</pre>
 */
public final class SkidBuffer extends Module {
  /** Words in. */
  public final Stream in;

  /** Words out, in order. */
  public final Stream out;

  /** A stage for words of {@code width} bits. */
  public SkidBuffer(Module parent, int width) {
    super(parent);
    in = sink(width);
    out = source(width);
    var full = regBool();
    var word = regWithoutReset(width);
    var skidded = regBool();
    var spare = regWithoutReset(width);

    in.ready().set(skidded.not());
    out.valid().set(full);
    out.bits().set(word);

    var advance = full.not().or(out.ready());
    when(
            advance,
            () -> {
              full.set(in.valid().or(skidded));
              word.set(skidded.mux(spare, in.bits()));
              skidded.set(false);
            })
        .elseWhen(
            in.fire(),
            () -> {
              skidded.set(true);
              spare.set(in.bits());
            });
  }
}
