package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.UInt;

/**
 * The layout of a flit: {@code {head, tail, payload}}. The payload of a head flit is {@code {info,
 * leaves, class}}: the class of traffic, a bit for each leaf that the packet concerns (destinations
 * on the way down, the source on the way up), and {@code infoBits} that only the ends read.
 *
 * <p>A physical flit is as wide as the link. A timing model carries no data, so its flits are just
 * wide enough for a head; they move in the same cycles.
 *
 * @param leaves number of leaves, at least 1
 * @param infoBits bits for the ends
 * @param payloadBits bits of the payload, at least those of a head
 */
public record FlitFormat(int leaves, int infoBits, int payloadBits) {
  private static final int CLASS_BITS = 2;

  public FlitFormat {
    if (payloadBits < CLASS_BITS + leaves + infoBits) {
      throw new IllegalArgumentException(
          "a head flit needs %d bits, the payload has %d"
              .formatted(CLASS_BITS + leaves + infoBits, payloadBits));
    }
  }

  /** The format of a timing model: flits that hold a head and no more. */
  public static FlitFormat timing(int leaves, int infoBits) {
    return new FlitFormat(leaves, infoBits, CLASS_BITS + leaves + infoBits);
  }

  /** Bits of a flit with its head and tail marks. */
  public int width() {
    return payloadBits + 2;
  }

  /** Whether a flit is the first of its packet. */
  public Bool isHead(UInt flit) {
    return flit.bit(payloadBits + 1);
  }

  /** Whether a flit is the last of its packet. */
  public Bool isTail(UInt flit) {
    return flit.bit(payloadBits);
  }

  /** The code of a head flit's class. */
  public UInt classCode(UInt flit) {
    return flit.slice(CLASS_BITS - 1, 0);
  }

  /** Whether a head flit is of {@code c}. */
  public Bool is(UInt flit, TrafficClass c) {
    return classCode(flit).eq(c.ordinal());
  }

  /** The leaves that a head flit names, leaf i in bit i. */
  public UInt leafMask(UInt flit) {
    return flit.slice(CLASS_BITS + leaves - 1, CLASS_BITS);
  }

  /** Bits {@code lo} up to {@code lo + width - 1} of a head flit's info. */
  public UInt info(UInt flit, int lo, int width) {
    int base = CLASS_BITS + leaves + lo;
    return flit.slice(base + width - 1, base);
  }

  /** A head flit; {@code info} may be narrower than the field. */
  public UInt head(TrafficClass c, UInt leafMask, UInt info, boolean tail) {
    UInt payload =
        Bits.cat(info.zext(infoBits), leafMask, UInt.lit(c.ordinal(), CLASS_BITS))
            .zext(payloadBits);
    return Bits.cat(Bool.lit(true), Bool.lit(tail), payload);
  }

  /** A body flit with its data. */
  public UInt body(UInt payload, Bool tail) {
    return Bits.cat(Bool.lit(false), tail, payload.zext(payloadBits));
  }
}
