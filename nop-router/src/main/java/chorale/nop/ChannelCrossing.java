package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Domain;
import chorale.hdl.Module;
import chorale.hdl.lib.AsyncFifo;

/**
 * Brings a {@link Channel} from one clock domain into another: flits one way and credits the other,
 * each through an {@link AsyncFifo}. Both have a place for every credit that there is, so nothing
 * is ever refused; the credits stay those of the two ends.
 *
 * <p>Throughput 1 flit per cycle of the slower clock; latency 3 cycles of the receiver for a flit,
 * 3 cycles of the sender for a credit, each up to one more for the position of the edges. Both
 * domains must be reset together.
 */
public final class ChannelCrossing extends Module {
  private final Domain send;
  private final Domain receive;

  /** From the sender, in its domain. */
  public final Channel in;

  /** To the receiver, in its domain. */
  public final Channel out;

  /**
   * A crossing for flits of {@code width} bits.
   *
   * @param places credits of each virtual channel
   * @param from domain of the sender, of the parent
   * @param to domain of the receiver, of the parent
   */
  public ChannelCrossing(Module parent, int vcs, int width, int places, Domain from, Domain to) {
    require(places >= 1, "a channel of %d places: at least 1".formatted(places));
    super(parent);
    send = clockDomain(from.kind());
    receive = clockDomain(to.kind());
    send.from(from);
    receive.from(to);
    in = Channel.receiver(this, vcs, width);
    out = Channel.sender(this, vcs, width);
    int depth = 1 << log2(Math.max(2, vcs * places));

    var flits = new AsyncFifo(this, vcs + width, depth, send, receive);
    flits.name("flits");
    var comes = in.valid().any();
    flits.enq.valid().set(comes);
    flits.enq.bits().set(Bits.cat(in.flit(), in.valid()));
    flits.deq.ready().set(true);
    within(send, () -> assertThat(comes.not().or(flits.enq.ready()), "a flit has a credit"));
    out.valid().set(flits.deq.bits().truncate(vcs).mask(flits.deq.valid()));
    out.flit().set(flits.deq.bits().slice(vcs + width - 1, vcs));

    var credits = new AsyncFifo(this, vcs, depth, receive, send);
    credits.name("credits");
    var frees = out.credit().any();
    credits.enq.valid().set(frees);
    credits.enq.bits().set(out.credit());
    credits.deq.ready().set(true);
    within(receive, () -> assertThat(frees.not().or(credits.enq.ready()), "a credit has a flit"));
    in.credit().set(credits.deq.bits().mask(credits.deq.valid()));
  }
}
