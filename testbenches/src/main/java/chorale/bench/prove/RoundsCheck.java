package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Arbiter;
import java.util.Arrays;

/**
 * A weighted arbiter of which all keep asking: in each round everybody gets what its weight says,
 * and while all have grants left, the turn goes round, also from one round to the next.
 */
final class RoundsCheck extends Module {
  RoundsCheck(Arbiter.Kind kind, int... weights) {
    super(null);
    int n = weights.length;
    int length = Arrays.stream(weights).sum();
    var take = inBool().named("take");
    var arbiter = kind.of(this, n);
    arbiter.name("arbiter");
    arbiter.requests.set((1L << n) - 1);
    arbiter.take.set(take);
    UInt grant = arbiter.grant;

    var turn = reg(log2(length + 1)).named("turn");
    var previous = reg(n).named("previous");
    var last = turn.eq(length - 1);
    when(
        take,
        () -> {
          turn.set(last.mux(UInt.lit(0, turn.width()), turn.plus(1)));
          previous.set(grant);
        });
    for (int i = 0; i < n; i++) {
      var taken = reg(log2(length + 1)).named("taken_" + i);
      var now = taken.plus(grant.bit(i).zext(taken.width()));
      when(take, () -> taken.set(last.mux(UInt.lit(0, taken.width()), now)));
      assertThat(last.not().or(now.eq(weights[i])), "as many grants as its weight, " + i);
    }
    var next = Bits.cat(previous.slice(n - 2, 0), previous.bit(n - 1));
    assertThat(previous.any().not().or(turn.ge(n)).or(grant.eq(next)), "in turn");
  }
}
