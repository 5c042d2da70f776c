package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import java.math.BigInteger;

/** Arguments of a load or a store: a block of the group's memory, and its place in the SRAM. */
final class BlockCommand {
  private final Layout layout = new Layout();
  final Field flits = layout.field(27);
  final Field order = layout.field(PackageParameters.ORDER_BITS);
  final Field address = layout.field(PackageParameters.DRAM_ADDRESS_BITS);
  final Field word;

  BlockCommand(PackageParameters p) {
    word = layout.field(p.sramBits());
  }

  int width() {
    return layout.width();
  }

  /**
   * {@code length} flits at {@code addressFlits} of the memory, which lie in the SRAM from {@code
   * firstWord} on; the memory serves the lowest {@code orderInGroup} first.
   */
  BigInteger encode(long addressFlits, long length, int orderInGroup, long firstWord) {
    if (length < 1) {
      throw new IllegalArgumentException("a block of %d flits: at least 1".formatted(length));
    }
    return address
        .put(addressFlits)
        .or(flits.put(length))
        .or(order.put(orderInGroup))
        .or(word.put(firstWord));
  }
}
