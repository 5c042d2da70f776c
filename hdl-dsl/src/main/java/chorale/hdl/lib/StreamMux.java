package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Passes on the words of the input that {@link #select} names; the others wait. Latency 0 cycles,
 * throughput 1 word per cycle; nothing is stored. A select beyond the last input passes nothing.
 *
 * <pre>{@code
 * var mux = new StreamMux(this, 64, 2);
 * mux.in[0].from(words);
 * mux.in[1].from(commands);
 * mux.select.set(index.truncate(1));
 * results.from(mux.out);
 * }</pre>
 */
public final class StreamMux extends Module {
  /** The inputs. */
  public final Stream[] in;

  /** Which input is passed on. */
  public final UInt select;

  /** Words out. */
  public final Stream out;

  /** A multiplexer of {@code inputs} inputs, at least 1, for words of {@code width} bits. */
  public StreamMux(Module parent, int width, int inputs) {
    require(inputs >= 1, "a StreamMux of %d inputs: at least 1".formatted(inputs));
    super(parent);
    in = new Stream[inputs];
    select = in(log2(inputs));
    var valid = new ArrayList<Bool>();
    for (int i = 0; i < inputs; i++) {
      in[i] = sink(width);
      valid.add(in[i].valid());
    }
    out = source(width);
    var chosen = OneHot.decode(select, inputs);
    out.valid().set(chosen.and(RoundRobin.mask(valid)).any());
    out.bits().set(RoundRobin.select(chosen, Arrays.stream(in).map(Stream::bits).toList()));
    for (int i = 0; i < inputs; i++) {
      in[i].ready().set(chosen.bit(i).and(out.ready()));
    }
  }
}
