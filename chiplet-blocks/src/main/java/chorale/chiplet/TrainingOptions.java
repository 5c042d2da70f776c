package chorale.chiplet;

import java.util.Optional;

/**
 * What not every {@link TrainingPackage} has.
 *
 * @param stack what the chiplets of each group share, if anything; then the last leaf of each group
 *     is its memory
 * @param homes chiplets in no group, the last leaves: they have tokens, but no memory besides their
 *     own; 0 to 64
 * @param copies entries of the table of a {@link CopyEngine} in each chiplet; 0: there is none
 * @param multicast whether tokens, and gradients of outputs, go to several chiplets in one packet,
 *     of which routers make copies; it then fills the same slot at each
 * @param adds whether switches add up what goes back to the homes, at the root of a NoP-Tree: then
 *     the last leaves, two for each router, are where sums enter the network
 * @param isProtected whether the words of both memories of chiplets carry check bits ({@link
 *     WordCode}), which costs no cycle
 * @param vectors vector engines of a chiplet, 1 to 16, each with a queue of its own
 * @param board a {@link Scoreboard} in each chiplet, if any
 * @param linkCycles that a flit needs on the links of chiplets, either way, 1 to 64; more than 1:
 *     {@link NarrowLink}
 */
public record TrainingOptions(
    Optional<StackParameters> stack,
    int homes,
    int copies,
    boolean multicast,
    boolean adds,
    boolean isProtected,
    int ports,
    int vectors,
    Optional<Board> board,
    int linkCycles) {
  /**
   * What has arrived, by place: tile counters and token flags ({@link Scoreboard}). Copies then
   * wait each for the flag of the row that they read.
   *
   * @param counters of a chiplet, 1 to 256; semaphores behind all others
   * @param isOrdered whether packets fill the places that their senders named; if not, those that
   *     the table says go where the next free place is, in the order in which they arrive
   * @param isHeld whether tests can hold up the links to the chiplets ({@link HeldLink})
   */
  public record Board(int counters, boolean isOrdered, boolean isHeld) {}

  /** Nothing besides chiplets and network. */
  public static final TrainingOptions NONE =
      new TrainingOptions(Optional.empty(), 0, 0, false, false, false, 0, 1, Optional.empty(), 1);

  private static final int MOST_HOMES = 64;
  private static final int MOST_VECTORS = 16;
  private static final int MOST_COUNTERS = 256;
  private static final int MOST_LINK_CYCLES = 64;
  private static final int MOST_COPIES = 1 << 16;

  /** Checks the numbers. */
  public TrainingOptions {
    check("homes", homes, MOST_HOMES);
    check("entries of the table of copies", copies, MOST_COPIES);
    if (copies == 1) {
      throw new IllegalArgumentException("a table of 1 copy: 2 at least, or none");
    }
    if (ports < 0 || ports == 1 || ports > TrainingParameters.CLASSES) {
      throw new IllegalArgumentException(
          "%d ports of a chiplet: 2 to %d, or 0".formatted(ports, TrainingParameters.CLASSES));
    }
    if (ports > 0
        && (stack.isPresent()
            || homes + copies > 0
            || multicast
            || adds
            || isProtected
            || vectors > 1
            || board.isPresent())) {
      throw new IllegalArgumentException(
          "chiplets of %d ports with other options: none of them".formatted(ports));
    }
    check("cycles of a flit on a link besides the first", linkCycles - 1, MOST_LINK_CYCLES - 1);
    if (linkCycles > 1 && (stack.isPresent() || adds || ports > 0 || isHeld(board))) {
      throw new IllegalArgumentException(
          "links of %d cycles for a flit with memories of groups, switches that add, ports or links that can be held up: none of them"
              .formatted(linkCycles));
    }
    check("vector engines besides the first", vectors - 1, MOST_VECTORS - 1);
    check(
        "counters of a board besides the first",
        board.map(b -> b.counters - 1).orElse(0),
        MOST_COUNTERS - 1);
    if (adds && (homes == 0 || stack.isEmpty())) {
      throw new IllegalArgumentException(
          "switches that add, without homes at the root or memories of groups: both");
    }
  }

  private static boolean isHeld(Optional<Board> board) {
    return board.map(Board::isHeld).orElse(false);
  }

  private static void check(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException("%d %s: 0 to %d".formatted(value, what, most));
    }
  }

  /** The same with a memory for each group. */
  public TrainingOptions with(StackParameters memory) {
    return new TrainingOptions(
        Optional.of(memory),
        homes,
        copies,
        multicast,
        adds,
        isProtected,
        ports,
        vectors,
        board,
        linkCycles);
  }

  /** The same with so many homes outside the groups. */
  public TrainingOptions withHomes(int count) {
    return new TrainingOptions(
        stack, count, copies, multicast, adds, isProtected, ports, vectors, board, linkCycles);
  }

  /** The same with an engine that copies rows, with so many entries in its table. */
  public TrainingOptions withCopies(int entries) {
    return new TrainingOptions(
        stack, homes, entries, multicast, adds, isProtected, ports, vectors, board, linkCycles);
  }

  /** The same with tokens in packets to several chiplets. */
  public TrainingOptions withMulticast() {
    return new TrainingOptions(
        stack, homes, copies, true, adds, isProtected, ports, vectors, board, linkCycles);
  }

  /** The same with switches that add. */
  public TrainingOptions withAdding() {
    return new TrainingOptions(
        stack, homes, copies, multicast, true, isProtected, ports, vectors, board, linkCycles);
  }

  /** The same with check bits in the memories of chiplets. */
  public TrainingOptions withProtection() {
    return new TrainingOptions(
        stack, homes, copies, multicast, adds, true, ports, vectors, board, linkCycles);
  }

  /** Chiplets of several ports each, without any other option. */
  public static TrainingOptions ofPorts(int count) {
    return new TrainingOptions(
        Optional.empty(), 0, 0, false, false, false, count, 1, Optional.empty(), 1);
  }

  /** The same with so many vector engines. */
  public TrainingOptions withVectors(int count) {
    return new TrainingOptions(
        stack, homes, copies, multicast, adds, isProtected, ports, count, board, linkCycles);
  }

  /** The same with a board. */
  public TrainingOptions with(Board of) {
    return new TrainingOptions(
        stack,
        homes,
        copies,
        multicast,
        adds,
        isProtected,
        ports,
        vectors,
        Optional.of(of),
        linkCycles);
  }

  /** The same with links on which a flit needs so many cycles. */
  public TrainingOptions withLinks(int cyclesOfFlit) {
    return new TrainingOptions(
        stack, homes, copies, multicast, adds, isProtected, ports, vectors, board, cyclesOfFlit);
  }
}
