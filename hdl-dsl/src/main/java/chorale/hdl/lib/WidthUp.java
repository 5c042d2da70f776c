package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * Collects {@code n} words into one wide word, the first in the lowest bits. A word with {@link
 * #inLast} completes the wide word at once; the places without a word are then 0.
 *
 * <p>Latency 1 cycle from the last of its words to the wide word; throughput 1 word per cycle,
 * since the first word of the next wide word may enter while one leaves. Nothing is lost.
 *
 * <pre>{@code
 * var up = new WidthUp(this, 16, 4);
 * var quarters = sink(16);
 * up.in.from(quarters);
 * up.inLast.set(last);
 * results.from(up.out);
 * done.set(up.outLast);
 * value.set(up.outCount);
 * }</pre>
 */
public final class WidthUp extends Module {
  /** Words in. */
  public final Stream in;

  /** Whether this word is the last one of its packet. */
  public final Bool inLast;

  /** Wide words out. */
  public final Stream out;

  /** Whether this wide word holds the last word of its packet. */
  public final Bool outLast;

  /** Words in this wide word, 1 to n. */
  public final UInt outCount;

  /** From words of {@code width} bits to {@code n} of them side by side, n at least 2. */
  public WidthUp(Module parent, int width, int n) {
    require(n >= 2, "a WidthUp of %d words: at least 2".formatted(n));
    super(parent);
    in = sink(width);
    inLast = inBool();
    out = source(width * n);
    outLast = outBool();
    outCount = out(log2(n + 1));
    var complete = regBool();
    var last = regBool();
    var held = reg(log2(n + 1));
    var place = complete.mux(UInt.lit(0, held.width()), held).named("place");

    in.ready().set(complete.not().or(out.ready()));
    out.valid().set(complete);
    outLast.set(last);
    outCount.set(held);

    var take = in.fire();
    var words = new Bits[n];
    for (int i = 0; i < n; i++) {
      UInt word = regWithoutReset(width).named("word_" + i);
      words[n - 1 - i] = word;
      var fills = when(take.and(place.eq(i)), () -> word.set(in.bits()));
      if (i > 0) {
        fills.elseWhen(take.and(place.eq(0)), () -> word.set(0));
      }
    }
    out.bits().set(Bits.cat(words));
    when(
            take,
            () -> {
              held.set(place.plus(1));
              last.set(inLast);
              complete.set(inLast.or(place.eq(n - 1)));
            })
        .elseWhen(
            out.fire(),
            () -> {
              held.set(0);
              complete.set(false);
            });
  }
}
