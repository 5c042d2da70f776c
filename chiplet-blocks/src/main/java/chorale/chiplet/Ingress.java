package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.lib.Fifo;
import chorale.nop.Channel;
import java.util.Arrays;

/**
 * The receiving end of a link: for each class of traffic that ends here a buffer, which returns a
 * credit for each flit taken from it, and a stream. Latency 1 cycle, throughput 1 flit per cycle.
 */
final class Ingress extends Module {
  final Channel link;

  /** Flits by class, in the order of the classes given. */
  final Stream[] packets;

  Ingress(Module parent, int width, int depth, TrafficClass... classes) {
    super(parent);
    link = Channel.receiver(this, TrafficClass.VCS, width);
    packets = new Stream[classes.length];
    var freed = new Bits[TrafficClass.VCS]; // the highest VC first
    Arrays.fill(freed, Bool.lit(false));
    for (int i = 0; i < classes.length; i++) {
      packets[i] = source(width);
      var queue = new Fifo(this, width, depth);
      queue.name("queue_" + i);
      queue.enq.ready().optional(); // a flit has a credit, so it has a place
      queue.enq.valid().set(link.valid().bit(classes[i].vc()));
      queue.enq.bits().set(link.flit());
      packets[i].from(queue.deq);
      freed[freed.length - 1 - classes[i].vc()] = delayed(queue.deq.fire()).named("freed_" + i);
    }
    link.credit().set(Bits.cat(freed));
  }
}
