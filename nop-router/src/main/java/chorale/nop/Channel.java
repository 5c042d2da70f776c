package chorale.nop;

import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * One direction of a link that several virtual channels (VCs) share, under credit flow control. At
 * most one bit of {@code valid} is 1: bit v says that {@code flit} moves in VC v in this cycle; the
 * receiver cannot refuse it. A 1 in bit v of {@code credit} says that the receiver has freed one
 * place in its buffer of VC v; several VCs may return a credit in one cycle. The sender starts with
 * as many credits for a VC as its buffer has places.
 *
 * @param valid one bit for each VC, one-hot or 0
 * @param flit the flit, of any width
 * @param credit one bit for each VC
 */
public record Channel(UInt valid, UInt flit, UInt credit) implements Bundle {
  /** The sending end, as ports of {@code module}. */
  public static Channel sender(Module module, int vcs, int width) {
    return new Channel(module.out(vcs), module.out(width), module.in(vcs));
  }

  /** The receiving end, as ports of {@code module}. */
  public static Channel receiver(Module module, int vcs, int width) {
    return new Channel(module.in(vcs), module.in(width), module.out(vcs));
  }

  /** Number of virtual channels. */
  public int vcs() {
    return valid.width();
  }

  /** Connects this end, a child's receiver, to a child's sender, or passes ports through. */
  public void from(Channel sender) {
    valid.set(sender.valid);
    flit.set(sender.flit);
    sender.credit.set(credit);
  }

  /**
   * Connects this end, a child's receiver, to a child's sender of one VC, as VC {@code vc} of the
   * link; nothing comes in the others.
   */
  public void fromOne(Channel sender, int vc) {
    valid.set(sender.valid.zext(vcs()).shl(vc).truncate(vcs()));
    flit.set(sender.flit);
    sender.credit.set(credit.slice(vc, vc));
  }

  /** Leaves this end, a child's sender, unconnected: nothing comes out, and no credit returns. */
  public void unused() {
    valid.optional();
    flit.optional();
    credit.set(0);
  }
}
