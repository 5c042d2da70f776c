package chorale.bench.prove;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Arbiter;

/**
 * Holds an arbiter against what it promises: at most one grant, only to who asks, and one whenever
 * anybody asks; and who keeps asking, be it anyone, sees at most {@code others} taken grants of
 * others before its own.
 */
final class ArbiterCheck extends Module {
  /** {@code others} is negative if the lowest requester always goes first. */
  ArbiterCheck(Arbiter.Kind kind, int n, int others) {
    super(null);
    var requests = in(n).named("requests");
    var take = inBool().named("take");
    var somebody = in(log2(n)).named("somebody");
    var arbiter = kind.of(this, n);
    arbiter.name("arbiter");
    arbiter.requests.set(requests);
    arbiter.take.set(take);
    UInt grant = arbiter.grant;
    assertThat(grant.and(requests.not()).any().not(), "only who asks is granted");
    assertThat(grant.and(grant.minus(1)).any().not(), "at most one grant");
    assertThat(grant.any().eq(requests.any()), "a grant whenever anybody asks");
    if (others < 0) {
      assertThat(grant.minus(1).and(requests).any().not().or(grant.any().not()), "lowest first");
      return;
    }
    var fresh = regBool(true).named("fresh");
    when(take.and(requests.any()), () -> fresh.set(false));
    assertThat(
        fresh.not().or(grant.eq(requests.and(requests.not().plus(1)))), "the lowest first of all");
    // One requester that the proof chooses once and for all.
    var started = regBool().named("started");
    var who = reg(log2(n)).named("who");
    when(
        started.not(),
        () -> {
          started.set(true);
          who.set(somebody);
        });
    var asks = wireBool().named("asks");
    asks.set(requests.shr(who).bit(0).and(started));
    var served = wireBool().named("served");
    served.set(grant.shr(who).bit(0));
    var waited = reg(log2(others + 2)).named("waited");
    var passedOver = wireBool().named("passed_over");
    passedOver.set(asks.and(take).andNot(served));
    when(asks.not().or(take.and(served)), () -> waited.set(0))
        .elseWhen(passedOver, () -> waited.set(waited.plus(1)));
    assertThat(passedOver.not().or(waited.lt(others)), "served in turn");
  }
}
