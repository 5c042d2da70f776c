package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;

/**
 * Copies each word to every branch. A branch takes its copy when it is ready, without waiting for
 * the others; the word leaves {@link #in} in the cycle in which the last branch takes it. Latency 0
 * cycles, throughput 1 word per cycle if all branches are ready at once. Nothing is stored but who
 * has taken the word, so the sender must hold a word that it offers.
 *
 * <pre>{@code
 * var fork = new StreamFork(this, 64, 2);
 * fork.in.from(words);
 * results.from(fork.out[0]);
 * replies.from(fork.out[1]);
 * }</pre>
 */
public final class StreamFork extends Module {
  /** Words in. */
  public final Stream in;

  /** The branches. */
  public final Stream[] out;

  /** A fork into {@code branches} branches, at least 1, for words of {@code width} bits. */
  public StreamFork(Module parent, int width, int branches) {
    require(branches >= 1, "a StreamFork into %d branches: at least 1".formatted(branches));
    super(parent);
    in = sink(width);
    out = new Stream[branches];
    Bool allHave = Bool.lit(true);
    for (int i = 0; i < branches; i++) {
      out[i] = source(width);
      Bool taken = regBool().named("taken_" + i);
      Stream branch = out[i];
      branch.valid().set(in.valid().andNot(taken));
      branch.bits().set(in.bits());
      allHave = allHave.and(taken.or(branch.ready()));
      when(in.fire(), () -> taken.set(false)).elseWhen(branch.fire(), () -> taken.set(true));
    }
    in.ready().set(allHave);
  }
}
