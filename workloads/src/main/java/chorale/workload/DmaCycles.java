package chorale.workload;

/**
 * The least cycles of a transfer by a chiplet's DMA, from its start until it is done: exactly those
 * it takes alone with an SRAM that always grants and a memory that always takes and answers in
 * order, one burst a cycle. No other memory of that latency, and no other SRAM, makes it faster:
 * blocks are asked for in order, the i-th not before one of the B before it has left its slot.
 *
 * <p>A block is a burst or a word, whichever is larger.
 *
 * @param blockBursts P, bursts of a block
 * @param blockWords W, words of a block; one of the two is 1
 * @param outstanding B, blocks of loads that may be under way
 */
public record DmaCycles(int blockBursts, int blockWords, int outstanding) {
  /** From start to the first request of a load, and from a block's last word to its end. */
  private static final int LOAD_PIPELINE = 3;

  /** From start to the first read of a store, and from its last burst to its end. */
  private static final int STORE_PIPELINE = 2;

  /** Cycles of a block at the full rate. */
  public int period() {
    return Math.max(blockBursts, blockWords);
  }

  /**
   * A load.
   *
   * @param blocks at least 1
   * @param latency of the memory, from request to answer
   * @param indexed whether it goes by a list of indices
   */
  public long load(long blocks, long latency, boolean indexed) {
    long slot = blockBursts + blockWords + latency; // a block has its slot so long
    long before = blocks - 1;
    long filled = (long) period() * outstanding;
    long ahead =
        filled >= slot
            ? before * period()
            : before / outstanding * slot + before % outstanding * period();
    return LOAD_PIPELINE + listed(indexed) + ahead + slot;
  }

  /** A store of {@code blocks}, at least 1. */
  public long store(long blocks, boolean indexed) {
    return STORE_PIPELINE + listed(indexed) + blockWords + blockBursts + (blocks - 1) * period();
  }

  /** The first index of a list comes a cycle after the command is there. */
  private static int listed(boolean indexed) {
    return indexed ? 1 : 0;
  }
}
