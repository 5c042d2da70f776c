package chorale.chiplet.array;

/** Which operand of a GEMM Y = A B (M x K times K x N) stays in the PEs of an R x C array. */
public enum Dataflow {
  /**
   * A tile of B, R rows and C columns, stays; rows of A go through it, one a cycle. Folds: {@code
   * ceil(K/R) ceil(N/C)}.
   */
  WEIGHT_STATIONARY,
  /**
   * A tile of Y, R rows and C columns, stays; columns of A and rows of B go through it, one of each
   * a cycle. Folds: {@code ceil(M/R) ceil(N/C)}.
   */
  OUTPUT_STATIONARY
}
