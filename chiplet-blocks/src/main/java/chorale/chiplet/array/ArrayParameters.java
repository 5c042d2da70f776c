package chorale.chiplet.array;

/**
 * A systolic array, or a tile of several that share each GEMM, and the memories beside it.
 *
 * @param rows R, rows of PEs, 2 to 256
 * @param columns C, columns of PEs, 2 to 256
 * @param element what a PE computes
 * @param datapath with values, or timing only
 * @param outputStationary whether the PEs can do output-stationary GEMMs too
 * @param transposes whether operands can be transposed on their way; R and C are equal then
 * @param productStages registers between multiplier and adder of a PE, 0 to 3
 * @param accumulatorRows partial sums that a column holds, at least 2: most rows of a
 *     weight-stationary GEMM with more than one fold in K
 * @param addressBits width of a word address of the memories beside the array, 2 to 32
 * @param arrays A, arrays of a tile, 1, 2, 4 .. 64; the inner dimension is dealt out to them, see
 *     {@link GemmFormat}
 */
public record ArrayParameters(
    int rows,
    int columns,
    Element element,
    Datapath datapath,
    boolean outputStationary,
    boolean transposes,
    int productStages,
    int accumulatorRows,
    int addressBits,
    int arrays) {

  /** Checks the ranges. */
  public ArrayParameters {
    inRange("rows", rows, 2, 256);
    inRange("columns", columns, 2, 256);
    inRange("productStages", productStages, 0, 3);
    inRange("accumulatorRows", accumulatorRows, 2, 1 << 14);
    inRange("addressBits", addressBits, 2, 32);
    inRange("arrays", arrays, 1, 64);
    if (Integer.bitCount(arrays) != 1) {
      throw new IllegalArgumentException("a tile of %d arrays: 1, 2, 4 .. 64".formatted(arrays));
    }
    if (transposes && rows != columns) {
      throw new IllegalArgumentException(
          "an array of %d x %d that transposes: as many rows as columns".formatted(rows, columns));
    }
  }

  /** A single array. */
  public ArrayParameters(
      int rows,
      int columns,
      Element element,
      Datapath datapath,
      boolean outputStationary,
      boolean transposes,
      int productStages,
      int accumulatorRows,
      int addressBits) {
    this(
        rows,
        columns,
        element,
        datapath,
        outputStationary,
        transposes,
        productStages,
        accumulatorRows,
        addressBits,
        1);
  }

  /**
   * An R x C array of bf16 PEs for both dataflows that transposes if it is square, with 1024 sums a
   * column and 20-bit addresses.
   */
  public static ArrayParameters of(int rows, int columns, Datapath datapath) {
    return new ArrayParameters(
        rows, columns, Element.BF16, datapath, true, rows == columns, 1, 1024, 20);
  }

  /** The same array with the other datapath. */
  public ArrayParameters with(Datapath other) {
    return new ArrayParameters(
        rows,
        columns,
        element,
        other,
        outputStationary,
        transposes,
        productStages,
        accumulatorRows,
        addressBits,
        arrays);
  }

  /** A tile of {@code count} such arrays. */
  public ArrayParameters tile(int count) {
    return new ArrayParameters(
        rows,
        columns,
        element,
        datapath,
        outputStationary,
        transposes,
        productStages,
        accumulatorRows,
        addressBits,
        count);
  }

  /** PEs of the tile. */
  public int pes() {
    return arrays * rows * columns;
  }

  /** Levels of the tree that adds up the arrays' sums, a cycle each. */
  public int treeLevels() {
    return Integer.numberOfTrailingZeros(arrays);
  }

  /** Whether words carry values. */
  boolean values() {
    return datapath == Datapath.VALUES;
  }

  /** Bits of a word of R operands; 1 without values. */
  int leftBits() {
    return values() ? rows * element.operandBits : 1;
  }

  /** Bits of a word of C operands; 1 without values. */
  int topBits() {
    return values() ? columns * element.operandBits : 1;
  }

  /** Bits of a word of C sums; 1 without values. */
  int sumWordBits() {
    return values() ? columns * element.sumBits : 1;
  }

  /**
   * Cycles from the entry of a row into the array to its word of results: down the rows, along the
   * columns, through the multiplier and the tree.
   */
  int latency() {
    return productStages + rows + columns - 1 + treeLevels();
  }

  private static void inRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "an array with %s %d: %d to %d".formatted(what, value, least, most));
    }
  }
}
