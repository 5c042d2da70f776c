package chorale.workload.mozart;

/**
 * What all tokens of a layer go through, on their home: attention, router, shared experts, and
 * dense layers before it.
 *
 * @param weights bf16 numbers
 * @param macs forward products per token; the backward pass takes twice as many
 * @param numbers that activations move from and to the chiplet's memory per token, forward; twice
 *     as many backward
 * @param saved numbers per token that the backward pass needs
 */
public record SharedLayer(long weights, long macs, long numbers, long saved) {
  /** Both one after the other. */
  public SharedLayer plus(SharedLayer other) {
    return new SharedLayer(
        weights + other.weights, macs + other.macs, numbers + other.numbers, saved + other.saved);
  }
}
