package chorale.workload.mozart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the commands of all chiplets need to know of a layer, reckoned once. */
final class LayerPlan {
  private final long[] chiplets;
  private final int[] rounds;
  private final List<List<Integer>> active = new ArrayList<>();

  LayerPlan(MozartSchedule layer) {
    var routing = layer.routing();
    chiplets = new long[routing.tokens()];
    for (int t = 0; t < chiplets.length; t++) {
      for (int j = 0; j < routing.topK(); j++) {
        chiplets[t] |= 1L << layer.placement().chiplet(routing.expert(t, j));
      }
    }
    rounds = layer.rounds();
    for (int c = 0; c < layer.machine().experts(); c++) {
      active.add(layer.hottestFirst(c).stream().filter(e -> routing.load(e) > 0).toList());
    }
  }

  /** The chiplets with experts of a token, bit c for chiplet c. */
  long chiplets(int token) {
    return chiplets[token];
  }

  /** The number of an expert in the order of its group. */
  int round(int expert) {
    return rounds[expert];
  }

  /** Experts of a chiplet that have tokens, the hottest first. */
  List<Integer> active(int chiplet) {
    return active.get(chiplet);
  }

  /** Tokens with an expert on a chiplet, ascending. */
  int[] tokensAt(int chiplet) {
    var tokens = new int[chiplets.length];
    int n = 0;
    for (int t = 0; t < chiplets.length; t++) {
      if ((chiplets[t] >>> chiplet & 1) != 0) {
        tokens[n++] = t;
      }
    }
    return Arrays.copyOf(tokens, n);
  }
}
