package chorale.workload.hecaton;

import chorale.workload.num.Bf16;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a block begins with, in bfloat16: by token states and gradients of the loss by the outputs,
 * weights by rows, gains of the two norms.
 *
 * @param shape sizes
 * @param causal whether a token sees itself and those before it only
 * @param x states
 * @param dy gradients
 * @param weights of each matrix
 * @param gains of the norms before attention and before the network
 */
public record BlockData(
    BlockShape shape,
    boolean causal,
    float[][] x,
    float[][] dy,
    Map<Weight, float[][]> weights,
    float[][] gains) {
  /** Matrices of a gated block, from a layer's inputs to its outputs. */
  public enum Weight {
    /** Of queries. */
    QUERY,
    /** Of keys. */
    KEY,
    /** Of values. */
    VALUE,
    /** From the heads' values. */
    OUTPUT,
    /** Gate of the network. */
    GATE,
    /** Up. */
    UP,
    /** Down. */
    DOWN
  }

  /** Added to a mean of squares. */
  public static final float EPSILON = 0x1p-17f;

  /** Checks the kind. */
  public BlockData {
    if (!shape.gated()) {
      throw new IllegalArgumentException("a network with gate, up and down is wanted");
    }
  }

  /** Random numbers. */
  public static BlockData random(BlockShape s, boolean causal, long seed) {
    var random = new Random(seed);
    int tokens = (int) s.tokens();
    int h = (int) s.hidden();
    var weights = new TreeMap<Weight, float[][]>();
    for (var w : Weight.values()) {
      int in = width(s, w, true);
      weights.put(w, normal(random, in, width(s, w, false), 1 / Math.sqrt(in), 0));
    }
    return new BlockData(
        s,
        causal,
        normal(random, tokens, h, 1, 0),
        normal(random, tokens, h, 1, 0),
        weights,
        normal(random, 2, h, 0.1, 1));
  }

  private static int width(BlockShape s, Weight weight, boolean in) {
    return (int)
        switch (weight) {
          case QUERY -> in ? s.hidden() : s.query();
          case KEY, VALUE -> in ? s.hidden() : s.kvHeads() * s.headSize();
          case OUTPUT -> in ? s.query() : s.hidden();
          case GATE, UP -> in ? s.hidden() : s.inner();
          case DOWN -> in ? s.inner() : s.hidden();
        };
  }

  private static float[][] normal(
      Random random, int rows, int columns, double deviation, double mean) {
    var numbers = new float[rows][columns];
    for (var row : numbers) {
      for (int c = 0; c < columns; c++) {
        row[c] = Bf16.round((float) (mean + deviation * random.nextGaussian()));
      }
    }
    return numbers;
  }

  /** What scores are multiplied by: one over the root of the size of a head, in binary32. */
  public float scale() {
    return (float) (1 / Math.sqrt(shape.headSize()));
  }

  /** The first token that a token sees. */
  int firstSeen(int token) {
    return (int) (token - token % shape.length());
  }

  /** The token after the last one that it sees. */
  int seenEnd(int token) {
    return causal ? token + 1 : (int) (firstSeen(token) + shape.length());
  }
}
