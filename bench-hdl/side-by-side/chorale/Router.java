import static java.util.stream.IntStream.range;

import chorale.hdl.*;
import chorale.hdl.Module;
import java.util.List;

/** Brings every word to the output in its low bits: a queue at each input, turns at each output. */
final class Router extends Module {
  final List<Stream> in, out;

  Router(Module parent, int width, int ports) {
    super(parent);
    in = range(0, ports).mapToObj(_ -> sink(width)).toList();
    out = range(0, ports).mapToObj(_ -> source(width)).toList();
    var merge = range(0, ports).mapToObj(_ -> new RoundRobinArbiter(this, width, ports)).toList();
    for (int i = 0; i < ports; i++) {
      var queue = new Fifo(this, width, 4);
      queue.enq.from(in.get(i));
      out.get(i).from(merge.get(i).out);
      var target = queue.deq.bits().truncate(log2(ports));
      for (int o = 0; o < ports; o++) {
        var lane = merge.get(o).in.get(i);
        lane.valid().set(queue.deq.valid().and(target.eq(o)));
        lane.bits().set(queue.deq.bits());
      }
      int from = i;
      queue.deq.ready().set(merge.stream().map(m -> m.in.get(from).fire()).reduce(Bool::or).get());
    }
  }
}
