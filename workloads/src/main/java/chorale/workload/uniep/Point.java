package chorale.workload.uniep;

import java.util.Locale;

/**
 * How a layer of experts is run: a point of the space. A lane of a chiplet is a systolic array with
 * a port to SRAM and network, and at any time multiplies or moves.
 *
 * @param dispatch lanes that send tokens, N_disp
 * @param relay lanes that copy a token to the rows of each of its experts on the chiplet, N_relay;
 *     0: a token is sent once for each of its experts
 * @param combine lanes that send results home, N_comb
 * @param reduction lanes that add up at home, N_red
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
public record Point(
    int dispatch,
    int relay,
    int combine,
    int reduction,
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
  public Point(
      int dispatch,
      int relay,
      int combine,
      int reduction,
      int outstanding,
      int tile,
      Start start,
      int chunks,
      Order order,
      Transfer transfer,
      boolean multicast,
      Addition addition) {
    this(
        dispatch,
        relay,
        combine,
        reduction,
        outstanding,
        tile,
        start,
        chunks,
        order,
        transfer,
        multicast,
        addition,
        false);
  }

  /** The same that delays gradients of weights. */
  public Point delayingWeights() {
    return new Point(
        dispatch,
        relay,
        combine,
        reduction,
        outstanding,
        tile,
        start,
        chunks,
        order,
        transfer,
        multicast,
        addition,
        true);
  }

  /** The same with another number of lanes for each task. */
  public Point lanes(int dispatchLanes, int relayLanes, int combineLanes, int reductionLanes) {
    return new Point(
        dispatchLanes,
        relayLanes,
        combineLanes,
        reductionLanes,
        outstanding,
        tile,
        start,
        chunks,
        order,
        transfer,
        multicast,
        addition,
        delaysWeights);
  }

  /** In one line. */
  @Override
  public String toString() {
    return "dispatch %d, relay %d, combine %d, reduce %d lanes, %d requests; tiles of %d, start by %s, %d chunk%s, order %s, %s, %s, added %s%s"
        .formatted(
            dispatch,
            relay,
            combine,
            reduction,
            outstanding,
            tile,
            lower(start),
            chunks,
            chunks == 1 ? "" : "s",
            lower(order),
            lower(transfer),
            multicast ? "multicast" : "unicast",
            addition == Addition.HOME ? "at home" : "in switches",
            delaysWeights ? ", weights last" : "");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
