package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * A leaf that frees places when it is told to, but none that it has not filled; and asserts what
 * the network owes it: never more flits than places, packets that are whole and for this leaf. A
 * place is free in the cycle after its flit came, at the earliest.
 */
public final class LeafReceiver extends Module {
  /** From the network. */
  public final Channel in;

  /** Per VC, frees a place in this cycle, if a flit is there. */
  public final UInt take;

  /** Whether no flit is there. */
  public final Bool empty;

  /** The receiver of leaf number {@code leaf}, with {@code places} for each VC. */
  public LeafReceiver(
      Module parent, VirtualChannels channels, PacketFormat format, int leaf, int places) {
    super(parent);
    int vcs = channels.vcs();
    in = Channel.receiver(this, vcs, format.width());
    take = in(vcs);
    empty = outBool();
    empty.optional();
    var frees = new ArrayList<Bool>();
    Bool none = Bool.lit(true);
    UInt flit = in.flit();
    for (int v = 0; v < vcs; v++) {
      var holds = reg(log2(places + 1)).named("holds_" + v);
      var open = regBool().named("open_" + v);
      Bool arrives = in.valid().bit(v);
      var free = take.bit(v).and(holds.any()).named("free_" + v);
      int bits = holds.width();
      holds.set(holds.plus(arrives.zext(bits)).minus(free.zext(bits)));
      boolean forks = channels.classOf(v).forks();
      Bool isHere =
          forks ? format.destinations(flit).eq(1L << leaf) : format.destination(flit).eq(leaf);
      when(
          arrives,
          () -> {
            open.set(format.isTail(flit).not());
            assertThat(holds.ne(places), "a flit comes for which there is no place");
            assertThat(format.isHead(flit).ne(open), "packets are mixed in a VC");
            assertThat(format.isHead(flit).not().or(isHere), "a packet for somebody else");
          });
      frees.add(free);
      none = none.andNot(holds.any());
    }
    in.credit().set(RoundRobin.mask(frees));
    empty.set(none);
  }
}
