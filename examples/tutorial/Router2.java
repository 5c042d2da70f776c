import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;

/** Two inputs, two outputs: bit 0 of a word names its output; input 0 goes first. */
final class Router2 extends Module {
  final Stream[] in = {sink(8), sink(8)};
  final Stream[] out = {source(8), source(8)};

  Router2(Module parent) {
    super(parent);
    var taken = new Bool[2][2]; // by input, then output
    for (int o = 0; o < 2; o++) {
      var to = out[o];
      var first = in[0].valid().and(in[0].bits().truncate(1).eq(o));
      var second = in[1].valid().and(in[1].bits().truncate(1).eq(o));
      to.valid().set(first.or(second));
      to.bits().set(in[1].bits());
      when(first, () -> to.bits().set(in[0].bits()));
      taken[0][o] = first.and(to.ready());
      taken[1][o] = second.andNot(first).and(to.ready());
    }
    in[0].ready().set(taken[0][0].or(taken[0][1]));
    in[1].ready().set(taken[1][0].or(taken[1][1]));
  }

  static void main() throws IOException {
    Verilog.emit(Elaboration.of(() -> new Router2(null)), Path.of("out/tutorial/router2"));
  }
}
