package chorale.workload.place;

/**
 * Experts in parts of given sizes, so that the links to the parts carry little and the parts have
 * equal work. A part has two figures: its load, the tokens with at least one expert in it, which is
 * what a link with multicast down, and with addition up, carries; and its pairs of token and
 * expert, which is what its arrays compute, and what the link carries up without addition.
 *
 * <p>The cost is the sum over the parts of load^4 + (pairs / d)^4. The sum of the loads alone would
 * leave one link with most of it; the greatest alone would not see the others, of which each may be
 * the greatest for other tokens. The divisor d says how much equal work is worth beside light
 * links. Where all that the links carry comes over one more link, copy by copy, that one counts as
 * well, with (sum of loads)^4 / 4. The cost is exact in 64 bits, so a descent ends.
 *
 * <p>An exchange of two experts is evaluated on sets of bits. With {@code any} the tokens of a
 * part, and {@code one} those that have exactly one expert in it, a part that gives a and gets b
 * grows by {@code |b & ~a & ~any| - |a & ~b & one|}.
 */
final class Partition {
  /**
   * With a divisor of 2 at least, the powers of the pairs add up to (2^16 / 2)^4 at most; the loads
   * add up to no more than the pairs, a quarter of whose power is 2^62.
   */
  static final int MOST_PAIRS = 1 << 16;

  /** The powers of the loads add up to 2^16 * (2^14)^3 at most. */
  static final int MOST_TOKENS = 1 << 14;

  private final long[][] tokensOf;
  private final int[] part;
  private final long[][] any;
  private final long[][] one;
  private final int[] load;
  private final int[] tokens;
  private final int[] pairs;
  private final int divisor;
  private final boolean copies;
  private long sum;

  /**
   * Begins with given parts.
   *
   * @param tokensOf of each expert, the set of its tokens, of which there are {@value #MOST_TOKENS}
   *     at most, and {@value #MOST_PAIRS} in all sets together
   * @param part of each expert, a copy of which is taken
   * @param divisor of the pairs, at least 2
   * @param copies whether one link carries what all links to the parts do
   */
  Partition(long[][] tokensOf, int[] part, int parts, int divisor, boolean copies) {
    this.tokensOf = tokensOf;
    this.part = part.clone();
    this.divisor = divisor;
    this.copies = copies;
    int words = tokensOf[0].length;
    any = new long[parts][words];
    one = new long[parts][words];
    load = new int[parts];
    pairs = new int[parts];
    tokens = new int[part.length];
    long all = 0;
    for (int e = 0; e < part.length; e++) {
      for (long word : tokensOf[e]) {
        tokens[e] += Long.bitCount(word);
      }
      pairs[part[e]] += tokens[e];
      all += tokens[e];
    }
    if (words > MOST_TOKENS / Long.SIZE || all > MOST_PAIRS || divisor < 2) {
      throw new IllegalArgumentException(
          "%d words of tokens, %d pairs, divisor %d".formatted(words, all, divisor));
    }
    for (int p = 0; p < parts; p++) {
      count(p);
    }
  }

  private void count(int p) {
    sum -= load[p];
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
    sum += load[p];
  }

  /** The part of each expert. A copy. */
  int[] parts() {
    return part.clone();
  }

  /** What is to be small. */
  long cost() {
    long cost = common(sum);
    for (int p = 0; p < load.length; p++) {
      cost += cost(load[p], pairs[p]);
    }
    return cost;
  }

  /** Of the link that carries {@code all}; half of the square, and so below 2^62 when squared. */
  private long common(long all) {
    long half = copies ? all * all / 2 : 0;
    return half * half;
  }

  private long cost(int partLoad, int partPairs) {
    return power(partLoad) + power(partPairs / divisor);
  }

  private static long power(long value) {
    return value * value * value * value;
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
    int more = tokens[b] - tokens[a];
    return common(sum + inP + inQ)
        - common(sum)
        + cost(load[p] + inP, pairs[p] + more)
        + cost(load[q] + inQ, pairs[q] - more)
        - cost(load[p], pairs[p])
        - cost(load[q], pairs[q]);
  }

  private void exchange(int a, int b) {
    int p = part[a];
    int more = tokens[b] - tokens[a];
    part[a] = part[b];
    part[b] = p;
    pairs[part[b]] += more;
    pairs[part[a]] -= more;
    count(part[a]);
    count(part[b]);
  }
}
