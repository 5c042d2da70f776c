package chorale.workload.step.run;

/**
 * What a join takes that adds up packets of its children (SortedJoin, docs/reduction.md): the only
 * place with its constants.
 *
 * @param children of it: chiplets at a switch, switches at the root
 */
record JoinTimes(int children) {
  /** Cycles of an addition. */
  private static final int ADDER_STAGES = 2;

  /** Cycles of a join besides those of its adders. */
  private static final int EDGE = 3;

  /** From a flit that leaves its sender's buffer to its place at the join, besides the link. */
  static final int ENTRY = 2;

  /** Cycles of the adders: the children and the sum of the round before are a tree's leaves. */
  int adders() {
    return ADDER_STAGES * (Integer.SIZE - Integer.numberOfLeadingZeros(children));
  }

  /** From flits that are consumed to their sum, which the leaf link takes in that cycle. */
  int latency() {
    return EDGE + adders();
  }
}
