package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * Sends the {@code n} words of a wide word one after the other, the lowest bits first, and only the
 * first {@link #inCount} of them. The wide word stays at the input until its last word has moved.
 *
 * <p>Latency 0 cycles, throughput 1 word per cycle, also from one wide word to the next. A count of
 * 0 is taken as 1, one above n as n. The sender must hold a word that it offers.
 *
 * <pre>{@code
 * var down = new WidthDown(this, 16, 4);
 * down.in.from(words);
 * down.inLast.set(last);
 * down.inCount.set(4);
 * var quarters = source(16);
 * quarters.from(down.out);
 * done.set(down.outLast);
 * }</pre>
 */
public final class WidthDown extends Module {
  /** Wide words in. */
  public final Stream in;

  /** Whether this wide word holds the last word of its packet. */
  public final Bool inLast;

  /** Words in this wide word, 1 to n. */
  public final UInt inCount;

  /** Words out. */
  public final Stream out;

  /** Whether this word is the last one of its packet. */
  public final Bool outLast;

  /** From {@code n} words of {@code width} bits side by side to one at a time, n at least 2. */
  public WidthDown(Module parent, int width, int n) {
    require(n >= 2, "a WidthDown of %d words: at least 2".formatted(n));
    super(parent);
    in = sink(width * n);
    inLast = inBool();
    inCount = in(log2(n + 1));
    out = source(width);
    outLast = outBool();
    var place = reg(log2(n));
    var words = Vec.of(n, i -> in.bits().slice(width * (i + 1) - 1, width * i));
    var next = place.zext(inCount.width()).plus(1);
    var completes = next.ge(inCount).or(place.eq(n - 1));

    out.valid().set(in.valid());
    out.bits().set(words.at(place));
    outLast.set(inLast.and(completes));
    in.ready().set(out.ready().and(completes));
    when(out.fire(), () -> place.set(completes.mux(UInt.lit(0, place.width()), place.plus(1))));
  }
}
