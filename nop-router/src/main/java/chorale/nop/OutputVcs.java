package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The virtual channels of one output: how many credits each has, and whether a packet holds it. A
 * part of a router, without a module of its own.
 */
final class OutputVcs {
  private final Module router;
  private final RouterParameters p;
  private final Channel out;
  private final int output;
  private final UInt[] credits;
  private final Bool[] held; // null in classes of single flits
  private final Bool[] leaves; // registered
  private final Set<Integer> used;
  private final int[] places;
  private final UInt[] sending;

  OutputVcs(
      Module router,
      RouterParameters p,
      Channel out,
      int output,
      Set<Integer> used,
      VcRouter.Places places) {
    this.router = router;
    this.p = p;
    this.out = out;
    this.output = output;
    this.used = used;
    int n = p.vcs();
    credits = new UInt[n];
    held = new Bool[n];
    leaves = new Bool[n];
    this.places = new int[n];
    sending = new UInt[n];
    Arrays.fill(leaves, Bool.lit(false));
    for (int v : used) {
      int most = places.of(output, v);
      this.places[v] = most;
      credits[v] = router.reg(Module.log2(most + 1), most).named("credits_" + output + "_" + v);
      if (p.classOfVc().get(v).packetFlits() > 1) {
        held[v] = router.regBool().named("held_" + output + "_" + v);
      }
    }
  }

  /** Per VC, how many flits have left in it whose places are not back, if one more leaves now. */
  List<UInt> afterwards(List<Integer> vcs) {
    var each = new ArrayList<UInt>();
    for (int v : vcs) {
      UInt out = UInt.lit(places[v], credits[v].width()).minus(credits[v]);
      each.add(this.out.credit().bit(v).mux(out, out.plus(1)));
    }
    return each;
  }

  /** The VCs of a class in which a head could leave, each if it is free. */
  UInt free(VcClass kind, List<Integer> vcs) {
    var each = new ArrayList<Bool>();
    for (int v : vcs) {
      Bool room = kind.wholePackets() ? credits[v].ge(kind.packetFlits()) : room(v);
      each.add(held[v] == null ? room : room.andNot(held[v]));
    }
    return RoundRobin.mask(each);
  }

  /** The credits of a class that come back. */
  UInt credit(List<Integer> vcs) {
    return RoundRobin.mask(vcs.stream().map(v -> out.credit().bit(v)).toList());
  }

  /**
   * Whether a flit may leave in the VC that it wants.
   *
   * @param head whether it is a head; null if all flits of its class are
   * @param next the VCs that it may want
   * @param nextVc which of them it wants; null if there is one
   */
  Bool takes(VcClass kind, Bool head, List<Integer> next, UInt nextVc) {
    var each = new ArrayList<Bool>();
    for (int v : next) {
      Bool room = room(v);
      if (head != null) {
        Bool begin = kind.wholePackets() ? credits[v].ge(kind.packetFlits()) : room;
        room = head.mux(begin.andNot(held[v]), room);
      }
      each.add(room);
    }
    return nextVc == null ? each.getFirst() : nextVc.and(RoundRobin.mask(each)).any();
  }

  private Bool room(int v) {
    return credits[v].any();
  }

  /** A flit is granted VC {@code v}; {@code tail}: the last of a packet. */
  void moves(int v, Bool moves, Bool tail) {
    var move = moves.named("move_" + output + "_" + v);
    Bool credit = out.credit().bit(v);
    UInt left = credits[v];
    // The count is ready for either case before it is known who moves.
    var idle = credit.mux(left.plus(1), left);
    var busy = credit.mux(left, left.minus(1));
    left.set(move.mux(busy, idle));
    if (held[v] != null) {
      router.when(move, () -> held[v].set(tail.not()));
    }
    Bool leaving = router.delayed(move).named("leaves_" + output + "_" + v);
    leaves[v] =
        p.stages() == 2 ? leaving : router.delayed(leaving).named("stands_" + output + "_" + v);
    if (p.checked()) {
      router.assertThat(move.not().or(left.any()), "a flit leaves without a credit");
      router.assertThat(
          credit.not().or(move).or(left.ne(places[v])), "more credits than places come back");
      int bits = Module.log2(places[v] + 1) + 1;
      UInt all = left.zext(bits).plus(leaving.zext(bits));
      sending[v] = p.stages() == 2 ? all : all.plus(leaves[v].zext(bits));
    }
  }

  /** Credits for VC {@code v}, and flits that have one and have not left yet; only if checked. */
  UInt sending(int v) {
    return sending[v];
  }

  /** A head claims VC {@code v}, and does not move yet; never in a cycle in which a flit does. */
  void claims(int v, Bool claims) {
    router.when(claims, () -> held[v].set(true));
  }

  /** The VCs in which flits leave here. */
  Set<Integer> used() {
    return used;
  }

  /** The valid bits of the channel. */
  UInt valid() {
    var bits = new Bits[leaves.length];
    for (int v = 0; v < leaves.length; v++) {
      bits[leaves.length - 1 - v] = leaves[v];
    }
    return Bits.cat(bits);
  }
}
