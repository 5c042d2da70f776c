package chorale.nop;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A link of {@code latency} cycles for a {@link Channel}: registers for flits in one direction and
 * for credits in the other. Throughput 1 flit per cycle.
 */
public final class ChannelPipe extends Module {
  /** From the sender. */
  public final Channel in;

  /** To the receiver. */
  public final Channel out;

  /** Per VC, flits and credits on the way; null unless checked. */
  final UInt[] underWay;

  /** A link of {@code vcs} virtual channels and flits of {@code width} bits, 1 cycle or longer. */
  public ChannelPipe(Module parent, int vcs, int width, int latency) {
    this(parent, vcs, width, latency, false);
  }

  /** The same, which counts what is on the way if {@code checked}. */
  ChannelPipe(Module parent, int vcs, int width, int latency, boolean checked) {
    require(latency >= 1, "a link of %d cycles: at least 1".formatted(latency));
    super(parent);
    in = Channel.receiver(this, vcs, width);
    out = Channel.sender(this, vcs, width);
    UInt valid = in.valid();
    UInt flit = in.flit();
    UInt credit = out.credit();
    int bits = log2(2 * latency + 1);
    underWay = checked ? new UInt[vcs] : null;
    for (int i = 1; i <= latency; i++) {
      valid = delayed(valid).named("valid_" + i);
      var next = regWithoutReset(width).named("flit_" + i);
      next.set(flit);
      flit = next;
      credit = delayed(credit).named("credit_" + i);
      for (int v = 0; checked && v < vcs; v++) {
        UInt here = valid.bit(v).zext(bits).plus(credit.bit(v).zext(bits));
        underWay[v] = underWay[v] == null ? here : underWay[v].plus(here);
      }
    }
    for (int v = 0; checked && v < vcs; v++) {
      UInt count = out(bits).named("under_way_" + v);
      count.optional();
      count.set(underWay[v]);
      underWay[v] = count;
    }
    out.valid().set(valid);
    out.flit().set(flit);
    in.credit().set(credit);
  }

  /** Joins {@code sender} to {@code receiver} over a new link of {@code parent}; returns it. */
  public static ChannelPipe join(
      Module parent, Channel sender, Channel receiver, int latency, String name) {
    return join(parent, sender, receiver, latency, name, false);
  }

  /** The same, which counts what is on the way if {@code checked}. */
  static ChannelPipe join(
      Module parent, Channel sender, Channel receiver, int latency, String name, boolean checked) {
    var pipe = new ChannelPipe(parent, sender.vcs(), sender.flit().width(), latency, checked);
    pipe.name(name);
    pipe.in.from(sender);
    receiver.from(pipe.out);
    return pipe;
  }
}
