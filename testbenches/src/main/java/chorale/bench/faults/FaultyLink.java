package chorale.bench.faults;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Channel;
import chorale.nop.d2d.D2dEndpoint;
import chorale.nop.d2d.D2dParameters;

/**
 * The two sides of a die-to-die link with wires on which a test bench can do damage. Direction 0
 * goes from side 0 to side 1.
 */
public final class FaultyLink extends Module {
  /** Flits into each direction. */
  public final Channel[] in = new Channel[2];

  /** Flits out of each direction. */
  public final Channel[] out = new Channel[2];

  /** Bits of the wires that are turned over in this cycle. */
  public final UInt[] flip = new UInt[2];

  /** Wires that are cut: they have {@link #level}. */
  public final UInt[] cut = new UInt[2];

  public final Bool[] level = new Bool[2];

  /** Whether all wires stay as they are. */
  public final Bool[] freeze = new Bool[2];

  /** Whether the sending side of the direction sends frames. */
  public final Bool[] up = new Bool[2];

  /** The dead lane of the direction, as its receiver found, and as its sender was told. */
  public final UInt[] found = new UInt[2];

  public final UInt[] told = new UInt[2];

  /** Whether the receiver of the direction found several dead lanes. */
  public final Bool[] failed = new Bool[2];

  /** Whether a damaged frame has come out of the direction. */
  public final Bool[] damaged = new Bool[2];

  /** Whether the direction sends frames again. */
  public final Bool[] replays = new Bool[2];

  /** A link of the latency that {@code p} says. */
  public FaultyLink(D2dParameters p) {
    super(null);
    var sides = new D2dEndpoint[2];
    for (int i = 0; i < 2; i++) {
      sides[i] = new D2dEndpoint(this, p);
      sides[i].name("side_" + i);
    }
    for (int i = 0; i < 2; i++) {
      D2dEndpoint from = sides[i];
      D2dEndpoint to = sides[1 - i];
      int width = from.tx.width();
      in[i] = Channel.receiver(this, p.vcs(), p.flitWidth());
      out[i] = Channel.sender(this, p.vcs(), p.flitWidth());
      from.in.from(in[i]);
      out[i].from(to.out);
      flip[i] = in(width);
      cut[i] = in(width);
      level[i] = inBool();
      freeze[i] = inBool();
      UInt wires = from.tx;
      for (int k = 1; k <= p.latency(); k++) {
        var next = regWithoutReset(width).named("wires_%d_%d".formatted(i, k));
        next.set(wires);
        wires = next;
      }
      var before = regWithoutReset(width).named("before_" + i);
      UInt seen = freeze[i].mux(before, wires);
      before.set(seen);
      UInt cutTo = level[i].mux(cut[i], UInt.lit(0, width));
      to.rx.set(seen.xor(flip[i]).and(cut[i].not()).or(cutTo));
      up[i] = outBool();
      up[i].set(from.up);
      found[i] = out(from.deadRx.width());
      found[i].set(to.deadRx);
      told[i] = out(from.deadTx.width());
      told[i].set(from.deadTx);
      failed[i] = outBool();
      failed[i].set(to.failed);
      damaged[i] = outBool();
      damaged[i].set(to.damaged);
      replays[i] = outBool();
      replays[i].set(from.replays);
    }
  }
}
