package chorale.workload.trace;

import chorale.workload.Routing;
import java.util.Arrays;
import java.util.Random;

/**
 * The routing of one layer with knobs for locality and skew.
 *
 * <p>The experts lie in hidden blocks, drawn at random. A token draws a block; each of its choices
 * comes from that block with probability {@code locality}, otherwise from all experts; a choice of
 * an expert that the token has already is drawn anew, from the block or from all. An expert has the
 * weight {@code exp(skew * z)}, z from the normal distribution: blocks and experts are drawn by
 * weight. With skew 0 all are equal; the loads of real traces have 0.1 to 1.7.
 */
public final class SyntheticRouting {
  private final Knobs knobs;
  private final Random random;
  private final int[][] blocks;
  private final int[] all;
  private final double[] weight;
  private final double[] blockWeight;
  private final double allWeight;
  private final boolean[] taken;

  /**
   * What a layer's routing is drawn from.
   *
   * @param experts experts, at least as many as blocks
   * @param topK choices of a token
   * @param blocks hidden blocks; 16, as many as Mozart has chiplets, unless there is a reason
   * @param locality probability of a choice from the token's block
   * @param skew standard deviation of the logarithm of an expert's weight
   */
  public record Knobs(int experts, int topK, int blocks, double locality, double skew) {
    /** Checks them. */
    public Knobs {
      if (blocks < 1 || experts < blocks || topK < 1 || topK > experts) {
        throw new IllegalArgumentException(
            "%d experts in %d blocks, %d for a token: write blocks and top-k from 1 to the experts"
                .formatted(experts, blocks, topK));
      }
      if (!(locality >= 0 && locality <= 1 && skew >= 0 && skew <= 4)) {
        throw new IllegalArgumentException(
            "locality %s, skew %s: write 0 to 1, and 0 to 4".formatted(locality, skew));
      }
    }
  }

  /** Equal seeds give equal rows. */
  public SyntheticRouting(Knobs knobs, long seed) {
    this.knobs = knobs;
    random = new Random(seed);
    int n = knobs.experts;
    all = new int[n];
    weight = new double[n];
    taken = new boolean[n];
    for (int e = 0; e < n; e++) {
      all[e] = e;
      weight[e] = Math.exp(knobs.skew * random.nextGaussian());
    }
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int expert = all[i];
      all[i] = all[j];
      all[j] = expert;
    }
    blocks = new int[knobs.blocks][];
    blockWeight = new double[knobs.blocks];
    for (int b = 0; b < blocks.length; b++) {
      int from = b * n / blocks.length;
      blocks[b] = Arrays.copyOfRange(all, from, (b + 1) * n / blocks.length);
      for (int e : blocks[b]) {
        blockWeight[b] += weight[e];
      }
    }
    allWeight = Arrays.stream(blockWeight).sum();
  }

  /** The experts of the next token, in the order in which they were drawn. */
  public int[] next() {
    var row = new int[knobs.topK];
    int block = drawBlock();
    for (int j = 0; j < row.length; j++) {
      // Drawing anew until the choice is free is the same as to weigh both sources by their chance
      // of a free one, and then to draw among the free.
      double near = knobs.locality * free(blocks[block]) / blockWeight[block];
      double far = (1 - knobs.locality) * free(all) / allWeight;
      boolean fromBlock = random.nextDouble() * (near + far) < near;
      row[j] = draw(fromBlock ? blocks[block] : all);
      taken[row[j]] = true;
    }
    for (int expert : row) {
      taken[expert] = false;
    }
    return row;
  }

  /** The routing of the next {@code tokens} tokens. */
  public Routing next(int tokens) {
    var rows = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      rows[t] = next();
    }
    return new Routing(rows, knobs.experts);
  }

  private int drawBlock() {
    double at = random.nextDouble() * allWeight;
    int b = 0;
    while (b < blockWeight.length - 1 && at >= blockWeight[b]) {
      at -= blockWeight[b++];
    }
    return b;
  }

  private double free(int[] experts) {
    double sum = 0;
    for (int e : experts) {
      sum += taken[e] ? 0 : weight[e];
    }
    return sum;
  }

  /** One of those of {@code experts} that are free, of which there is one, by weight. */
  private int draw(int[] experts) {
    double at = random.nextDouble() * free(experts);
    int last = -1;
    for (int e : experts) {
      if (!taken[e]) {
        last = e;
        at -= weight[e];
        if (at < 0) {
          break;
        }
      }
    }
    return last;
  }
}
