package chorale.nop;

/** What the payload of a contribution holds, and how it is added. */
public enum Element {
  /**
   * Numbers of 16 bits, the upper half of a binary32 each. A sum has binary32 numbers and so twice
   * as many flits: the low half of a flit's lanes goes first.
   */
  BF16(32, 2),
  /** Numbers of IEEE 754 binary32, lane i in bits 32 i to 32 i + 31. */
  FP32(32, 1),
  /** One unsigned number as wide as the payload; the sum wraps. */
  COUNT(1, 1);

  private final int granule;
  private final int growth;

  Element(int granule, int growth) {
    this.granule = granule;
    this.growth = growth;
  }

  /** Body flits of a sum for each body flit of a contribution. */
  public int growth() {
    return growth;
  }

  /** The payload of a flit must be a multiple of so many bits. */
  public int granule() {
    return granule;
  }
}
