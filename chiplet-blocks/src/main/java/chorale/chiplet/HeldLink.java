package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.lib.Fifo;
import chorale.nop.Channel;

/**
 * A link that a test can hold up for as long as it likes: flits leave in the order in which they
 * came, one per cycle, but none while {@link #hold} is 1. It has a place for each credit of its
 * sender. Latency 1 cycle.
 */
final class HeldLink extends Module {
  /** From the network. */
  final Channel in;

  /** To the receiver. */
  final Channel out;

  /** Nothing leaves in this cycle. */
  final Bool hold;

  /** A link of {@code vcs} VCs whose sender has {@code places} credits for each. */
  HeldLink(Module parent, int vcs, int width, int places) {
    super(parent);
    in = Channel.receiver(this, vcs, width);
    out = Channel.sender(this, vcs, width);
    hold = inBool();
    var queue = new Fifo(this, vcs + width, vcs * places);
    queue.name("queue");
    queue.enq.valid().set(in.valid().any());
    queue.enq.bits().set(Bits.cat(in.valid(), in.flit()));
    queue.enq.ready().optional(); // as many places as credits
    queue.deq.ready().set(hold.not());
    var head = queue.deq.bits();
    out.valid().set(head.slice(vcs + width - 1, width).mask(queue.deq.fire()));
    out.flit().set(head.truncate(width));
    in.credit().set(out.credit());
  }
}
