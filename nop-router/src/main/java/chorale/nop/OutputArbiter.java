package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.MatrixArbiter;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * Who of those that could leave by an output does so. A part of a router, without a module of its
 * own. Every grant is used. Weights and ages only choose who takes part: the turn goes among the
 * preferred, or among all if nobody is. In turn, a packet that has begun goes on as long as it can,
 * so that packets in different VCs do not spread each other's flits over twice the time.
 */
public final class OutputArbiter {
  private final Module router;
  private final RouterParameters p;
  private final int output;
  private final List<Bool> requests;
  private final List<Bool> waiting;
  private final List<Bool> begun;
  private final List<VcClass> classes;
  private final Turns turns;

  /**
   * An arbiter; all lists are by requester.
   *
   * @param waiting whether it has a flit for this output, which may lack a credit
   * @param begun whether that flit lies within a packet; empty if none ever does
   */
  public OutputArbiter(
      Module router,
      RouterParameters p,
      int output,
      List<Bool> requests,
      List<Bool> waiting,
      List<Bool> begun,
      List<VcClass> classes) {
    this.router = router;
    this.p = p;
    this.output = output;
    this.requests = requests;
    this.waiting = waiting;
    this.begun = begun;
    this.classes = classes;
    turns =
        p.arbitration() == Arbitration.MATRIX
            ? null
            : new Turns(router, "_" + output, requests.size());
  }

  /** One-hot among the requests, or 0 if there are none. */
  public UInt grant() {
    var asking = RoundRobin.mask(requests);
    if (requests.size() == 1) {
      return asking;
    }
    return switch (p.arbitration()) {
      case ROUND_ROBIN -> inTurn(asking);
      case MATRIX -> {
        var arbiter = new MatrixArbiter(router, requests.size());
        arbiter.name("arbiter_" + output);
        arbiter.requests.set(asking);
        arbiter.take.set(true);
        yield arbiter.grant;
      }
      case WEIGHTED -> weighted(asking);
      case PRIORITY -> inTurn(firstClass(asking));
      case AGE -> aged(asking);
    };
  }

  /** Those that ask in the first class in which anybody does. */
  private UInt firstClass(UInt asking) {
    var first = asking;
    for (VcClass kind : p.classes().reversed()) {
      var mine = new ArrayList<Bool>();
      for (int k = 0; k < requests.size(); k++) {
        mine.add(classes.get(k).equals(kind) ? requests.get(k) : Bool.lit(false));
      }
      var ofClass = RoundRobin.mask(mine);
      first = classes.contains(kind) ? ofClass.any().mux(ofClass, first) : first;
    }
    return first;
  }

  private UInt inTurn(UInt asking) {
    return turns.grant(asking, waiting, begun, asking.any());
  }

  private UInt weighted(UInt asking) {
    var shares = p.classes();
    var left = new UInt[shares.size()];
    var entitled = new ArrayList<Bool>();
    for (int c = 0; c < left.length; c++) {
      if (classes.contains(shares.get(c))) {
        int weight = shares.get(c).weight();
        left[c] = router.reg(Module.log2(weight + 1), weight).named("share_" + output + "_" + c);
      }
    }
    for (int k = 0; k < requests.size(); k++) {
      entitled.add(requests.get(k).and(left[shares.indexOf(classes.get(k))].any()));
    }
    var inRound = RoundRobin.mask(entitled);
    var newRound = inRound.any().not().named("newRound_" + output);
    var grant = inTurn(newRound.mux(asking, inRound));
    for (int c = 0; c < left.length; c++) {
      if (left[c] != null) {
        var used = Bool.lit(false);
        for (int k = 0; k < requests.size(); k++) {
          used = classes.get(k).equals(shares.get(c)) ? used.or(grant.bit(k)) : used;
        }
        UInt share = left[c];
        var weight = UInt.lit(shares.get(c).weight(), share.width());
        var balance = newRound.mux(weight, share).minus(used.zext(share.width()));
        router.when(asking.any(), () -> share.set(balance));
      }
    }
    return grant;
  }

  private UInt aged(UInt asking) {
    int bits = Module.log2(RouterParameters.AGE + 1);
    var waits = new UInt[requests.size()];
    var old = new ArrayList<Bool>();
    for (int k = 0; k < waits.length; k++) {
      waits[k] = router.reg(bits).named("waits_" + output + "_" + k);
      old.add(requests.get(k).and(waits[k].eq(RouterParameters.AGE)));
    }
    var oldest = RoundRobin.mask(old);
    var grant = inTurn(oldest.any().mux(oldest, asking));
    for (int k = 0; k < waits.length; k++) {
      UInt wait = waits[k];
      router
          .when(grant.bit(k).or(waiting.get(k).not()), () -> wait.set(0))
          .elseWhen(wait.ne(RouterParameters.AGE), () -> wait.set(wait.plus(1)));
    }
    return grant;
  }
}
