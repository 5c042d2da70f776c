package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * A die-to-die link of {@code latency} cycles: registers for flits in one direction and for credits
 * in the other. Throughput 1 flit per cycle.
 */
public final class LinkPipe extends Module {
  /** From the sender. */
  public final Link in;

  /** To the receiver. */
  public final Link out;

  /** A link for flits of {@code width} bits, at least 1 cycle long. */
  public LinkPipe(Module parent, int width, int latency) {
    require(latency >= 1, "a link of %d cycles: at least 1".formatted(latency));
    super(parent);
    in = Link.receiver(this, width);
    out = Link.sender(this, width);
    Bool valid = in.valid();
    UInt flit = in.flit();
    Bool credit = out.credit();
    for (int i = 0; i < latency; i++) {
      valid = delayed(valid).named("valid_" + (i + 1));
      var next = regWithoutReset(width).named("flit_" + (i + 1));
      next.set(flit);
      flit = next;
      credit = delayed(credit).named("credit_" + (i + 1));
    }
    out.valid().set(valid);
    out.flit().set(flit);
    in.credit().set(credit);
  }

  /** Joins {@code sender} to {@code receiver} over a new link of {@code parent}; returns it. */
  public static LinkPipe join(Module parent, Link sender, Link receiver, int latency, String name) {
    var pipe = new LinkPipe(parent, sender.flit().width(), latency);
    pipe.name(name);
    pipe.in.from(sender);
    receiver.from(pipe.out);
    return pipe;
  }
}
