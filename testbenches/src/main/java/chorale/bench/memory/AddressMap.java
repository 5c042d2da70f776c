package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;

/**
 * Where the bursts of a pseudo-channel's addresses lie.
 *
 * <pre>
 *  GROUPS    row | bank | column | group        consecutive bursts go round the bank groups
 *  PAGES     row | group | bank | column        a whole row, then the next bank
 *  SWIZZLED  as GROUPS, with group ^ row[1:0] and bank ^ row[3:2]
 * </pre>
 *
 * <p>SWIZZLED keeps blocks that begin at equal places of their rows from walking the banks in step:
 * where two of them are in rows that differ in the low bits, they are in different banks.
 */
public enum AddressMap {
  GROUPS,
  PAGES,
  SWIZZLED;

  /** The request for a burst by its number. */
  public int request(Requests.Code code, boolean write, long burst) {
    DramShape s = code.shape();
    int groupBits = Integer.numberOfTrailingZeros(s.bankGroups());
    int bankBits = Integer.numberOfTrailingZeros(s.banksPerGroup());
    int columnBits = s.columnBits();
    int row = (int) (burst >> groupBits + bankBits + columnBits) & s.rows() - 1;
    if (this == PAGES) {
      return code.of(
          write,
          (int) (burst >> columnBits + bankBits) & s.bankGroups() - 1,
          (int) (burst >> columnBits) & s.banksPerGroup() - 1,
          row,
          (int) burst & s.columns() - 1);
    }
    int turn = this == SWIZZLED ? row : 0;
    return code.of(
        write,
        (int) (burst ^ turn) & s.bankGroups() - 1,
        (int) (burst >> groupBits + columnBits ^ turn >> groupBits) & s.banksPerGroup() - 1,
        row,
        (int) (burst >> groupBits) & s.columns() - 1);
  }
}
