package chorale.workload.step.run;

/**
 * What a join takes that adds up packets of its children: the only place with what SortedJoin and
 * its JoinParameters say of their times.
 *
 * @param children of it: chiplets at a switch, switches at the root
 */
record JoinTimes(int children) {
  /** Cycles of an addition: SwitchJoins. */
  private static final int ADDER_STAGES = 2;

  /** Into the buffer of a child; to choose and to read; in the queue of sums. */
  private static final int EDGE = 3;

  /** To the adders, and back from them. */
  private static final int TURN = 2;

  /** From a flit that leaves its sender's buffer to its read at the join, besides the link. */
  static final int ENTRY = 2;

  /** Cycles of the adders: the children, and the sum of the rounds before. */
  private int adders() {
    int levels = Integer.SIZE - Integer.numberOfLeadingZeros(children);
    return levels * ADDER_STAGES;
  }

  /** From the cycle in which a round's last head comes to that in which the sum's head leaves. */
  int latency() {
    return EDGE + adders();
  }

  /**
   * From a flit's read to the cycle in which an interface in the join's place would take the sum's
   * flit: both are a cycle later than its coming, and sooner than its leaving.
   */
  int toInterface() {
    return latency() - 2;
  }

  /** From a round of a token to its next one, at least. */
  int interval() {
    return TURN + adders();
  }
}
