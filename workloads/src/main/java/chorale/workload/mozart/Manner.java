package chorale.workload.mozart;

/**
 * How a step of several layers is done. Each is a switch by itself; {@link #of} has those of
 * Mozart's variants.
 *
 * @param overlaps whether loads, stores, attention and experts go on beside each other; if not,
 *     each chiplet does one after the other, all of a layer's weights before its first product
 * @param exchange what a token's packets are
 * @param early how many of a chiplet's experts may have their weights loaded before all tokens have
 *     arrived, if it overlaps
 * @param synchronous whether results leave when all experts of a chiplet are done, and its next
 *     weights come when they have left; if not, both as soon as can be
 * @param microBatches parts in which attention and dispatch are done, if they overlap
 * @param recomputes whether the backward pass computes gate, up and hidden values anew, instead of
 *     loading what the forward one stored
 * @param update what updates cost
 */
public record Manner(
    boolean overlaps,
    Exchange exchange,
    int early,
    boolean synchronous,
    int microBatches,
    boolean recomputes,
    Update update) {
  /** Packets of a token. */
  public enum Exchange {
    /** One for each of its experts, there and back. */
    PAIRS,
    /** One for each chiplet with experts of it: these add up before they send. */
    CHIPLETS,
    /** One for each group: switches multiply it on its way there, and add up on its way back. */
    GROUPS
  }

  /** What goes to and from memories besides the weights of the two passes. */
  public enum Update {
    /**
     * Updated weights are written back; gradients do not leave the chiplet, there are no moments.
     */
    WRITE_BACK,
    /** AdamW: two binary32 moments are loaded and stored as well. */
    ADAMW
  }

  /** Checks the counts. */
  public Manner {
    if (early < 0 || microBatches < 1) {
      throw new IllegalArgumentException(
          "%d early experts, %d micro-batches: write at least 0 and 1"
              .formatted(early, microBatches));
    }
  }
}
