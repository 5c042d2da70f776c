package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.lib.Fifo;
import chorale.nop.FlitFormat;
import chorale.nop.Link;
import chorale.nop.TrafficClass;

/**
 * The receiving end of a link: a buffer that returns a credit for each flit taken from it, and a
 * stream for each class of traffic that ends here. A packet follows its head. Latency 1 cycle.
 */
final class Ingress extends Module {
  final Link link;

  /** Packets by class, in the order of the classes given. */
  final Stream[] packets;

  Ingress(Module parent, FlitFormat format, int depth, TrafficClass... classes) {
    super(parent);
    link = Link.receiver(this, format.width());
    packets = new Stream[classes.length];
    for (int i = 0; i < classes.length; i++) {
      packets[i] = source(format.width());
    }
    var queue = new Fifo(this, format.width(), depth);
    queue.enq.ready().optional(); // a flit has a credit, so it has a place
    queue.enq.valid().set(link.valid());
    queue.enq.bits().set(link.flit());
    var flit = queue.deq.bits();
    var head = format.isHead(flit);
    Bool taken = Bool.lit(false);
    for (int i = 0; i < classes.length; i++) {
      Bool mine = Bool.lit(true);
      if (classes.length > 1) {
        var held = regBool().named("held_" + i);
        mine = head.mux(format.is(flit, classes[i]), held).named("is_" + i);
        Bool now = mine;
        when(queue.deq.valid(), () -> held.set(now));
      }
      packets[i].valid().set(queue.deq.valid().and(mine));
      packets[i].bits().set(flit);
      taken = taken.or(mine.and(packets[i].ready()));
    }
    queue.deq.ready().set(taken);
    link.credit().set(delayed(queue.deq.fire()).named("freed"));
  }
}
