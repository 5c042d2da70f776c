package chorale.hdl;

import chorale.hdl.Node.Signal;

/**
 * A ready/valid handshake: a word moves in every cycle in which both are 1. The sender must not
 * wait for {@code ready} before it raises {@code valid}.
 *
 * <pre>{@code
 * var in = sink(8);
 * var out = source(9);
 * out.valid().set(in.valid());
 * out.bits().set(Bits.cat(in.bits(), in.bits().parity()));
 * in.ready().set(out.ready());
 * }</pre>
 */
public record Stream(Bool valid, Bool ready, UInt bits) implements Bundle {
  /** A stream of signals that are called by what they are. */
  static Stream of(Bool valid, Bool ready, UInt bits) {
    ((Signal) valid.node).component = "valid";
    ((Signal) ready.node).component = "ready";
    ((Signal) bits.node).component = "bits";
    return new Stream(valid, ready, bits);
  }

  /** Whether a word moves in this cycle. */
  public Bool fire() {
    return valid.and(ready);
  }

  /** Connects this end, the receiver, to {@code sender}. */
  public void from(Stream sender) {
    valid.set(sender.valid);
    bits.set(sender.bits);
    sender.ready.set(ready);
  }
}
