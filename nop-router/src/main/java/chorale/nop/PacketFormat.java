package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The layout of a flit in a network of leaves: {@code {head, tail, payload}}, and the payload of a
 * head {@code {.., info, address}}. An address is the number of a leaf, or, in a class of multicast
 * packets, a bit for each leaf.
 *
 * @param leaves number of leaves
 * @param multicast whether any class is multicast
 * @param infoBits bits for the ends
 * @param width bits of a flit
 * @param sourceAt where the number of the leaf that sends the packet begins in a head's info; -1:
 *     heads do not name it
 */
public record PacketFormat(int leaves, boolean multicast, int infoBits, int width, int sourceAt)
    implements VcRouter.Flits {
  public PacketFormat {
    int source = Module.log2(Math.max(2, leaves));
    if (sourceAt < -1 || sourceAt >= 0 && sourceAt + source > infoBits) {
      throw new IllegalArgumentException(
          "a source of %d bits from bit %d on does not fit %d info bits"
              .formatted(source, sourceAt, infoBits));
    }
    if (infoBits < 0 || width < 2 + addressBits(leaves, multicast) + infoBits) {
      throw new IllegalArgumentException(
          "a head of %d address and %d info bits needs flits of %d bits, not %d"
              .formatted(
                  addressBits(leaves, multicast),
                  infoBits,
                  2 + addressBits(leaves, multicast) + infoBits,
                  width));
    }
  }

  /** A format whose heads do not name their source. */
  public PacketFormat(int leaves, boolean multicast, int infoBits, int width) {
    this(leaves, multicast, infoBits, width, -1);
  }

  /**
   * The same with heads that name their source in their info, from bit {@code lo} on. Routers that
   * choose among virtual channels then tell more packets apart ({@link VcClass.Choice#FREE}).
   */
  public PacketFormat withSource(int lo) {
    return new PacketFormat(leaves, multicast, infoBits, width, lo);
  }

  /** The format of a timing model: flits that hold a head and no more. */
  public static PacketFormat timing(int leaves, boolean multicast, int infoBits) {
    int width = 2 + addressBits(leaves, multicast) + infoBits;
    return new PacketFormat(leaves, multicast, infoBits, width);
  }

  private static int addressBits(int leaves, boolean multicast) {
    return multicast ? leaves : Module.log2(Math.max(2, leaves));
  }

  /** Bits of the address field. */
  public int addressBits() {
    return addressBits(leaves, multicast);
  }

  /** The address of a head. */
  public UInt address(UInt flit) {
    return flit.slice(addressBits() - 1, 0);
  }

  /** Bits of a flit without its marks. */
  public int payloadBits() {
    return width - 2;
  }

  @Override
  public Bool isHead(UInt flit) {
    return flit.bit(width - 1);
  }

  @Override
  public Bool isTail(UInt flit) {
    return flit.bit(width - 2);
  }

  /** The leaf that a unicast head names. */
  public UInt destination(UInt flit) {
    return flit.slice(Module.log2(Math.max(2, leaves)) - 1, 0);
  }

  /** Whether heads name their source. */
  boolean namesSource() {
    return sourceAt >= 0;
  }

  /** The leaf that sent a packet, of its head. */
  UInt source(UInt flit) {
    return info(flit, sourceAt, Module.log2(Math.max(2, leaves)));
  }

  /** The leaves that a multicast head names, leaf i in bit i. */
  public UInt destinations(UInt flit) {
    return flit.slice(leaves - 1, 0);
  }

  /** A multicast flit that goes to those of its leaves only that are in {@code mask}, if a head. */
  public UInt only(UInt flit, UInt mask) {
    var address = isHead(flit).mux(destinations(flit).and(mask), destinations(flit));
    return Bits.cat(flit.slice(width - 1, leaves), address);
  }

  /** Bits {@code lo} up to {@code lo + bits - 1} of a head's info. */
  public UInt info(UInt flit, int lo, int bits) {
    int base = addressBits() + lo;
    return flit.slice(base + bits - 1, base);
  }

  /** A head flit; address and info may be narrower than their fields. */
  public UInt head(UInt address, UInt info, boolean tail) {
    var fields = Bits.cat(info.zext(infoBits), address.zext(addressBits()));
    return Bits.cat(Bool.lit(true), Bool.lit(tail), fields.zext(width - 2));
  }

  /** A body flit with its data. */
  public UInt body(UInt data, Bool tail) {
    return Bits.cat(Bool.lit(false), tail, data.zext(width - 2));
  }

  /** A head flit as a number, for testbenches; at most 64 bits. */
  public long head(long address, long info, boolean tail) {
    return 1L << width - 1 | (tail ? 1L << width - 2 : 0) | info << addressBits() | address;
  }

  /** A body flit as a number. */
  public long body(long data, boolean tail) {
    return (tail ? 1L << width - 2 : 0) | data;
  }

  /** The info of a head flit as a number. */
  public long info(long flit) {
    return flit >>> addressBits() & (1L << infoBits) - 1;
  }
}
