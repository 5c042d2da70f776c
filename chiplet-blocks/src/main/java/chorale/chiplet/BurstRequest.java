package chorale.chiplet;

import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.UInt;

/**
 * What the head of a packet to a group's memory says: which chiplet of the group wants which burst,
 * and its place in the order that the Program gave. The class of the packet says whether it is read
 * or written.
 */
final class BurstRequest {
  private final Layout layout = new Layout();
  final Field address = layout.field(PackageParameters.DRAM_ADDRESS_BITS);
  final Field flits;
  final Field order;
  final Field place;

  BurstRequest(PackageParameters p) {
    flits = layout.field(p.burstBits());
    order = layout.field(PackageParameters.ORDER_BITS);
    place = layout.field(p.placeBits());
  }

  int width() {
    return layout.width();
  }

  /** The info of a head, from fields of their width. */
  static UInt info(UInt place, UInt order, UInt flits, UInt address) {
    return Bits.cat(place, order, flits, address);
  }
}
