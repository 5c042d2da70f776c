package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * How a head of several flits that goes to several outputs comes by all of them, so that no two
 * heads wait for each other: see {@link ChannelGraph}. A part of a router, without a module of its
 * own.
 */
final class HeadClaims {
  private final Module router;
  private final VcRouting routing;

  HeadClaims(Module router, VcRouting routing) {
    this.router = router;
    this.routing = routing;
  }

  /**
   * A head asks at once for all outputs that it could have, but for none before those of lower
   * rank. If it is granted all that it lacks, it moves; else it keeps the grants up to the first
   * that failed. With the last one it has all, and moves: that one it never keeps.
   */
  void claiming(Front f) {
    IntFunction<Bool> claimed = k -> f.turns.get(k).claimed;
    IntFunction<Bool> couldHave = k -> f.turns.get(k).claimed.or(f.turns.get(k).may);
    IntFunction<Bool> has = k -> f.turns.get(k).claimed.or(f.turns.get(k).granted);
    for (Turn t : f.turns) {
      int rank = routing.rank(t.output);
      IntPredicate lower = k -> routing.rank(f.outputs.get(k)) < rank;
      IntPredicate higher = k -> routing.rank(f.outputs.get(k)) > rank;
      var inOrder = t.may.and(all(f, lower, couldHave));
      if (t.isLast) {
        t.request = f.claims.mux(inOrder, t.may).named("request_" + t.label());
        t.waits = f.claims.andNot(all(f, lower, has)).named("waits_" + t.label());
        continue;
      }
      var asks = t.claimed.mux(t.wanted.and(all(f, higher, claimed)), inOrder);
      t.request = f.claims.mux(asks, t.may).named("request_" + t.label());
      var hasLower = all(f, lower, has);
      var hasOthers = hasLower.and(all(f, higher, has));
      t.waits = f.claims.andNot(t.claimed).andNot(hasOthers).named("waits_" + t.label());
      var claims = t.granted.and(f.claims).and(hasLower).named("claims_" + t.label());
      t.claims = claims.and(t.waits);
      router
          .when(f.buffer.pop, () -> t.claimed.set(false))
          .elseWhen(claims, () -> t.claimed.set(true));
    }
  }

  /** Whether something holds for all of some outputs that the front flit goes to. */
  private static Bool all(Front f, IntPredicate which, IntFunction<Bool> what) {
    Bool all = Bool.lit(true);
    for (int k = 0; k < f.turns.size(); k++) {
      if (which.test(k)) {
        all = all.and(f.route.bit(k).not().or(what.apply(k)));
      }
    }
    return all;
  }
}
