package chorale.bench.hdl;

import chorale.hdl.Bits;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.List;
import java.util.function.Function;

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
    in_ready.set(packed(in, Stream::ready));
    out_valid.set(packed(out, Stream::valid));
    out_flit.set(packed(out, Stream::bits));
  }

  private static UInt packed(List<Stream> streams, Function<Stream, Bits> part) {
    return Bits.cat(streams.reversed().stream().map(part).toArray(Bits[]::new));
  }
}
