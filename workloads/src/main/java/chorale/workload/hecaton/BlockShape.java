package chorale.workload.hecaton;

import chorale.workload.catalogue.Attention;
import chorale.workload.catalogue.ModelShape;

/**
 * A transformer block and the tokens that go through it at a time.
 *
 * @param tokens T
 * @param length tokens of a sequence
 * @param hidden H
 * @param heads query heads
 * @param kvHeads heads of keys and values
 * @param headSize numbers of a head
 * @param inner F
 * @param gated whether the network has a gate beside up and down
 */
public record BlockShape(
    long tokens,
    long length,
    long hidden,
    long heads,
    long kvHeads,
    long headSize,
    long inner,
    boolean gated) {
  /** Checks the sizes. */
  public BlockShape {
    if (tokens < 1 || length < 1 || tokens % length != 0) {
      throw new IllegalArgumentException(
          "%d tokens in sequences of %d: whole sequences".formatted(tokens, length));
    }
  }

  /** A block of a dense model of the catalogue. */
  public static BlockShape of(ModelShape model, long tokens, long length) {
    if (!(model.attention() instanceof Attention.Grouped a) || model.dense().layers() == 0) {
      throw new IllegalArgumentException(
          model.name() + ": a dense model with grouped attention is wanted");
    }
    return new BlockShape(
        tokens,
        length,
        model.hidden(),
        a.heads(),
        a.kvHeads(),
        a.headDim(),
        model.dense().hidden(),
        model.dense().gated());
  }

  /** Numbers of a token's queries. */
  public long query() {
    return heads * headSize;
  }

  /**
   * Numbers of a token's keys and values where {@code columns} dies share the heads: with more
   * columns than heads of keys, each of them has one, so that some are there several times.
   */
  public long keyValue(int columns) {
    return 2 * Math.max(kvHeads, Math.min(columns, heads)) * headSize;
  }

  /** What comes out of the network's first layer: gate and up. */
  public long firstInner() {
    return gated ? 2 * inner : inner;
  }

  /** Weights of its matrices, each once. */
  public long weights() {
    return hidden * (2 * query() + 2 * kvHeads * headSize + firstInner() + inner);
  }
}
