package chorale.workload;

import java.util.Arrays;
import java.util.BitSet;

/** Which experts each token of one layer goes to, best score first. Immutable. */
public final class Routing {
  private final int[][] experts;
  private final int[][] tokens;

  /**
   * Takes a copy of {@code experts}, indexed by token and then by rank.
   *
   * @throws IllegalArgumentException if there is no token, a row is empty or of another length than
   *     the first, an expert is outside {@code 0 .. expertCount-1} or stands twice in a row
   */
  public Routing(int[][] experts, int expertCount) {
    this.experts = new int[experts.length][];
    var loads = new int[expertCount];
    if (experts.length == 0 || experts[0].length == 0) {
      throw new IllegalArgumentException("a routing needs a token with an expert");
    }
    for (int t = 0; t < experts.length; t++) {
      var row = experts[t].clone();
      if (row.length != experts[0].length) {
        throw new IllegalArgumentException("token " + t + " has " + row.length + " experts");
      }
      var seen = new BitSet();
      for (int expert : row) {
        if (expert < 0 || expert >= expertCount || seen.get(expert)) {
          throw new IllegalArgumentException("token " + t + " cannot go to expert " + expert);
        }
        seen.set(expert);
        loads[expert]++;
      }
      this.experts[t] = row;
    }
    tokens = new int[expertCount][];
    for (int e = 0; e < expertCount; e++) {
      tokens[e] = new int[loads[e]];
    }
    for (int t = experts.length - 1; t >= 0; t--) {
      for (int expert : this.experts[t]) {
        tokens[expert][--loads[expert]] = t;
      }
    }
  }

  /** Number of tokens. */
  public int tokens() {
    return experts.length;
  }

  /** The tokens {@code from .. to-1} by themselves, counted from 0. */
  public Routing tokens(int from, int to) {
    return new Routing(Arrays.copyOfRange(experts, from, to), tokens.length);
  }

  /** Experts per token. */
  public int topK() {
    return experts[0].length;
  }

  /** Number of experts, with or without tokens. */
  public int expertCount() {
    return tokens.length;
  }

  /** The expert of rank {@code rank} (0 is the best score) of {@code token}. */
  public int expert(int token, int rank) {
    return experts[token][rank];
  }

  /** Number of tokens of {@code expert}. */
  public int load(int expert) {
    return tokens[expert].length;
  }

  /** The tokens of {@code expert}, ascending: the order in which they arrive. A copy. */
  public int[] tokensOf(int expert) {
    return tokens[expert].clone();
  }

  /** The last token of {@code expert}, -1 if it has none. */
  int lastToken(int expert) {
    var own = tokens[expert];
    return own.length == 0 ? -1 : own[own.length - 1];
  }
}
