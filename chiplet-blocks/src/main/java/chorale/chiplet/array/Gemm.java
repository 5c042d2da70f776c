package chorale.chiplet.array;

import java.util.Locale;

/**
 * Y = Y0 + A B, with A of M x K, B of K x N and Y0 of M x N, 0 if there is none. Every element of Y
 * is {@code ((y0 + a0 b0) + a1 b1) + ...} in ascending k, whatever the dataflow, the size of the
 * array and the folds.
 *
 * <p>A tile of A arrays adds up shares of {@code S = R ceil(K / (A R))} products each so, the first
 * from y0 on and the others from 0, and then shares 0 and 1, 2 and 3, .. of A, then the sums of
 * these, and so on. A share that is empty is +0.
 *
 * <p>A matrix lies in rows of words. {@code left} holds A for weight-stationary and A transposed
 * for output-stationary GEMMs, unless the operand is turned on its way: then it holds the other
 * one. {@code top} holds B, or B transposed if that is turned.
 *
 * @param dataflow what stays in the PEs
 * @param m rows of A and Y
 * @param k columns of A, rows of B
 * @param n columns of B and Y
 * @param left where A is
 * @param turnsLeft whether the left operand is transposed on its way
 * @param top where B is
 * @param turnsTop whether the top operand is transposed on its way
 * @param init where Y0 is, or null
 * @param result where Y goes
 */
public record Gemm(
    Dataflow dataflow,
    int m,
    int k,
    int n,
    Place left,
    boolean turnsLeft,
    Place top,
    boolean turnsTop,
    Place init,
    Place result) {

  /**
   * Where a matrix is.
   *
   * @param address of its first word
   * @param stride from one row to the next, in words
   */
  public record Place(long address, long stride) {}

  /** Weight-stationary, from 0, with operands as they lie: {@code left} holds A. */
  public static Gemm weightStationary(int m, int k, int n, Place left, Place top, Place result) {
    return new Gemm(Dataflow.WEIGHT_STATIONARY, m, k, n, left, false, top, false, null, result);
  }

  /** Output-stationary, from 0, with operands as they lie: {@code left} holds A transposed. */
  public static Gemm outputStationary(int m, int k, int n, Place left, Place top, Place result) {
    return new Gemm(Dataflow.OUTPUT_STATIONARY, m, k, n, left, false, top, false, null, result);
  }

  /** The same with a top operand that holds B transposed, if it turns. */
  public Gemm turningTop(boolean turns) {
    return new Gemm(dataflow, m, k, n, left, turnsLeft, top, turns, init, result);
  }

  /** The same from a Y0, or from 0 if it is null. */
  public Gemm from(Place start) {
    return new Gemm(dataflow, m, k, n, left, turnsLeft, top, turnsTop, start, result);
  }

  /** Throws unless the array {@code p} can do this. */
  void check(ArrayParameters p) {
    require(m > 0 && k > 0 && n > 0, "dimensions of at least 1");
    int most = (1 << GemmFormat.STEP_BITS) - 1;
    require(m <= most && k <= most, "at most %d rows and steps".formatted(most));
    int folds = (1 << GemmFormat.FOLD_BITS) - 1;
    require(Math.ceilDiv(n, p.columns()) <= folds, "at most %d folds in N".formatted(folds));
    boolean os = dataflow == Dataflow.OUTPUT_STATIONARY;
    require(!os || p.outputStationary(), "an array with output-stationary PEs");
    require(
        os || k <= p.arrays() * p.rows() || m <= p.accumulatorRows(),
        "at most %d rows, as many as a column has accumulators, or a single fold in K"
            .formatted(p.accumulatorRows()));
    require(!(turnsLeft || turnsTop) || p.transposes(), "an array that transposes");
  }

  private void require(boolean holds, String needs) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a %s GEMM of %d x %d x %d (M x K x N) needs %s"
              .formatted(
                  dataflow.name().toLowerCase(Locale.ROOT).replace('_', '-'), m, k, n, needs));
    }
  }
}
