package chorale.nop;

import chorale.hdl.Module;

/**
 * What a {@link Reducer} is built for.
 *
 * @param format of all flits; a head's tag is the lowest {@code tagBits} of its info
 * @param tagBits bits of a tag: the token and, above it, the segment if a token is several packets
 * @param children inputs, 2 or more
 * @param entries tags that may be under way at once, 2 or more
 * @param packetFlits most body flits of a contribution, a power of two
 * @param element what contributions are made of
 * @param values whether sums are computed; if not, body flits carry 0 in the same cycles
 * @param adderStages cycles of one addition, 1 to 4
 * @param timeout cycles from an entry's reservation after which a missing contribution is reported
 * @param downstream places in the buffer at the far end of the output, in flits
 */
public record ReducerParameters(
    PacketFormat format,
    int tagBits,
    int children,
    int entries,
    int packetFlits,
    Element element,
    boolean values,
    int adderStages,
    int timeout,
    int downstream) {
  public ReducerParameters {
    check(tagBits >= 1 && tagBits <= format.infoBits(), "a tag of %d bits in the info", tagBits);
    check(children >= 2, "%d children: at least 2", children);
    check(entries >= 2, "%d entries: at least 2", entries);
    check(Integer.bitCount(packetFlits) == 1, "%d body flits: a power of two", packetFlits);
    check(adderStages >= 1 && adderStages <= 4, "%d stages of an adder: 1 to 4", adderStages);
    check(timeout >= 1, "a timeout of %d cycles: at least 1", timeout);
    check(downstream >= 1, "%d places downstream: at least 1", downstream);
    check(
        !values || format.payloadBits() % element.granule() == 0,
        "a payload of %d bits: whole lanes",
        format.payloadBits());
  }

  private static void check(boolean condition, String message, int value) {
    if (!condition) {
      throw new IllegalArgumentException("a Reducer with " + message.formatted(value));
    }
  }

  /** The same without values. */
  public ReducerParameters timingOnly() {
    return new ReducerParameters(
        format,
        tagBits,
        children,
        entries,
        packetFlits,
        element,
        false,
        adderStages,
        timeout,
        downstream);
  }

  /** Bits of a number of body flits of a contribution. */
  public int lengthBits() {
    return Module.log2(packetFlits + 1);
  }

  /** Bits of a reservation. */
  public int reservationBits() {
    return tagBits + children + lengthBits();
  }

  /**
   * Cycles from the last flit of the last contribution to the head of the sum, if nothing is in its
   * way: 1 to count it, 1 to choose the entry, 1 to read, and those of the adders.
   */
  public int latency() {
    return 3 + AdderTree.latency(children, adderStages);
  }

  /**
   * Least {@link #downstream} for 1 flit per cycle if the receiver, over wires without registers,
   * returns a credit {@code turn} cycles after a flit.
   */
  public int downstreamForFullRate(int turn) {
    return latency() - 1 + turn;
  }

  /** Bits of memory for contributions, all children together. */
  public long storageBits() {
    return values ? (long) children * entries * packetFlits * format.payloadBits() : 0;
  }
}
