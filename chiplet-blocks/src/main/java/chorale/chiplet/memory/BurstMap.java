package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.UInt;

/**
 * Where the bursts of a pseudo-channel lie, by their numbers.
 *
 * <pre>
 *  GROUPS    row | bank | column | group        consecutive bursts go round the bank groups
 *  PAGES     row | group | bank | column        a whole row, then the next bank
 *  SWIZZLED  as GROUPS, with group ^ row[1:0] and bank ^ row[3:2]
 * </pre>
 *
 * <p>SWIZZLED keeps blocks that begin at equal places of their rows from walking the banks in step.
 */
public enum BurstMap {
  GROUPS,
  PAGES,
  SWIZZLED;

  /** Where a burst is. */
  record Place(UInt bank, UInt row, UInt column) {}

  /** The place of burst {@code number}, of {@link DramShape#burstAddressBits()} bits. */
  Place of(DramShape s, UInt number) {
    int columnBits = s.columnBits();
    int groupBits = Integer.numberOfTrailingZeros(s.bankGroups());
    int bankBits = s.bankBits() - groupBits;
    UInt row = number.slice(s.burstAddressBits() - 1, columnBits + s.bankBits());
    if (this == PAGES) {
      UInt bank = number.slice(columnBits + s.bankBits() - 1, columnBits);
      return new Place(bank, row, number.truncate(columnBits));
    }
    UInt group = number.truncate(groupBits);
    UInt column = number.slice(groupBits + columnBits - 1, groupBits);
    UInt bank = number.slice(columnBits + s.bankBits() - 1, groupBits + columnBits);
    if (this == SWIZZLED) {
      group = group.xor(row.truncate(groupBits));
      bank = bank.xor(row.slice(groupBits + bankBits - 1, groupBits));
    }
    return new Place(Bits.cat(group, bank), row, column);
  }
}
