package chorale.bench.hdl;

import chorale.hdl.Bits;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.List;

/** Ready/valid streams of flits in six packed ports, the first stream in the lowest bits. */
record FlatIo(
    UInt in_valid, UInt in_ready, UInt in_flit, UInt out_valid, UInt out_ready, UInt out_flit)
    implements Bundle {

  /** Ports of {@code module} for {@code n} streams each way. */
  static FlatIo of(Module module, int n) {
    int flits = n * Router.FLIT;
    return new FlatIo(
        module.in(n),
        module.out(n),
        module.in(flits),
        module.out(n),
        module.in(n),
        module.out(flits));
  }

  /** Joins the ports to the streams {@code in}, which take flits, and {@code out}. */
  void join(List<Stream> in, List<Stream> out) {
    for (int i = 0; i < in.size(); i++) {
      int low = Router.FLIT * i;
      in.get(i).valid().set(in_valid.bit(i));
      in.get(i).bits().set(in_flit.slice(low + Router.FLIT - 1, low));
      out.get(i).ready().set(out_ready.bit(i));
    }
    int n = in.size();
    var ready = new Bits[n];
    var valid = new Bits[n];
    var flits = new Bits[n];
    for (int i = 0; i < n; i++) {
      ready[n - 1 - i] = in.get(i).ready();
      valid[n - 1 - i] = out.get(i).valid();
      flits[n - 1 - i] = out.get(i).bits();
    }
    in_ready.set(Bits.cat(ready));
    out_valid.set(Bits.cat(valid));
    out_flit.set(Bits.cat(flits));
  }
}
