package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Merges the words of several inputs into one stream; an arbiter says who is next. Latency 0
 * cycles, throughput 1 word per cycle as long as any input has one. An input whose word has been
 * offered to a receiver that was not ready keeps its grant until the word has moved, so that an
 * offered word never changes; senders must hold a word that they offer.
 *
 * <pre>{@code
 * var merge = new StreamMerge(this, 64, 2, RoundRobinArbiter::new);
 * merge.in[0].from(words);
 * merge.in[1].from(commands);
 * results.from(merge.out);
 * grant.set(merge.from);
 * }</pre>
 */
public final class StreamMerge extends Module {
  /** The inputs. */
  public final Stream[] in;

  /** Words out. */
  public final Stream out;

  /** Whose word is offered, one-hot; 0 if none is. */
  public final UInt from;

  /**
   * A merge of {@code inputs} inputs, at least 1, for words of {@code width} bits.
   *
   * @param kind how to arbitrate, for instance {@code RoundRobinArbiter::new}
   */
  public StreamMerge(Module parent, int width, int inputs, Arbiter.Kind kind) {
    require(inputs >= 1, "a StreamMerge of %d inputs: at least 1".formatted(inputs));
    super(parent);
    in = new Stream[inputs];
    var valid = new ArrayList<Bool>();
    for (int i = 0; i < inputs; i++) {
      in[i] = sink(width);
      valid.add(in[i].valid());
    }
    out = source(width);
    from = out(inputs);
    var stalled = reg(inputs); // the grant that waits for its word to move, or 0
    var requests = RoundRobin.mask(valid);
    var arbiter = kind.of(this, inputs);
    arbiter.requests.set(stalled.any().mux(requests.and(stalled), requests));
    arbiter.take.set(out.ready());

    UInt grant = arbiter.grant;
    from.set(grant);
    out.valid().set(grant.any());
    out.bits().set(RoundRobin.select(grant, Arrays.stream(in).map(Stream::bits).toList()));
    stalled.set(grant.mask(out.ready().not()));
    for (int i = 0; i < inputs; i++) {
      in[i].ready().set(grant.bit(i).and(out.ready()));
    }
  }
}
