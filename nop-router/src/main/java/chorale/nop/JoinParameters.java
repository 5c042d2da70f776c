package chorale.nop;

import chorale.hdl.Module;

/**
 * What a {@link SortedJoin} is built for.
 *
 * @param format of all flits; a head's info is that of {@link NetworkInterface.Format}: {source
 *     leaf, slot}, the slot lowest
 * @param slotBits bits of the slot's field, 2 or more; its highest bit says {@code more}
 * @param children inputs, 2 or more
 * @param packetFlits body flits of every packet, 1 or more
 * @param element what packets are made of; sums of bf16 numbers are rounded to bf16 again
 * @param values whether sums are computed; if not, body flits carry 0 in the same cycles
 * @param adderStages cycles of one addition, 1 to 4
 * @param places in the buffer of each child, in flits: as many as its sender has credits
 * @param downstream places in the buffer at the far end of the output, in flits
 * @param isRoot whether the sum of a pass's ends is dropped instead of sent
 */
public record JoinParameters(
    PacketFormat format,
    int slotBits,
    int children,
    int packetFlits,
    Element element,
    boolean values,
    int adderStages,
    int places,
    int downstream,
    boolean isRoot) {
  public JoinParameters {
    int info = slotBits + leafBits(format);
    check(slotBits >= 2, "a slot of %d bits: at least 2, of which one says more", slotBits);
    check(
        info <= format.infoBits(),
        "heads with %d bits of info: too few for a slot and a leaf",
        format.infoBits());
    check(children >= 2, "%d children: at least 2", children);
    check(packetFlits >= 1, "%d body flits: at least 1", packetFlits);
    check(adderStages >= 1 && adderStages <= 4, "%d stages of an adder: 1 to 4", adderStages);
    check(places >= 1, "%d places for each child: at least 1", places);
    check(downstream >= 1, "%d places downstream: at least 1", downstream);
    check(
        !values || format.payloadBits() % (element.granule() / element.growth()) == 0,
        "a payload of %d bits: whole lanes",
        format.payloadBits());
  }

  private static void check(boolean condition, String message, int value) {
    if (!condition) {
      throw new IllegalArgumentException("a SortedJoin with " + message.formatted(value));
    }
  }

  private static int leafBits(PacketFormat format) {
    return Module.log2(Math.max(2, format.leaves()));
  }

  /** The same without values. */
  public JoinParameters timingOnly() {
    return new JoinParameters(
        format,
        slotBits,
        children,
        packetFlits,
        element,
        false,
        adderStages,
        places,
        downstream,
        isRoot);
  }

  /** Bits of a key: {slot without {@code more}, number of the leaf addressed}. */
  public int keyBits() {
    return slotBits - 1 + leafBits(format);
  }

  /** Cycles from operands to their sum. */
  int adderLatency() {
    return AdderTree.latency(children + 1, adderStages);
  }

  /**
   * Cycles from the last head of a round to the head of the sum, if nothing is in its way and the
   * round is the key's last: 1 into the buffer, 1 to choose and read, those of the adders, and 1 in
   * the queue.
   */
  public int latency() {
    return 3 + adderLatency();
  }

  /**
   * Cycles from one round of a key to the next: those of a packet, or those that a sum needs back
   * to the adders, if those are more.
   */
  public int roundInterval() {
    return Math.max(1 + packetFlits, 2 + adderLatency());
  }

  /** Bits of a flit's sum before it is rounded. */
  int sumBits() {
    return element.growth() * format.payloadBits();
  }

  /** Bits of memory for sums under way. */
  public long storageBits() {
    return values ? (long) packetFlits * sumBits() : 0;
  }
}
