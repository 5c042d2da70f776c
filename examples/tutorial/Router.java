import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.hdl.lib.OneHot;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The low bits of a word name its output. A queue at each input, turns at each output. */
final class Router extends Module {
  final Stream[] in;
  final Stream[] out;
  private final Queue[] queue;
  private final Turns[] turns;

  Router(Module parent, int width, int ports) {
    require(ports >= 2, "a Router of %d ports: at least 2".formatted(ports));
    super(parent);
    in = new Stream[ports];
    out = new Stream[ports];
    queue = new Queue[ports];
    turns = new Turns[ports];
    Arrays.setAll(in, _ -> sink(width));
    Arrays.setAll(out, _ -> source(width));
    Arrays.setAll(queue, _ -> new Queue(this, width, 4));
    Arrays.setAll(turns, _ -> new Turns(this, ports));

    var words = Vec.of(ports, i -> queue[i].deq.bits());
    for (int o = 0; o < ports; o++) {
      var wanting = new Bits[ports]; // the first in the highest place
      for (int i = 0; i < ports; i++) {
        var wanted = words.get(i).truncate(log2(ports)).eq(o);
        wanting[ports - 1 - i] = queue[i].deq.valid().and(wanted);
      }
      turns[o].requests.set(Bits.cat(wanting));
      turns[o].take.set(out[o].fire());
      out[o].valid().set(turns[o].grant.any());
      var source = OneHot.encode(turns[o].grant);
      out[o].bits().set(words.at(source));
    }
    for (int i = 0; i < ports; i++) {
      queue[i].enq.from(in[i]);
      var leaves = new Bits[ports];
      for (int o = 0; o < ports; o++) {
        leaves[o] = turns[o].grant.bit(i).and(out[o].ready());
      }
      queue[i].deq.ready().set(Bits.cat(leaves).any());
    }
  }

  static void main(String[] args) throws IOException {
    int ports = Integer.parseInt(args[0]);
    Verilog.emit(Elaboration.of(() -> new Router(null, 8, ports)), Path.of("out/tutorial/router"));
  }
}
