package chorale.nop.d2d;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * Makes payloads of the flits of a {@link chorale.nop.Channel}: up to {@code group} of them side by
 * side, the first one lowest, each with its virtual channel. A payload leaves when it is full, or
 * when the next frame would go without: so no flit waits for company, and no place in a frame or in
 * the replay buffer stays empty under load.
 *
 * <p>Latency 2 cycles, throughput 1 flit per cycle. Flits cannot be refused: the queue has a place
 * for each credit of the channel, and more flits than credits are an error of the sender.
 */
public final class FlitGather extends Module {
  /** One bit for each virtual channel, one-hot or 0. */
  public final UInt valid;

  /** The flit. */
  public final UInt flit;

  /** Whether there is room for a flit: there is, if the sender keeps to its credits. */
  public final Bool ready;

  /** Whether a payload may leave that is not full: the next frame would otherwise have none. */
  public final Bool hurry;

  /**
   * Payloads out, which may be taken back while not taken; places without a flit have no virtual
   * channel.
   */
  public final Stream out;

  /** A unit of the link {@code p}. */
  public FlitGather(Module parent, D2dParameters p) {
    super(parent);
    valid = in(p.vcs());
    flit = in(p.flitWidth());
    ready = outBool();
    hurry = inBool();
    out = source(p.payloadBits());
    int group = p.group();
    var queue = new Fifo(this, p.slotBits(), Math.max(2, p.vcs() * p.places()));
    var comes = valid.any();
    queue.enq.valid().set(comes);
    queue.enq.bits().set(Bits.cat(flit, valid));
    ready.set(queue.enq.ready());

    var held = reg(log2(group + 1));
    var leaves = out.fire();
    var place = leaves.mux(UInt.lit(0, held.width()), held).named("place");
    queue.deq.ready().set(held.ne(group).or(leaves));
    var take = queue.deq.fire();
    var slots = new Bits[group];
    for (int i = 0; i < group; i++) {
      // A payload has a flit in its first slot: there is nothing to clear.
      var vc = (i == 0 ? regWithoutReset(p.vcs()) : reg(p.vcs())).named("vc_" + i);
      var word = regWithoutReset(p.flitWidth()).named("flit_" + i);
      var fills =
          when(
              take.and(place.eq(i)),
              () -> {
                vc.set(queue.deq.bits().truncate(p.vcs()));
                word.set(queue.deq.bits().slice(p.slotBits() - 1, p.vcs()));
              });
      if (i > 0) {
        fills.elseWhen(leaves, () -> vc.set(0));
      }
      slots[group - 1 - i] = Bits.cat(word, vc);
    }
    out.valid().set(held.eq(group).or(held.any().and(hurry)));
    out.bits().set(Bits.cat(slots));
    held.set(place.plus(take.zext(held.width())));
  }
}
