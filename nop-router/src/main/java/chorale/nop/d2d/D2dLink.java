package chorale.nop.d2d;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Channel;

/**
 * A die-to-die link in one clock domain, with its wires: takes the place of two {@link
 * chorale.nop.ChannelPipe}s, one in each direction. Both sides must leave reset together.
 *
 * <p>To keep one virtual channel at full rate alone, the buffer behind it needs {@code peak *
 * creditLoop} places, see {@link D2dParameters#creditLoop}.
 *
 * <pre>{@code
 * var link = new D2dLink(this, D2dParameters.ucieAdvanced(2, 256, 24, 16));
 * }</pre>
 */
public final class D2dLink extends Module {
  /** Flits from side A to side B. */
  public final Channel fromA;

  public final Channel toB;

  /** Flits from side B to side A. */
  public final Channel fromB;

  public final Channel toA;

  /** A link with its wires. */
  public D2dLink(Module parent, D2dParameters p) {
    super(parent);
    fromA = Channel.receiver(this, p.vcs(), p.flitWidth());
    toB = Channel.sender(this, p.vcs(), p.flitWidth());
    fromB = Channel.receiver(this, p.vcs(), p.flitWidth());
    toA = Channel.sender(this, p.vcs(), p.flitWidth());
    var a = new D2dEndpoint(this, p);
    var b = new D2dEndpoint(this, p);
    a.in.from(fromA);
    b.in.from(fromB);
    toA.from(a.out);
    toB.from(b.out);
    b.rx.set(wires(a.tx, p, "a_to_b"));
    a.rx.set(wires(b.tx, p, "b_to_a"));
  }

  private UInt wires(UInt from, D2dParameters p, String name) {
    UInt wires = from;
    for (int i = 1; i <= p.latency(); i++) {
      var next = regWithoutReset(from.width()).named(name + "_" + i);
      next.set(wires);
      wires = next;
    }
    return wires;
  }
}
