package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /**
   * A flit that could leave in one VC of an output.
   *
   * @param place of the VC among those in which it may leave
   * @param leaves whether it does
   */
  record Mover(Turn turn, int place, Bool leaves) {
    Bool isHead(VcRouter.Flits flits) {
      return flits.isHead(turn.from.flit);
    }

    /** Whether it might take the VC if it is a head. */
    Bool wantsVc() {
      if (turn.flows != null) {
        return turn.flows.allowed(turn.flow).bit(place);
      }
      return turn.vc == null ? Bool.lit(true) : turn.vc.bit(place);
    }
  }

  /**
   * The packets that leave in one VC of an output are not mixed, and none stands aside: a head that
   * finds the VC free and room in it could leave, and so could the rest of a packet.
   */
  void packets(int o, int v, List<Mover> movers, Bool tail, OutputVcs vcs) {
    VcClass kind = p.classOfVc().get(v);
    boolean areLong = kind.packetFlits() > 1;
    String at = o + "_" + v;
    Bool open = areLong ? router.regBool().named("open_" + at) : Bool.lit(false);
    Bool taken = open;
    if (areLong && movers.stream().anyMatch(m -> m.turn.claims != null)) {
      var claimed = mask(movers, m -> m.turn.claims == null ? Bool.lit(false) : m.turn.claimed);
      claimed(claimed, mask(movers, Mover::leaves));
      taken = open.or(claimed.any());
    }
    int needs = kind.wholePackets() ? kind.packetFlits() : 1;
    for (Mover m : movers) {
      Bool begins = areLong ? m.isHead(flits).and(m.wantsVc()) : m.wantsVc();
      Bool could = begins.and(m.turn.wanted).andNot(taken).and(vcs.room(v, needs));
      router.assertThat(could.not().or(m.turn.may), "a packet could leave, and stands aside");
    }
    if (areLong) {
      router.assertThat(
          vcs.held(v).eq(taken), "a VC is held while a packet is in it or has claimed it");
      var heads = mask(movers, m -> m.leaves.and(m.isHead(flits)));
      within(at, v, open, movers, heads, tail, vcs);
    }
  }

  private void claimed(UInt claimed, UInt moving) {
    router.assertThat(atMostOne(claimed), "two packets claim a VC");
    router.assertThat(
        claimed.any().and(moving.and(claimed.not()).any()).not(),
        "a packet leaves where another claims");
  }

  private void within(
      String at, int v, Bool open, List<Mover> movers, UInt heads, Bool tail, OutputVcs vcs) {
    var moving = mask(movers, Mover::leaves).named("moving_" + at);
    var owner = router.reg(movers.size()).named("owner_" + at);
    router.assertThat(atMostOne(moving), "two flits leave at once");
    router.when(
        moving.any(),
        () -> {
          open.set(tail.not());
          owner.set(moving);
          router.assertThat(
              heads.any().ne(open), "a body leaves before its head, or a second head");
          router.assertThat(open.not().or(owner.eq(moving)), "a packet leaves within another");
        });
    var could = mask(movers, m -> m.turn.wanted.andNot(m.turn.request)).and(owner);
    router.assertThat(
        open.and(could.any()).and(vcs.room(v, 1)).not(), "a packet could go on, and stands aside");
  }

  /**
   * Who chooses VCs hears of the flits that leave.
   *
   * @param vc what it is told, one-hot, or 0
   * @param onlyHeads of which it is told
   */
  void told(List<Turn> members, UInt vc, boolean onlyHeads) {
    for (int k = 0; k < vc.width(); k++) {
      Bool leaves = Bool.lit(false);
      for (Turn t : members) {
        Bool counts = onlyHeads ? t.sent.and(flits.isHead(t.from.flit)) : t.sent;
        leaves = leaves.or(counts.and(t.vc.bit(k)));
      }
      router.assertThat(vc.bit(k).eq(leaves), "who chooses VCs hears of each flit that leaves");
    }
  }

  /** Flows hear of their flits, and which is a tail; and no flit passes one of its flow. */
  void told(OutputFlows flows, List<Turn> members, UInt flow, UInt vc, Bool tail) {
    told(members, vc, false);
    router.assertThat(flows.follows(flow, vc), "a flit passes another of its flow");
    router.assertThat(atMostOne(flow).and(flow.any().eq(vc.any())), "a flit is of one flow");
    var tails = mask(members, t -> t.sent.and(flits.isTail(t.from.flit)));
    router.assertThat(tail.eq(tails.any()), "a flow hears of each tail");
    for (Turn t : members) {
      router.assertThat(t.sent.not().or(flow.eq(t.flow)), "a flit is of its own flow");
    }
  }

  /** An output is blocked in the cycle after one in which flits waited and none left. */
  void blocked(Bool blocked, List<Turn> turns) {
    var waiting = mask(turns, t -> t.wanted);
    var leaving = mask(turns, t -> t.sent);
    router.assertThat(
        blocked.eq(router.delayed(waiting.any().andNot(leaving.any()))),
        "an output is blocked if flits wait for it and none leaves");
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

  private static <T> UInt mask(List<T> all, Function<T, Bool> bit) {
    return RoundRobin.mask(all.stream().map(bit).toList());
  }

  private static Bool atMostOne(UInt bits) {
    return bits.width() == 1 ? Bool.lit(true) : bits.and(bits.minus(1)).any().not();
  }
}
