package chorale.workload;

/** The three matrices of an expert, in the order of loading and computing. */
public enum Matrix {
  /** H x Hi. */
  GATE,
  /** H x Hi. */
  UP,
  /** Hi x H. */
  DOWN;

  /** Rows of the matrix, the k of its Gemm. */
  public int rows(RunConfig.Model model) {
    return this == DOWN ? model.expertHidden() : model.hidden();
  }

  /** Columns of the matrix, the n of its Gemm. */
  public int columns(RunConfig.Model model) {
    return this == DOWN ? model.hidden() : model.expertHidden();
  }
}
