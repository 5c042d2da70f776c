package chorale.nop;

/**
 * A class of traffic and its virtual channels at every input of a network.
 *
 * @param name for reports and signals
 * @param vcs number of virtual channels
 * @param depth places of each, in flits
 * @param choice how packets are spread over the virtual channels
 * @param packetFlits flits of the longest packet; 1 leaves out what only longer packets need
 * @param wholePackets a head moves on only where there is room for {@code packetFlits} (virtual
 *     cut-through), so that a packet that has begun to move never stops for want of credits
 * @param weight share of a contended link under {@link Arbitration#WEIGHTED}
 */
public record VcClass(
    String name,
    int vcs,
    int depth,
    Choice choice,
    int packetFlits,
    boolean wholePackets,
    int weight) {

  /** How the virtual channel of a packet is chosen: packets from leaf to leaf keep their order. */
  public enum Choice {
    /**
     * By the output that it will take at the next router, so that a packet waits behind packets for
     * the same output only. Best on trees, if one VC's buffer covers the credit loop.
     */
    NEXT_OUTPUT,
    /** By the number of its destination, so that packets for one output share all VCs. */
    DESTINATION,
    /**
     * By the sum of the digits of its destination's number, in the base of the number of VCs. Best
     * on grids, where a busy leaf then holds up one VC only, and where one VC does not cover the
     * credit loop.
     */
    DESTINATION_DIGITS,
    /**
     * Any that is free when the packet leaves a router, in turn, where VCs that are not used lend
     * their places to the others ({@link SharedPlaces}); but while an earlier packet of its flow
     * lies in the next buffer, that one's ({@link OutputFlows}). From a leaf of a tree, that of
     * {@link #DESTINATION}, so that packets to one leaf after the other take turns; elsewhere that
     * of {@link #DESTINATION_DIGITS}. Best for packets of many flits, of which each holds a VC for
     * long, and where one VC does not cover the credit loop.
     */
    FREE,
    /** One VC for packets to several leaves, of which a router makes a copy for each output. */
    MULTICAST
  }

  public VcClass {
    if (vcs < 1 || depth < 2 || packetFlits < 1 || weight < 1) {
      throw new IllegalArgumentException(
          "class %s of %d VCs x %d flits, packets of %d, weight %d: at least 1, 2, 1 and 1"
              .formatted(name, vcs, depth, packetFlits, weight));
    }
    if (choice == Choice.MULTICAST && vcs != 1) {
      throw new IllegalArgumentException(
          "class %s: multicast packets keep their order in 1 VC, not %d".formatted(name, vcs));
    }
    if (wholePackets && depth < packetFlits) {
      throw new IllegalArgumentException(
          "class %s: a packet of %d flits does not fit %d places"
              .formatted(name, packetFlits, depth));
    }
  }

  /** Packets to one leaf each. */
  public static VcClass unicast(String name, int vcs, int depth, Choice choice, int packetFlits) {
    return new VcClass(name, vcs, depth, choice, packetFlits, false, 1);
  }

  /** Packets to several leaves, moved on whole. */
  public static VcClass multicast(String name, int depth, int packetFlits) {
    return new VcClass(name, 1, depth, Choice.MULTICAST, packetFlits, packetFlits > 1, 1);
  }

  /** The same with a weight. */
  public VcClass weight(int share) {
    return new VcClass(name, vcs, depth, choice, packetFlits, wholePackets, share);
  }

  /** Whether routers choose among several VCs. */
  boolean isFree() {
    return choice == Choice.FREE && vcs > 1;
  }

  /** Places that one virtual channel may fill between two routers, if the others are at rest. */
  int mostPlaces() {
    return isFree() ? vcs * depth : depth;
  }

  /** Whether a packet may take several outputs at once. */
  public boolean forks() {
    return choice == Choice.MULTICAST;
  }
}
