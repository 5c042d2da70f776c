package chorale.nop.d2d;

import chorale.hdl.Domain;
import chorale.hdl.Module;
import chorale.nop.Channel;
import chorale.nop.ChannelCrossing;

/**
 * A {@link D2dLink} between chiplets with clocks of their own. The link has a third clock, which a
 * chiplet sends along with its data; each side brings its channels into the link's domain and back
 * with a {@link ChannelCrossing}. Any ratio of the clocks will do; all domains must be reset
 * together.
 *
 * <p>A credit's way is longer than {@link D2dParameters#creditLoop} by up to 4 cycles of every
 * clock that it enters: 4 of the receiver and 8 of the link and 4 of the sender.
 */
public final class D2dCrossedLink extends Module {
  /** The clock of side A, that of side B, and that of the link. */
  public final Domain sideA;

  public final Domain sideB;
  public final Domain link;

  /** Flits from side A to side B. */
  public final Channel fromA;

  public final Channel toB;

  /** Flits from side B to side A. */
  public final Channel fromB;

  public final Channel toA;

  /** A link as the top of a design: its domains are ports. */
  public D2dCrossedLink(Module parent, D2dParameters p) {
    super(parent);
    sideA = clockDomain();
    sideB = clockDomain();
    link = clockDomain();
    fromA = Channel.receiver(this, p.vcs(), p.flitWidth());
    toB = Channel.sender(this, p.vcs(), p.flitWidth());
    fromB = Channel.receiver(this, p.vcs(), p.flitWidth());
    toA = Channel.sender(this, p.vcs(), p.flitWidth());
    var wires = within(link, () -> new D2dLink(this, p));
    cross(p, fromA, wires.fromA, sideA, link).name("a_to_link");
    cross(p, fromB, wires.fromB, sideB, link).name("b_to_link");
    cross(p, wires.toA, toA, link, sideA).name("link_to_a");
    cross(p, wires.toB, toB, link, sideB).name("link_to_b");
  }

  private ChannelCrossing cross(
      D2dParameters p, Channel sender, Channel receiver, Domain from, Domain to) {
    var crossing = new ChannelCrossing(this, p.vcs(), p.flitWidth(), p.places(), from, to);
    crossing.in.from(sender);
    receiver.from(crossing.out);
    return crossing;
  }
}
