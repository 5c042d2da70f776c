package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import java.util.Arrays;

/**
 * Puts one word of each input side by side, the first in the lowest bits. A word leaves when all
 * inputs have one and the receiver is ready, and all inputs move in that cycle. Latency 0 cycles,
 * throughput 1 word per cycle; nothing is stored.
 *
 * <pre>{@code
 * var join = new StreamJoin(this, 64, 64);
 * join.in[0].from(words);
 * join.in[1].from(commands);
 * var pairs = source(128);
 * pairs.from(join.out);
 * }</pre>
 */
public final class StreamJoin extends Module {
  /** The inputs. */
  public final Stream[] in;

  /** Words as wide as all inputs together. */
  public final Stream out;

  /** A join of inputs of the given widths in bits, at least one. */
  public StreamJoin(Module parent, int... widths) {
    require(widths.length >= 1, "a StreamJoin of no inputs: at least 1");
    super(parent);
    in = new Stream[widths.length];
    var parts = new Bits[widths.length];
    Bool allValid = Bool.lit(true);
    for (int i = 0; i < widths.length; i++) {
      in[i] = sink(widths[i]);
      parts[widths.length - 1 - i] = in[i].bits();
      allValid = allValid.and(in[i].valid());
    }
    out = source(Arrays.stream(widths).sum());
    out.valid().set(allValid);
    out.bits().set(Bits.cat(parts));
    var fire = out.fire();
    for (Stream input : in) {
      input.ready().set(fire);
    }
  }
}
