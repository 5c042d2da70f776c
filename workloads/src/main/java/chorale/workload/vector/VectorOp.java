package chorale.workload.vector;

/**
 * What the vector engine can do with a row's words, lane by lane. All arithmetic is IEEE 754
 * binary32, rounded to nearest, ties to even; results and operands are registers of a row.
 */
public enum VectorOp {
  /** Reads a word of bf16; each lane is widened. */
  LOAD16(0, true),
  /** Reads a word of binary32. */
  LOAD32(0, true),
  /** Writes a word of bf16; each lane is rounded to nearest, ties to even. */
  STORE16(1, false),
  /** Writes a word of binary32. */
  STORE32(1, false),
  /** {@code a + b}. */
  ADD(2, true),
  /** {@code a - b}. */
  SUB(2, true),
  /** {@code a * b}. */
  MUL(2, true),
  /** The larger one; +0 is larger than -0; NaN if one is. */
  MAX(2, true),
  /** The smaller one; -0 is smaller than +0; NaN if one is. */
  MIN(2, true),
  /** {@code e^a}. */
  EXP(1, true),
  /** {@code 1 / (1 + e^-a)}. */
  SIGMOID(1, true),
  /** {@code 1 / a}. */
  RECIPROCAL(1, true),
  /** {@code 1 / sqrt(a)}. */
  RSQRT(1, true),
  /** Lane i gets a's lane {@code i xor 2^immediate}. */
  EXCHANGE(1, true),
  /** 1 if a equals b, else 0. */
  EQUAL(2, true),
  /** 1 if a is greater than b, else 0. */
  GREATER(2, true),
  /** a if b is not 0, else minus infinity. */
  SELECT(2, true),
  /** The lane's place in the row: {@code word * lanes + lane}. */
  INDEX(0, true),
  /** a. */
  MOVE(1, true);

  /** How many registers it reads: none, a, or a and b. */
  public final int sources;

  /** Whether it writes a register. */
  public final boolean result;

  VectorOp(int sources, boolean result) {
    this.sources = sources;
    this.result = result;
  }

  /** Whether it reads or writes a memory. */
  public boolean isAccess() {
    return isLoad() || isStore();
  }

  /** Whether it reads a memory. */
  public boolean isLoad() {
    return this == LOAD16 || this == LOAD32;
  }

  /** Whether it writes a memory. */
  public boolean isStore() {
    return this == STORE16 || this == STORE32;
  }
}
