package chorale.workload.hecaton;

/** How the products of a block are spread over the dies. */
public enum Scheme {
  /** Megatron's columns, then rows, of weights; sums in one ring through all dies. */
  FLAT_1D,
  /** The same; sums along rows and columns, half of them in the other order. */
  TORUS_1D,
  /** Optimus: tiles of everything, activations and weights broadcast, gradients reduced. */
  BROADCAST_2D,
  /** Tiles of weights that stay, activations gathered and sums scattered, one after the other. */
  GRID_2D,
  /**
   * Ours: the same with token slices along diagonals, so that what is gathered comes in the order
   * in which sums leave, and all three go on beside each other.
   */
  SKEWED_2D;

  /** Whether weights are in tiles. */
  public boolean isTiled() {
    return this == GRID_2D || this == SKEWED_2D;
  }
}
