package chorale.workload;

/**
 * Cycles of a GEMM, M x K times K x N, on a systolic array of {@code rows} x {@code columns} that
 * streams consecutive folds without a gap, from the first word in to the last addition.
 *
 * <p>A single fold takes what SCALE-Sim v3 has for it (without the 1 that it takes off); of
 * several, each but the last costs what occupies the array's input: M rows of activations, or the R
 * rows of the next weights if those are more (weight-stationary), K steps, or the R rows of the
 * last results (output-stationary).
 */
public record ArrayCycles(int rows, int columns) {
  /** Checks the size. */
  public ArrayCycles {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "an array of %d x %d: at least 1 x 1".formatted(rows, columns));
    }
  }

  /** Weight-stationary: the first R cycles load the first weights. */
  public long weightStationary(long m, long k, long n) {
    return rows + weightStationaryAfterAnother(m, k, n);
  }

  /** Weight-stationary, the first weights loaded while the GEMM before still streams. */
  public long weightStationaryAfterAnother(long m, long k, long n) {
    long folds = Math.ceilDiv(k, rows) * Math.ceilDiv(n, columns);
    return (folds - 1) * Math.max(m, rows) + m + rows + columns - 2;
  }

  /** Output-stationary; of a last fold with fewer rows the last addition is in its last row. */
  public long outputStationary(long m, long k, long n) {
    long folds = Math.ceilDiv(m, rows) * Math.ceilDiv(n, columns);
    long lastRows = m - (Math.ceilDiv(m, rows) - 1) * rows;
    return (folds - 1) * Math.max(k, rows) + k + lastRows + columns - 2;
  }

  /** Cycles in which a weight-stationary GEMM keeps the next one from beginning. */
  public long weightStationaryOccupancy(long m, long k, long n) {
    return Math.ceilDiv(k, rows) * Math.ceilDiv(n, columns) * Math.max(m, rows);
  }

  /** Cycles in which an output-stationary GEMM keeps the next one from beginning. */
  public long outputStationaryOccupancy(long m, long k, long n) {
    return Math.ceilDiv(m, rows) * Math.ceilDiv(n, columns) * Math.max(k, rows);
  }

  /** Whether the GEMM, alone, is done sooner output-stationary. */
  public boolean prefersOutputStationary(long m, long k, long n) {
    return outputStationary(m, k, n) < weightStationary(m, k, n);
  }

  /** Fewest cycles that the multiplications take. */
  public long lowerBound(long m, long k, long n) {
    return Math.ceilDiv(m * k * n, (long) rows * columns);
  }
}
