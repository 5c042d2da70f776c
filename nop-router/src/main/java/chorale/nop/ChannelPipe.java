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

  /** A link of {@code vcs} virtual channels and flits of {@code width} bits, 1 cycle or longer. */
  public ChannelPipe(Module parent, int vcs, int width, int latency) {
    require(latency >= 1, "a link of %d cycles: at least 1".formatted(latency));
    super(parent);
    in = Channel.receiver(this, vcs, width);
    out = Channel.sender(this, vcs, width);
    UInt valid = in.valid();
    UInt flit = in.flit();
    UInt credit = out.credit();
    for (int i = 1; i <= latency; i++) {
      valid = delayed(valid).named("valid_" + i);
      var next = regWithoutReset(width).named("flit_" + i);
      next.set(flit);
      flit = next;
      credit = delayed(credit).named("credit_" + i);
    }
    out.valid().set(valid);
    out.flit().set(flit);
    in.credit().set(credit);
  }

  /** Joins {@code sender} to {@code receiver} over a new link of {@code parent}; returns it. */
  public static ChannelPipe join(
      Module parent, Channel sender, Channel receiver, int latency, String name) {
    var pipe = new ChannelPipe(parent, sender.vcs(), sender.flit().width(), latency);
    pipe.name(name);
    pipe.in.from(sender);
    receiver.from(pipe.out);
    return pipe;
  }
}
