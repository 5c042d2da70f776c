package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * A leaf that sends whatever it is offered, if that is legal: it has a credit, a packet has one
 * head, first, and at most as many flits as its class allows, and the VC is the one in which
 * packets to that leaf enter. What is not legal is not sent. So inputs that do anything, as in a
 * proof, become every traffic that there can be, and nothing else. No latency.
 */
public final class LeafSender extends Module {
  /** Sends {@link #flit} in this cycle, if it may. */
  public final Bool offer;

  /** The VC, one-hot. */
  public final UInt vc;

  public final UInt flit;

  /** To the network. */
  public final Channel out;

  /** Per VC, whether the packet in it lacks its tail. */
  public final UInt open;

  /** The sender of leaf number {@code leaf}. */
  public LeafSender(Module parent, VirtualChannels channels, PacketFormat format, int leaf) {
    super(parent);
    int vcs = channels.vcs();
    offer = inBool();
    vc = in(vcs);
    flit = in(format.width());
    out = Channel.sender(this, vcs, format.width());
    open = out(vcs);
    open.optional();
    var at = channels.topology().attachment(leaf);
    var sends = new ArrayList<Bool>();
    var opens = new ArrayList<Bool>();
    Bool free = Bool.lit(true); // no lower VC is asked for
    for (int v = 0; v < vcs; v++) {
      List<Integer> leaves = channels.destinations(at.router(), at.port(), v);
      if (leaves.isEmpty()) {
        sends.add(Bool.lit(false));
        opens.add(Bool.lit(false));
        continue;
      }
      VcClass kind = channels.classOf(v);
      var credits = reg(log2(kind.depth() + 1), kind.depth()).named("credits_" + v);
      var length = reg(log2(kind.packetFlits() + 1)).named("length_" + v); // of what has been sent
      Bool isHead = format.isHead(flit);
      Bool isTail = format.isTail(flit);
      Bool mayGo = isHead.not().or(goesTo(format, kind, leaves));
      Bool mayEnd = length.ne(kind.packetFlits() - 1).or(isTail);
      var send =
          offer
              .and(vc.bit(v))
              .and(free)
              .and(credits.any())
              .and(isHead.ne(length.any()))
              .and(mayGo)
              .and(mayEnd)
              .named("send_" + v);
      free = free.andNot(vc.bit(v));
      int bits = credits.width();
      credits.set(credits.plus(out.credit().bit(v).zext(bits)).minus(send.zext(bits)));
      when(send, () -> length.set(isTail.mux(UInt.lit(0, length.width()), length.plus(1))));
      sends.add(send);
      opens.add(length.any());
    }
    out.valid().set(RoundRobin.mask(sends));
    out.flit().set(flit);
    open.set(RoundRobin.mask(opens));
  }

  private Bool goesTo(PacketFormat format, VcClass kind, List<Integer> leaves) {
    if (kind.forks()) {
      return format.destinations(flit).any();
    }
    var destination = format.destination(flit);
    return leaves.stream().map(d -> destination.eq(d)).reduce(Bool.lit(false), Bool::or);
  }
}
