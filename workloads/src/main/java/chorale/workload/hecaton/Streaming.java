package chorale.workload.hecaton;

/**
 * Bytes between the dies and the memories at the edge while tokens go through a block, of all dies
 * together: weights of a block come while the block before it, in the order of the pass, is worked
 * on; saved values go there and come back; gradients of weights are added to those of earlier
 * micro-batches there. The update of a step, two binary32 moments and the gradient in, moments and
 * weight out, is spread over its micro-batches.
 *
 * @param forwardLoad of a forward pass, in
 * @param forwardStore out
 * @param backwardLoad of a backward pass, in
 * @param backwardStore out
 */
public record Streaming(
    double forwardLoad, double forwardStore, double backwardLoad, double backwardStore) {
  private static final double NUMBER = 2;
  private static final double UPDATE_LOAD = 2 * 4 + NUMBER;
  private static final double UPDATE_STORE = 2 * 4 + NUMBER;

  /** Of a block. */
  public static Streaming of(BlockShape s, int microBatches) {
    double weights = NUMBER * s.weights();
    long numbers = 2 * s.hidden() + 2 * s.query() + s.keyValue(1) + s.firstInner();
    double saved = NUMBER * s.tokens() * numbers;
    double perBatch = (double) s.weights() / microBatches;
    return new Streaming(
        weights,
        saved,
        2 * weights + saved + UPDATE_LOAD * perBatch,
        weights + UPDATE_STORE * perBatch);
  }

  /** All of it. */
  public double bytes() {
    return forwardLoad + forwardStore + backwardLoad + backwardStore;
  }
}
