package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;

/**
 * Where the bursts of a stack's channel lie, in plain Java: from the low bits of a burst's number
 * up {@code group, column, bank, row}, the group xor the row's two lowest bits, the bank within the
 * group xor the next two (docs/memory.md, SWIZZLED).
 */
public record BurstPlaces(DramShape shape) {
  /** The address that {@link DramDevice} has for burst {@code number} of the channel. */
  public long address(long number) {
    int groups = shape.bankGroups();
    int banks = shape.banksPerGroup();
    long group = number % groups;
    long column = number / groups % shape.columns();
    long bank = number / groups / shape.columns() % banks;
    long row = number / groups / shape.columns() / banks;
    group ^= row % groups;
    bank ^= row / groups % banks;
    return ((group * banks + bank) << shape.rowBits() | row) << shape.columnBits() | column;
  }
}
