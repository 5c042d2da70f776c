package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.List;
import java.util.Map;

/**
 * What a checked router asserts about its packets, and the counts that the equations of its links
 * need ({@link Conservation}). A part of a router, without a module of its own.
 */
final class RouterChecks {
  /** Per output and VC, credits, and flits that have left with one and stand at the output. */
  final UInt[][] sending;

  /** Per input and VC, flits in the buffer and the credit that is being returned. */
  final UInt[][] receiving;

  private final Module router;
  private final RouterParameters p;
  private final VcRouting routing;
  private final VcRouter.Flits flits;

  RouterChecks(
      Module router, RouterParameters p, VcRouting routing, VcRouter.Flits flits, int ports) {
    this.router = router;
    this.p = p;
    this.routing = routing;
    this.flits = flits;
    sending = new UInt[ports][p.vcs()];
    receiving = new UInt[ports][p.vcs()];
  }

  /** Packets come as packets, in VCs that have a buffer. */
  void input(int i, Channel in, Map<Integer, VcBuffer> buffers, UInt returned) {
    router.assertThat(atMostOne(in.valid()), "a flit comes in two VCs");
    for (int v = 0; v < p.vcs(); v++) {
      Bool arrives = in.valid().bit(v);
      VcBuffer buffer = buffers.get(v);
      if (buffer == null) {
        router.assertThat(arrives.not(), "a flit comes in a VC that nothing uses");
        continue;
      }
      String at = i + "_" + v;
      var open = router.regBool().named("comes_" + at);
      Bool isTail = flits.isTail(in.flit());
      boolean isSingle = p.classOfVc().get(v).packetFlits() == 1;
      router.when(
          arrives,
          () -> {
            open.set(isTail.not());
            router.assertThat(flits.isHead(in.flit()).ne(open), "a body comes without its head");
            if (isSingle) {
              router.assertThat(isTail, "a packet has more flits than its class allows");
            }
          });
      int bits = buffer.count.width() + 1;
      UInt inside = buffer.count.zext(bits).plus(returned.bit(v).zext(bits));
      receiving[i][v] = port("receiving_" + at, inside);
    }
  }

  /** The packets that leave in one VC of an output are not mixed. */
  void packets(int o, int v, List<Bool> movers, List<Bool> heads, Bool tail) {
    if (p.classOfVc().get(v).packetFlits() == 1) {
      return;
    }
    String at = o + "_" + v;
    var moving = RoundRobin.mask(movers).named("moving_" + at);
    var open = router.regBool().named("open_" + at);
    var owner = router.reg(movers.size()).named("owner_" + at);
    router.assertThat(atMostOne(moving), "two flits leave at once");
    router.when(
        moving.any(),
        () -> {
          open.set(tail.not());
          owner.set(moving);
          router.assertThat(
              RoundRobin.mask(heads).any().ne(open),
              "a body leaves before its head, or a second head");
          router.assertThat(open.not().or(owner.eq(moving)), "a packet leaves within another");
        });
  }

  /** What leaves is on its way. */
  void output(int o, OutputVcs vcs, UInt flit) {
    for (int v : vcs.used()) {
      Bool head = vcs.valid().bit(v).and(flits.isHead(flit));
      router.assertThat(
          head.not().or(routing.belongs(o, p.classOfVc().get(v), flit)),
          "a packet leaves by an output that it does not name");
    }
  }

  /** A count for the link behind an output. */
  void sends(int o, int v, UInt count) {
    sending[o][v] = port("sending_" + o + "_" + v, count);
  }

  private UInt port(String name, UInt value) {
    UInt port = router.out(value.width()).named(name);
    port.optional();
    port.set(value);
    return port;
  }

  private static Bool atMostOne(UInt bits) {
    return bits.width() == 1 ? Bool.lit(true) : bits.and(bits.minus(1)).any().not();
  }
}
