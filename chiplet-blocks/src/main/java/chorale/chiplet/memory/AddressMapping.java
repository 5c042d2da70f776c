package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.UInt;

/**
 * Where the bursts of a pseudo-channel lie. From the lowest bit up, a burst's number is
 *
 * <pre>
 *   bank group | column | bank in the group | row
 * </pre>
 *
 * so that consecutive bursts go to different bank groups, tCCD_S apart, and a stream works on one
 * row of each. With {@code swizzle} the low bits of the row are added to bank group and bank
 * without carry, so that streams a power of two apart do not meet in one bank.
 */
public record AddressMapping(DramShape shape, boolean swizzle) {
  /** The place of a burst. */
  public record Place(UInt bank, UInt row, UInt column) {}

  /** The place of {@code burst}, a number of {@link DramShape#burstAddressBits} bits. */
  public Place of(UInt burst) {
    int groupBits = chorale.hdl.Module.log2(shape.bankGroups());
    int columnTop = groupBits + shape.columnBits();
    int bankTop = shape.columnBits() + shape.bankBits();
    var row = burst.slice(burst.width() - 1, bankTop);
    var column = burst.slice(columnTop - 1, groupBits);
    var bank = Bits.cat(burst.slice(groupBits - 1, 0), burst.slice(bankTop - 1, columnTop));
    return new Place(swizzle ? bank.xor(row.truncate(shape.bankBits())) : bank, row, column);
  }
}
