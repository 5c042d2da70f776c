import static java.util.stream.IntStream.range;

import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.hdl.lib.RoundRobin;
import java.util.List;

/** Merges {@code n} streams; in turn, the next one being the first above the one served last. */
final class RoundRobinArbiter extends Module {
  final List<Stream> in;
  final Stream out;

  RoundRobinArbiter(Module parent, int width, int n) {
    super(parent);
    in = range(0, n).mapToObj(_ -> sink(width)).toList();
    out = source(width);
    var last = reg(n); // one-hot, 0 after reset
    var requests = RoundRobin.mask(in.stream().map(Stream::valid).toList());
    var above = requests.and(last.minus(1).or(last).not());
    var grant = RoundRobin.lowest(above.any().mux(above, requests));
    out.valid().set(requests.any());
    out.bits().set(RoundRobin.select(grant, in.stream().map(Stream::bits).toList()));
    for (int i = 0; i < n; i++) {
      in.get(i).ready().set(grant.bit(i).and(out.ready()));
    }
    when(out.fire(), () -> last.set(grant));
  }
}
