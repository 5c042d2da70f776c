package chorale.workload.hecaton;

/** Elements that a die sends in one pass of T tokens through two layers H to F to H. */
public final class ClosedForms {
  private ClosedForms() {}

  /**
   * Tiles on R x C dies, forward; the same backward if gathered inputs are kept:
   *
   * <pre>
   * 2 [(C - 1) T H + (R - 1) T F] / (R C)
   * </pre>
   */
  public static double tiled(Grid grid, long t, long h, long f) {
    double gathered = (grid.columns() - 1.0) * t * h + (grid.rows() - 1.0) * t * f;
    return 2 * gathered / grid.dies();
  }

  /** What gathering both inputs again adds to a backward pass: half of {@link #tiled}. */
  public static double regathered(Grid grid, long t, long h, long f) {
    return tiled(grid, t, h, f) / 2;
  }

  /** An all-reduce on N dies in a ring: {@code 2 (N - 1) / N T H}. */
  public static double line(Grid grid, long t, long h) {
    return 2.0 * (grid.dies() - 1) * t * h / grid.dies();
  }

  /**
   * Panels on p x p dies, forward: inputs and weights of both layers. Backward has each of them
   * twice, to broadcast and to reduce.
   *
   * <pre>
   * (p - 1) (T H + T F + 2 H F) / p^2
   * </pre>
   */
  public static double broadcast(Grid grid, long t, long h, long f) {
    double moved = (double) t * h + (double) t * f + 2.0 * h * f;
    return (grid.rows() - 1) * moved / grid.dies();
  }
}
