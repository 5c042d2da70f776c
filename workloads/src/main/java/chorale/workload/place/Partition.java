package chorale.workload.place;

/**
 * Experts in parts of given sizes, so that the links to the parts carry little: the load of a part
 * is the number of tokens that have at least one expert in it.
 *
 * <p>The cost is the sum over the parts of load^4. The sum alone would leave one link with most of
 * it, the greatest load alone would not see the others, of which each may be the greatest for other
 * tokens. It is exact in 64 bits, so a descent ends.
 *
 * <p>An exchange of two experts is evaluated on sets of bits. With {@code any} the tokens of a
 * part, and {@code one} those that have exactly one expert in it, a part that gives a and gets b
 * grows by {@code |b & ~a & ~any| - |a & ~b & one|}.
 */
final class Partition {
  /** 64 parts of 2^14 tokens: 2^6 * 2^56 fits. */
  static final int MOST_TOKENS = 1 << 14;

  private final long[][] tokensOf;
  private final int[] part;
  private final long[][] any;
  private final long[][] one;
  private final int[] load;

  /**
   * Begins with given parts.
   *
   * @param tokensOf of each expert, the set of its tokens, of which there are at most {@value
   *     #MOST_TOKENS}
   * @param part of each expert, a copy of which is taken
   */
  Partition(long[][] tokensOf, int[] part, int parts) {
    this.tokensOf = tokensOf;
    this.part = part.clone();
    int words = tokensOf[0].length;
    if (words > MOST_TOKENS / Long.SIZE) {
      throw new IllegalArgumentException("more than " + MOST_TOKENS + " tokens");
    }
    any = new long[parts][words];
    one = new long[parts][words];
    load = new int[parts];
    for (int p = 0; p < parts; p++) {
      count(p);
    }
  }

  private void count(int p) {
    load[p] = 0;
    for (int w = 0; w < any[p].length; w++) {
      long seen = 0;
      long twice = 0;
      for (int e = 0; e < part.length; e++) {
        if (part[e] == p) {
          twice |= seen & tokensOf[e][w];
          seen |= tokensOf[e][w];
        }
      }
      any[p][w] = seen;
      one[p][w] = seen & ~twice;
      load[p] += Long.bitCount(seen);
    }
  }

  /** The part of each expert. A copy. */
  int[] parts() {
    return part.clone();
  }

  /** The sum of the fourth powers of the loads. */
  long cost() {
    long sum = 0;
    for (int l : load) {
      sum += power(l);
    }
    return sum;
  }

  private static long power(long load) {
    return load * load * load * load;
  }

  /** Exchanges experts of different parts for as long as an exchange lowers the cost. */
  Partition descend() {
    boolean better = true;
    while (better) {
      better = false;
      for (int a = 0; a < part.length; a++) {
        for (int b = a + 1; b < part.length; b++) {
          if (part[a] != part[b] && growth(a, b) < 0) {
            exchange(a, b);
            better = true;
          }
        }
      }
    }
    return this;
  }

  /** What the cost grows by if experts {@code a} and {@code b} change places. */
  private long growth(int a, int b) {
    int p = part[a];
    int q = part[b];
    int inP = 0;
    int inQ = 0;
    for (int w = 0; w < any[p].length; w++) {
      long onlyA = tokensOf[a][w] & ~tokensOf[b][w];
      long onlyB = tokensOf[b][w] & ~tokensOf[a][w];
      inP += Long.bitCount(onlyB & ~any[p][w]) - Long.bitCount(onlyA & one[p][w]);
      inQ += Long.bitCount(onlyA & ~any[q][w]) - Long.bitCount(onlyB & one[q][w]);
    }
    return power(load[p] + inP) + power(load[q] + inQ) - power(load[p]) - power(load[q]);
  }

  private void exchange(int a, int b) {
    int p = part[a];
    part[a] = part[b];
    part[b] = p;
    count(part[a]);
    count(part[b]);
  }
}
