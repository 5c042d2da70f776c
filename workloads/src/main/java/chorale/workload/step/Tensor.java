package chorale.workload.step;

/** What of an expert lies in the memory of its group. */
public enum Tensor {
  /** One of its three matrices, bf16. */
  WEIGHT(false),
  /** The gradient of a matrix, binary32. */
  GRADIENT(true),
  /** A first moment, binary32. */
  FIRST(true),
  /** A second moment, binary32. */
  SECOND(true),
  /** Of the forward pass, by token: the product with the gate matrix, binary32. */
  GATE_SUM(true),
  /** The product with the up matrix, binary32. */
  UP_SUM(true),
  /** What the activation makes of both, bf16. */
  HIDDEN(false),
  /** Hidden states of a chiplet's tokens, of a step with several layers, bf16. */
  INPUT(false),
  /** Weights that all tokens share, of attention, router and shared experts, bf16. */
  SHARED(false),
  /** What the backward pass needs of attention's forward one, bf16. */
  SAVED(false);

  private final boolean sums;

  Tensor(boolean sums) {
    this.sums = sums;
  }

  /** Whether its numbers are binary32, from and to the chiplet's memory of sums. */
  public boolean sums() {
    return sums;
  }
}
