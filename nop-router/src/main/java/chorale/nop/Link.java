package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * One direction of a link under credit flow control. A flit moves in every cycle in which {@code
 * valid} is 1; the receiver cannot refuse it. Each pulse of {@code credit} says that the receiver
 * has freed one place in its buffer. The sender starts with as many credits as the buffer has
 * places.
 */
public record Link(Bool valid, UInt flit, Bool credit) implements Bundle {
  /** The sending end, as ports of {@code module}. */
  public static Link sender(Module module, int width) {
    return new Link(module.outBool(), module.out(width), module.inBool());
  }

  /** The receiving end, as ports of {@code module}. */
  public static Link receiver(Module module, int width) {
    return new Link(module.inBool(), module.in(width), module.outBool());
  }

  /** Connects this end, a child's receiver, to a child's sender. */
  public void from(Link sender) {
    valid.set(sender.valid);
    flit.set(sender.flit);
    sender.credit.set(credit);
  }
}
