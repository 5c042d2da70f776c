package chorale.chiplet.array;

/** What a processing element multiplies and adds. */
public enum Element {
  /** bf16 operands, sums in IEEE 754 binary32; each product is exact, each addition rounds. */
  BF16(16, 32),
  /** Signed 8-bit operands, sums of 32 bits that wrap. */
  INT8(8, 32);

  /** Bits of an operand. */
  public final int operandBits;

  /** Bits of a sum. */
  public final int sumBits;

  Element(int operandBits, int sumBits) {
    this.operandBits = operandBits;
    this.sumBits = sumBits;
  }
}
