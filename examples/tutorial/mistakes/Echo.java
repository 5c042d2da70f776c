import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.hdl.lib.Fifo;

final class Echo extends Module {
  final Stream in = sink(8);
  final Stream out = source(8);

  Echo(Module parent) {
    super(parent);
    var fifo = new Fifo(this, 8, 4);
    fifo.enq.from(in);
    out.bits().set(fifo.deq.bits());
    out.valid().set(fifo.deq.valid().and(in.ready()));
    in.ready().set(out.valid());
  }

  static void main() {
    Elaboration.of(() -> new Echo(null));
  }
}
