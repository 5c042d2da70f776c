package chorale.nop;

import java.math.BigInteger;

/**
 * A flit of a {@link GoldenNetwork}: {@code {head, tail, body, address}}, where {@code body} is
 * repeated as often as the width asks for.
 *
 * @param address of a head: a leaf, or a bit for each; of a body flit: anything
 * @param body its lowest bits name the source
 */
record GoldenFlit(boolean head, boolean tail, long address, long body, int addressBits, int width) {
  static final int SOURCE_BITS = 6;

  /** The copy of a multicast flit that goes to those in {@code mask} only. */
  GoldenFlit only(long mask) {
    return head ? new GoldenFlit(true, tail, address & mask, body, addressBits, width) : this;
  }

  /** Which leaf it comes from. */
  int source() {
    return (int) (body & (1 << SOURCE_BITS) - 1);
  }

  /** As it stands on wires. */
  BigInteger bits() {
    var bits = BigInteger.ZERO;
    for (int at = addressBits; at < width - 2; at += Long.SIZE) {
      bits = bits.or(unsigned(body).shiftLeft(at));
    }
    bits = bits.and(BigInteger.ONE.shiftLeft(width - 2).subtract(BigInteger.ONE));
    bits = head ? bits.setBit(width - 1) : bits;
    bits = tail ? bits.setBit(width - 2) : bits;
    return bits.or(unsigned(address));
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
