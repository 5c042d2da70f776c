package chorale.nop.d2d;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Channel;

/** A link of which the wires from one side can be looked at. */
final class WiresOut extends Module {
  final Channel in;
  final UInt wires;
  final Bool up;

  WiresOut(D2dParameters p) {
    super(null);
    in = Channel.receiver(this, p.vcs(), p.flitWidth());
    var there = Channel.sender(this, p.vcs(), p.flitWidth());
    var a = new D2dEndpoint(this, p);
    var b = new D2dEndpoint(this, p);
    wires = out(a.tx.width());
    up = outBool();
    a.in.from(in);
    there.from(b.out);
    b.in.valid().set(0);
    b.in.flit().set(0);
    a.out.credit().set(0);
    b.rx.set(a.tx);
    a.rx.set(b.tx);
    wires.set(a.tx);
    up.set(a.up.and(b.up));
  }
}
