package chorale.workload.step.run;

/** The pseudo-channels of a group's memory behind MemoryLeaf. */
interface StackModel {
  /**
   * A transfer begins in this cycle.
   *
   * @param block the first
   * @param blocks how many
   * @param writes whether it stores
   * @param firstWhole cycle from which on it is seen that the first block has been moved, told as
   *     soon as it is known; null if there is one block only
   * @param whole the same of the last block
   */
  void begin(long block, long blocks, boolean writes, Seen firstWhole, Seen whole);

  /** Cycles in which data are on a bus, summed up over channels. */
  long busy();

  /** Told a cycle. */
  interface Seen {
    /** It is so from {@code cycle} on. */
    void from(long cycle);
  }
}
