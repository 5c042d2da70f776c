package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The virtual channels (VCs) of one output: how many credits each has, and whether a packet holds
 * it. A part of a router, without a module of its own.
 *
 * <p>Where the VCs of a class share their places ({@link SharedPlaces}), each has as many credits
 * as there are places in all, and a flit leaves if there is a place for it besides those that the
 * other VCs fill or may claim: the depth of a VC for each, but one place only for a VC that is
 * empty and in which nothing has left for {@link #REST} flits. So every VC always has a place or
 * will have one that comes back from itself, and all have their share unless some are not used.
 */
final class OutputVcs {
  /** Flits that leave in other VCs of its class before a VC lends its places. */
  static final int REST = 63;

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
  private final List<List<Integer>> sharing = new ArrayList<>(); // per VC, with which; or empty
  private final UInt[] rests; // flits that have left in others since one did in this VC
  private final UInt[] claims; // places that others must leave to it
  private final Bool[] moved;
  private final Map<List<Integer>, Bool> rooms = new HashMap<>(); // per VC and flits

  OutputVcs(
      Module router,
      RouterParameters p,
      Channel out,
      int output,
      Set<Integer> used,
      VcRouter.Places places,
      boolean toRouter) {
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
    rests = new UInt[n];
    claims = new UInt[n];
    moved = new Bool[n];
    Arrays.fill(leaves, Bool.lit(false));
    for (int v = 0; v < n; v++) {
      VcClass kind = p.classOfVc().get(v);
      boolean shares = toRouter && kind.isFree() && used.contains(v);
      sharing.add(shares ? ofClass(kind) : List.of());
    }
    for (int v : used) {
      boolean shares = !sharing.get(v).isEmpty();
      int most = shares ? p.classOfVc().get(v).mostPlaces() : places.of(output, v);
      this.places[v] = most;
      credits[v] = router.reg(Module.log2(most + 1), most).named("credits_" + output + "_" + v);
      if (p.classOfVc().get(v).packetFlits() > 1) {
        held[v] = router.regBool().named("held_" + output + "_" + v);
      }
      if (shares) {
        rests[v] = router.reg(Module.log2(REST + 1), REST).named("rests_" + output + "_" + v);
        claims[v] = claims(v);
      }
    }
  }

  private List<Integer> ofClass(VcClass kind) {
    var all = new ArrayList<Integer>();
    for (int v = 0; v < p.vcs(); v++) {
      if (p.classOfVc().get(v).equals(kind)) {
        all.add(v);
      }
    }
    return all;
  }

  /** Flits that have left in a VC and whose places are not back. */
  private UInt away(int v) {
    return UInt.lit(places[v], credits[v].width()).minus(credits[v]);
  }

  private UInt claims(int v) {
    int depth = p.classOfVc().get(v).depth();
    UInt away = away(v);
    Bool lends = away.any().not().and(rests[v].all());
    lends = held[v] == null ? lends : lends.andNot(held[v]);
    UInt share = away.gt(depth).mux(away, UInt.lit(depth, away.width()));
    return lends.mux(UInt.lit(1, away.width()), share).named("claims_" + output + "_" + v);
  }

  /** Per VC, how many flits have left in it whose places are not back, if one more leaves now. */
  List<UInt> afterwards(List<Integer> vcs) {
    var each = new ArrayList<UInt>();
    for (int v : vcs) {
      each.add(out.credit().bit(v).mux(away(v), away(v).plus(1)));
    }
    return each;
  }

  /** The VCs of a class in which a head could leave, each if it is free. */
  UInt free(VcClass kind, List<Integer> vcs) {
    var each = new ArrayList<Bool>();
    for (int v : vcs) {
      Bool room = room(v, kind.wholePackets() ? kind.packetFlits() : 1);
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
      Bool room = room(v, 1);
      if (head != null) {
        Bool begin = kind.wholePackets() ? room(v, kind.packetFlits()) : room;
        room = head.mux(begin.andNot(held[v]), room);
      }
      each.add(room);
    }
    return nextVc == null ? each.getFirst() : nextVc.and(RoundRobin.mask(each)).any();
  }

  /** Whether there are places for so many flits more. */
  Bool room(int v, int flits) {
    return rooms.computeIfAbsent(List.of(v, flits), _ -> newRoom(v, flits));
  }

  private Bool newRoom(int v, int flits) {
    if (sharing.get(v).isEmpty()) {
      return flits == 1 ? credits[v].any() : credits[v].ge(flits);
    }
    int bits = credits[v].width() + 1;
    UInt all = away(v).zext(bits);
    for (int w : sharing.get(v)) {
      all = w == v ? all : all.plus(claims[w].zext(bits));
    }
    return all.le(places[v] - flits);
  }

  /** A flit is granted VC {@code v}; {@code tail}: the last of a packet. */
  void moves(int v, Bool moves, Bool tail) {
    var move = moves.named("move_" + output + "_" + v);
    moved[v] = move;
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

  /** After all moves: VCs that share places come to rest, or not. */
  void rest() {
    for (int v : used) {
      if (rests[v] == null) {
        continue;
      }
      UInt rest = rests[v];
      Bool others = Bool.lit(false);
      int bits = credits[v].width() + 1;
      UInt all = UInt.lit(0, bits);
      for (int w : sharing.get(v)) {
        others = w == v ? others : others.or(moved[w]);
        all = all.plus(away(w).zext(bits));
      }
      router
          .when(moved[v], () -> rest.set(0))
          .elseWhen(others.and(rest.ne(REST)), () -> rest.set(rest.plus(1)));
      if (p.checked() && v == sharing.get(v).getFirst()) {
        router.assertThat(all.le(places[v]), "more flits than places on the way");
      }
    }
  }

  /** Whether a packet holds VC {@code v}; null in classes of single flits. */
  Bool held(int v) {
    return held[v];
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
