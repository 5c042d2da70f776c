package chorale.hdl;

/**
 * A ready/valid handshake: a word moves in every cycle in which both are 1. The sender must not
 * wait for {@code ready} before it raises {@code valid}.
 */
public record Stream(Bool valid, Bool ready, UInt bits) implements Bundle {
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
