package chorale.workload.train;

import java.util.Random;

/**
 * What attention over a sequence begins with. Matrices are arrays of rows, of bfloat16 numbers.
 * Queries have {@code heads} heads, keys and values {@code kvHeads}, of which each serves as many
 * query heads that follow each other (J. Ainslie et al., GQA, 2023).
 *
 * @param heads query heads, a multiple of kvHeads
 * @param kvHeads heads of keys and values
 * @param headSize numbers of a head
 * @param causal whether a token sees itself and those before it only
 * @param x by token, its state
 * @param dy by token, the gradient of the loss by the output
 * @param weight the four matrices
 */
public record AttentionData(
    int heads,
    int kvHeads,
    int headSize,
    boolean causal,
    float[][] x,
    float[][] dy,
    float[][][] weight) {
  /** Matrices, in the order of {@code weight}. */
  public static final int QUERY = 0;

  /** See {@link #QUERY}. */
  public static final int KEY = 1;

  /** See {@link #QUERY}. */
  public static final int VALUE = 2;

  /** See {@link #QUERY}. */
  public static final int OUTPUT = 3;

  /** Number of matrices. */
  public static final int MATRICES = 4;

  /** Checks the sizes. */
  public AttentionData {
    if (kvHeads < 1 || headSize < 1 || heads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "%d heads and %d heads of keys and values, of %d numbers: at least 1 each, the first a multiple of the second"
              .formatted(heads, kvHeads, headSize));
    }
    if (weight.length != MATRICES) {
      throw new IllegalArgumentException(
          "%d matrices: %d, for queries, keys, values and the output"
              .formatted(weight.length, MATRICES));
    }
    int hidden = x[0].length;
    int q = heads * headSize;
    int kv = kvHeads * headSize;
    check("states", x, x.length, hidden);
    check("gradients", dy, x.length, hidden);
    check("Wq", weight[QUERY], hidden, q);
    check("Wk", weight[KEY], hidden, kv);
    check("Wv", weight[VALUE], hidden, kv);
    check("Wo", weight[OUTPUT], q, hidden);
  }

  private static void check(String what, float[][] matrix, int rows, int columns) {
    for (float[] row : matrix) {
      if (matrix.length != rows || row.length != columns) {
        throw new IllegalArgumentException(
            "%s of %d x %d: %d x %d".formatted(what, matrix.length, row.length, rows, columns));
      }
    }
  }

  /** Random numbers of a size that a trained layer has. */
  public static AttentionData random(
      int tokens, int hidden, int heads, int kvHeads, int headSize, boolean causal, long seed) {
    var random = new Random(seed);
    int q = heads * headSize;
    int kv = kvHeads * headSize;
    double size = 1 / Math.sqrt(hidden);
    return new AttentionData(
        heads,
        kvHeads,
        headSize,
        causal,
        LayerData.operands(tokens, hidden, 1, random),
        LayerData.operands(tokens, hidden, 1e-2, random),
        new float[][][] {
          LayerData.operands(hidden, q, size, random),
          LayerData.operands(hidden, kv, size, random),
          LayerData.operands(hidden, kv, size, random),
          LayerData.operands(q, hidden, 1 / Math.sqrt(q), random)
        });
  }

  /** Tokens of the sequence. */
  public int tokens() {
    return x.length;
  }

  /** Numbers of a token's state. */
  public int hidden() {
    return x[0].length;
  }

  /** The head of keys and values of a query head. */
  public int kvHead(int head) {
    return head / (heads / kvHeads);
  }

  /** Tokens that token {@code t} sees, from the first on. */
  public int seen(int t) {
    return causal ? t + 1 : tokens();
  }

  /** {@code 1 / sqrt(headSize)}. */
  public float scale() {
    return (float) (1 / Math.sqrt(headSize));
  }
}
