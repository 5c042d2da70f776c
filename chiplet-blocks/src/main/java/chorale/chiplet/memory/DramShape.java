package chorale.chiplet.memory;

import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The banks of one pseudo-channel. A bank's number has its bank group in the high bits. A column is
 * a burst.
 *
 * @param bankGroups bank groups, a power of two
 * @param banksPerGroup banks of a group, a power of two
 * @param rows rows of a bank, a power of two
 * @param columns bursts of a row, a power of two
 * @param burstBytes bytes of a burst
 */
public record DramShape(int bankGroups, int banksPerGroup, int rows, int columns, int burstBytes) {
  /** HBM2 and HBM3 with 16 banks and rows of 1 KB: 512 MB. */
  public static final DramShape HBM = new DramShape(4, 4, 1 << 15, 32, 32);

  public DramShape {
    powerOfTwo("bankGroups", bankGroups);
    powerOfTwo("banksPerGroup", banksPerGroup);
    powerOfTwo("rows", rows);
    powerOfTwo("columns", columns);
  }

  private static void powerOfTwo(String what, int value) {
    if (value < 2 || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "%d %s of a DRAM: a power of two, at least 2".formatted(value, what));
    }
  }

  /** Banks of the pseudo-channel. */
  public int banks() {
    return bankGroups * banksPerGroup;
  }

  /** Bits to number the banks. */
  public int bankBits() {
    return Module.log2(banks());
  }

  /** The bank group of a bank. */
  UInt group(UInt bank) {
    return bank.slice(bankBits() - 1, Module.log2(banksPerGroup));
  }

  /** Bits to number the rows. */
  public int rowBits() {
    return Module.log2(rows);
  }

  /** Bits to number the bursts of a row. */
  public int columnBits() {
    return Module.log2(columns);
  }

  /** Bits to number the bursts of the pseudo-channel. */
  public int burstAddressBits() {
    return bankBits() + rowBits() + columnBits();
  }

  /** Bursts of the pseudo-channel. */
  public long bursts() {
    return 1L << burstAddressBits();
  }
}
