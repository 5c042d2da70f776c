package chorale.workload;

/**
 * Cycles of a Gemm on a weight-stationary array of {@code rows} x {@code columns} with a second set
 * of weight registers. A fold streams m rows while the next fold's weights load, one array row a
 * cycle, so consecutive folds start max(m, weight rows of the next fold) cycles apart.
 */
record ArrayCost(int rows, int columns) {
  ArrayCost(RunConfig.Chiplet chiplet) {
    this(chiplet.arrayRows(), chiplet.arrayColumns());
  }

  /**
   * Least cycles the array's input is busy: first stream's start to last stream's end. A partial
   * fold loads its own rows only; the largest fold is taken as the first, whose load precedes.
   */
  long streams(Command.Gemm gemm) {
    long across = Math.ceilDiv(gemm.n(), columns);
    long deep = Math.ceilDiv(gemm.k(), rows);
    long perColumn = (deep - 1) * Math.max(gemm.m(), rows) + Math.max(gemm.m(), lastRows(gemm));
    return across * perColumn - Math.max(gemm.m(), firstLoad(gemm)) + gemm.m();
  }

  /** Cycles to load the first fold's weights. */
  int firstLoad(Command.Gemm gemm) {
    return Math.min(rows, gemm.k());
  }

  /** Cycles from the end of the last stream to the last result. */
  int drain() {
    return rows + columns - 2;
  }

  /**
   * Most cycles of the whole Gemm, alone: in every cycle the SRAM grants a row of weights, of
   * activations or of results, or the last row drains.
   */
  long most(Command.Gemm gemm) {
    long across = Math.ceilDiv(gemm.n(), columns);
    long folds = across * Math.ceilDiv(gemm.k(), rows);
    return folds * (rows + gemm.m()) + across * gemm.m() + rows + columns - 1;
  }

  private int lastRows(Command.Gemm gemm) {
    return gemm.k() - (Math.ceilDiv(gemm.k(), rows) - 1) * rows;
  }
}
