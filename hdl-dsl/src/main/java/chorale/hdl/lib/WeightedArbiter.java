package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Weighted round robin: in each round requester i takes at most {@code weights[i]} grants, in turn
 * with the others. A round ends when nobody asks who has grants left in it; what is left is
 * forfeited and the next round begins in the same cycle, so that no cycle is lost while anybody
 * asks. If all keep asking, every round is exactly the sum of the weights long.
 *
 * <p>Who keeps asking waits for at most {@code S - w + n - 1} taken grants of others, S the sum of
 * the n weights and w its own.
 *
 * <pre>{@code
 * var arbiter = new WeightedArbiter(this, 5, 1, 1, 1); // 5 of 8 to the first if all ask
 * arbiter.requests.set(requests);
 * arbiter.take.set(enable);
 * grant.set(arbiter.grant);
 * }</pre>
 */
public final class WeightedArbiter extends Arbiter {
  /** An arbiter of as many requesters as there are weights; each weight is at least 1. */
  public WeightedArbiter(Module parent, int... weights) {
    require(
        Arrays.stream(weights).allMatch(w -> w >= 1),
        "a WeightedArbiter of weights %s: each at least 1".formatted(Arrays.toString(weights)));
    super(parent, weights.length);
    int n = weights.length;
    var left = new UInt[n];
    var entitled = new ArrayList<Bool>();
    for (int i = 0; i < n; i++) {
      left[i] = reg(log2(weights[i] + 1), weights[i]).named("left_" + i);
      entitled.add(left[i].any());
    }
    var last = reg(n);
    var inRound = requests.and(RoundRobin.mask(entitled));
    var newRound = inRound.any().not();
    grant.set(RoundRobin.grant(newRound.mux(requests, inRound), last));
    when(
        taken(),
        () -> {
          last.set(grant);
          for (int i = 0; i < n; i++) {
            var weight = UInt.lit(weights[i], left[i].width());
            var balance = newRound.mux(weight, left[i]);
            left[i].set(balance.minus(grant.slice(i, i)));
          }
        });
  }
}
