package chorale.workload.uniep;

/**
 * How the lanes of a chiplet run a layer of experts, however many there are for each task.
 *
 * @param outstanding requests that a moving lane has under way, w
 * @param tile tokens of an expert that are multiplied as one, BM
 * @param start what the multiplication waits for
 * @param chunks parts of the batch that follow each other; 1 if it waits for tiles
 * @param order in which tokens are sent and experts computed
 * @param transfer whether the sender or the receiver moves tokens
 * @param multicast whether switches copy a token to several chiplets
 * @param addition where contributions are added
 * @param delaysWeights whether all gradients of weights come behind all those of inputs, which
 *     others wait for; otherwise an expert's come beside the next expert's
 */
public record Manner(
    int outstanding,
    int tile,
    Start start,
    int chunks,
    Order order,
    Transfer transfer,
    boolean multicast,
    Addition addition,
    boolean delaysWeights) {
  /** What the multiplication waits for. */
  public enum Start {
    /** All tokens of the chunk. */
    CHUNK,
    /** All tokens of the expert, in the chunk. */
    EXPERT,
    /** The tokens of the tile. */
    TILE
  }

  /** The order in which tokens are sent, and experts computed as far as their tokens are there. */
  public enum Order {
    /** As the tokens come: all experts fill at once. */
    TOKEN,
    /** Ascending by expert. */
    EXPERT,
    /** The expert with most tokens first. */
    HOTTEST
  }

  /** Who moves a token. */
  public enum Transfer {
    /** The chiplet that has it. */
    PUSH,
    /** The chiplet that needs it, by a request for each packet. */
    PULL
  }

  /** Where contributions are added. */
  public enum Addition {
    /** At home, in the order of the top k: the bits of sequential execution. */
    HOME,
    /** In the chiplets and switches on the way, in the order of the tree. */
    SWITCH
  }

  /** One that does not delay gradients of weights. */
  public Manner(
      int outstanding,
      int tile,
      Start start,
      int chunks,
      Order order,
      Transfer transfer,
      boolean multicast,
      Addition addition) {
    this(outstanding, tile, start, chunks, order, transfer, multicast, addition, false);
  }

  /** The same that delays gradients of weights. */
  public Manner delayingWeights() {
    return new Manner(outstanding, tile, start, chunks, order, transfer, multicast, addition, true);
  }
}
