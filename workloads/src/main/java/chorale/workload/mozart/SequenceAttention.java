package chorale.workload.mozart;

import chorale.workload.step.Machine;

/**
 * Attention before the experts of each layer of a {@link MozartStep}, on the homes of the tokens:
 * its outputs are what goes to experts. A home's tokens of a micro-batch are sequences of equal
 * length, one behind the other.
 *
 * @param tokens of a sequence
 * @param heads query heads, a multiple of kvHeads
 * @param kvHeads heads of keys and values
 * @param headSize numbers of a head
 * @param causal whether a token sees itself and those before it only
 */
public record SequenceAttention(int tokens, int heads, int kvHeads, int headSize, boolean causal) {
  /** Checks the heads. */
  public SequenceAttention {
    if (tokens < 1 || headSize < 1 || kvHeads < 1 || heads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "sequences of %d tokens, %d heads and %d of keys and values, of %d numbers: at least 1 each, heads a multiple of those of keys"
              .formatted(tokens, heads, kvHeads, headSize));
    }
  }

  /** Checks that homes with so many tokens of a micro-batch can do it. */
  void check(Machine machine, int homeTokens) {
    if (machine.homes() == 0) {
      throw new IllegalArgumentException("attention among experts: homes at the root");
    }
    if (homeTokens % tokens != 0) {
      throw new IllegalArgumentException(
          "%d tokens of a home in a micro-batch, sequences of %d: a multiple"
              .formatted(homeTokens, tokens));
    }
    if (tokens % machine.lanes() != 0 || headSize % machine.lanes() != 0) {
      throw new IllegalArgumentException(
          "sequences of %d tokens and heads of %d numbers in words of %d lanes: multiples of the lanes"
              .formatted(tokens, headSize, machine.lanes()));
    }
  }

  /** Numbers of all query heads. */
  public int queries() {
    return heads * headSize;
  }

  /** Numbers of all heads of keys, or of values. */
  public int keys() {
    return kvHeads * headSize;
  }

  /** What scores are multiplied by, {@code 1 / sqrt(headSize)}. */
  public float scale() {
    return (float) (1 / Math.sqrt(headSize));
  }

  /** The head of keys and values of a query head. */
  public int kvHead(int head) {
    return head / (heads / kvHeads);
  }
}
