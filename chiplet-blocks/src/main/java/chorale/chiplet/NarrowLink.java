package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.nop.Channel;

/**
 * A link with fewer wires than a flit has bits: a flit needs several cycles, and is passed on when
 * all of it is there. Flits leave in the order in which they came, whatever their VC. It has a
 * place for each credit of its sender.
 *
 * <p>Latency {@code cycles} of a flit that finds it idle; throughput a flit in {@code cycles}.
 */
final class NarrowLink extends Module {
  /** From the sender. */
  final Channel in;

  /** To the receiver. */
  final Channel out;

  /**
   * A link of {@code vcs} VCs whose sender has at most {@code places} credits for each.
   *
   * @param cycles that a flit needs, at least 2
   */
  NarrowLink(Module parent, int vcs, int width, int places, int cycles) {
    require(cycles >= 2, "a narrow link of %d cycles for a flit: at least 2".formatted(cycles));
    super(parent);
    in = Channel.receiver(this, vcs, width);
    out = Channel.sender(this, vcs, width);
    var queue = new Fifo(this, vcs + width, vcs * places);
    queue.name("queue");
    queue.enq.valid().set(in.valid().any());
    queue.enq.bits().set(Bits.cat(in.valid(), in.flit()));
    queue.enq.ready().optional(); // as many places as credits
    var moved = reg(log2(cycles)); // parts of the first flit that are on the other side
    Bool whole = moved.eq(cycles - 1);
    queue.deq.ready().set(whole);
    var goes = queue.deq.fire();
    when(queue.deq.valid(), () -> moved.set(goes.mux(UInt.lit(0, moved.width()), moved.plus(1))));
    var head = queue.deq.bits();
    out.valid().set(head.slice(vcs + width - 1, width).mask(goes));
    out.flit().set(head.truncate(width));
    in.credit().set(out.credit());
  }
}
