package chorale.workload;

import chorale.workload.num.SumOrder;

/**
 * Cycles of a GEMM, M x K times K x N, on a systolic array of {@code rows} x {@code columns} that
 * streams consecutive folds without a gap, from the first word in to the last addition.
 *
 * <p>A single fold takes what SCALE-Sim v3 has for it (without the 1 that it takes off); of
 * several, each but the last costs what occupies the array's input: M rows of activations, or the R
 * rows of the next weights if those are more (weight-stationary), K steps, or the R rows of the
 * last results (output-stationary).
 *
 * <p>A tile of {@code arrays} deals out K in shares, as {@link SumOrder} says, which shortens both:
 * fewer folds (weight-stationary), fewer steps (output-stationary). The last addition is then in
 * the tree, log2(A) cycles later.
 *
 * @param rows R
 * @param columns C
 * @param arrays A, a power of two
 */
public record ArrayCycles(int rows, int columns, int arrays) {
  /** Checks the size. */
  public ArrayCycles {
    if (rows < 1 || columns < 1 || arrays < 1 || Integer.bitCount(arrays) != 1) {
      throw new IllegalArgumentException(
          "%d arrays of %d x %d: 1, 2, 4 .. arrays of at least 1 x 1"
              .formatted(arrays, rows, columns));
    }
  }

  /** A single array. */
  public ArrayCycles(int rows, int columns) {
    this(rows, columns, 1);
  }

  /** Weight-stationary: the first R cycles load the first weights. */
  public long weightStationary(long m, long k, long n) {
    return rows + weightStationaryAfterAnother(m, k, n);
  }

  /** Weight-stationary, the first weights loaded while the GEMM before still streams. */
  public long weightStationaryAfterAnother(long m, long k, long n) {
    return (stationaryFolds(k, n) - 1) * Math.max(m, rows) + m + rows + columns - 2 + levels();
  }

  /** Output-stationary; of a last fold with fewer rows the last addition is in its last row. */
  public long outputStationary(long m, long k, long n) {
    long folds = Math.ceilDiv(m, rows) * Math.ceilDiv(n, columns);
    long lastRows = m - (Math.ceilDiv(m, rows) - 1) * rows;
    long steps = steps(k);
    return (folds - 1) * Math.max(steps, rows) + steps + lastRows + columns - 2 + levels();
  }

  /** Cycles in which a weight-stationary GEMM keeps the next one from beginning. */
  public long weightStationaryOccupancy(long m, long k, long n) {
    return stationaryFolds(k, n) * Math.max(m, rows);
  }

  /** Cycles in which an output-stationary GEMM keeps the next one from beginning. */
  public long outputStationaryOccupancy(long m, long k, long n) {
    return Math.ceilDiv(m, rows) * Math.ceilDiv(n, columns) * Math.max(steps(k), rows);
  }

  /** Whether the GEMM, alone, is done sooner output-stationary. */
  public boolean prefersOutputStationary(long m, long k, long n) {
    return outputStationary(m, k, n) < weightStationary(m, k, n);
  }

  /** Fewest cycles that the multiplications take. */
  public long lowerBound(long m, long k, long n) {
    return Math.ceilDiv(m * k * n, (long) arrays * rows * columns);
  }

  private long stationaryFolds(long k, long n) {
    return Math.ceilDiv(k, (long) arrays * rows) * Math.ceilDiv(n, columns);
  }

  /** Steps of an output-stationary fold: the longest share. */
  private long steps(long k) {
    return Math.min(k, rows * Math.ceilDiv(k, (long) arrays * rows));
  }

  private int levels() {
    return Integer.numberOfTrailingZeros(arrays);
  }
}
