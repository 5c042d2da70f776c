package chorale.bench.uniep;

import java.util.SplittableRandom;

/**
 * Routings drawn by lot: how many experts are in use, how many a token goes to and how many tokens
 * a rank has are drawn anew each time, and one rank in eight has none.
 */
public final class RandomRouting {
  private RandomRouting() {}

  /** A routing that fits the engines of {@code c}: per rank the experts of its pairs. */
  public static int[][] of(OrderConfig c, SplittableRandom random) {
    int inUse = 1 + random.nextInt(c.experts());
    int topK = 1 + random.nextInt(Math.min(Math.min(8, inUse), c.pairs()));
    var experts = new int[c.experts()];
    for (int e = 0; e < experts.length; e++) {
      experts[e] = e;
    }
    shuffle(experts, experts.length, random); // the first ones are in use
    var selected = new int[c.ranks()][];
    for (int r = 0; r < selected.length; r++) {
      int tokens = random.nextInt(8) == 0 ? 0 : random.nextInt(c.pairs() / topK + 1);
      selected[r] = new int[tokens * topK];
      for (int t = 0; t < tokens; t++) {
        shuffle(experts, inUse, random);
        System.arraycopy(experts, 0, selected[r], t * topK, topK);
      }
    }
    return selected;
  }

  private static void shuffle(int[] values, int count, SplittableRandom random) {
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }
}
