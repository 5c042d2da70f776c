package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayList;

/**
 * Sends each word to the output that {@link #select} names in the cycle in which it moves. Latency
 * 0 cycles, throughput 1 word per cycle; nothing is stored. While select lies beyond the last
 * output no word moves, so none is lost.
 *
 * <pre>{@code
 * var demux = new StreamDemux(this, 64, 2);
 * demux.in.from(words);
 * demux.select.set(words.bits().slice(63, 63));
 * results.from(demux.out[0]);
 * replies.from(demux.out[1]);
 * }</pre>
 */
public final class StreamDemux extends Module {
  /** Words in. */
  public final Stream in;

  /** Which output the word goes to. */
  public final UInt select;

  /** The outputs. */
  public final Stream[] out;

  /** A demultiplexer to {@code outputs} outputs, at least 1, for words of {@code width} bits. */
  public StreamDemux(Module parent, int width, int outputs) {
    require(outputs >= 1, "a StreamDemux to %d outputs: at least 1".formatted(outputs));
    super(parent);
    in = sink(width);
    select = in(log2(outputs));
    out = new Stream[outputs];
    var chosen = OneHot.decode(select, outputs);
    var ready = new ArrayList<Bool>();
    for (int i = 0; i < outputs; i++) {
      out[i] = source(width);
      out[i].valid().set(in.valid().and(chosen.bit(i)));
      out[i].bits().set(in.bits());
      ready.add(out[i].ready());
    }
    in.ready().set(chosen.and(RoundRobin.mask(ready)).any());
  }
}
