package chorale.workload.mozart;

import chorale.workload.assume.Assumed;

/**
 * What a whole step on the paper's package depends on, each with its value, the range in which it
 * may lie, and where both are from. "Tab. 2" is that of arXiv 2603.07006; "open" is what the paper
 * does not say.
 */
public enum Assumption implements Assumed {
  /** Sequences of a step. */
  SEQUENCES(32, 32, 32, "", "section 5: four micro-batches of eight"),
  /** Length of a sequence. */
  SEQUENCE(256, 128, 512, "tokens", "section 5"),
  /** Parts in which attention and dispatch are done. */
  MICRO_BATCHES(4, 1, 8, "", "section 5"),
  /** Bytes per nanosecond of a stack. */
  STACK_RATE(256, 15.8, 256, "B/ns", "Tab. 2, HBM2; low: the paper's SSD"),
  /** Bytes per nanosecond of a link, which is one wire. */
  WIRE_RATE(0.125, 0.125, 0.125, "B/ns", "Tab. 2"),
  /** Wires of a millimetre of edge. */
  WIRES(20, 20, 20, "1/mm", "Tab. 2: a pitch of 50 um"),
  /** Area of a stack. */
  STACK_AREA(92, 92, 110, "mm2", "7.75 x 11.87 mm, JESD235 package; high: with its surroundings"),
  /** Dies among which the rest of the package's area is divided evenly. */
  DIES(17, 17, 21, "", "open: 1 + 16 chiplets; high: the four switches are as large"),
  /** Share of a die's edge behind the link of a chiplet. */
  LEAF_EDGE(0.25, 0.125, 1, "", "open: four chiplets on a side of the switch"),
  /** Share of a die's edge behind the link between a switch and the attention chiplet. */
  TRUNK_EDGE(0.25, 0.125, 1, "", "open: the four switches on a side of the attention chiplet"),
  /** Edges' worth of wires between the attention chiplet and the root, of all switches together. */
  HOME_EDGE(0.25, 0.125, 1, "", "open: one link as all others; high: one for each switch"),
  /** Share of a die's edge behind the port of a group's stack. */
  STACK_EDGE(0.25, 0.125, 1, "", "open: fitted to the paper's times by sequence length"),
  /** Share of a die's edge behind the attention chiplet's own two stacks, together. */
  HOME_STACK_EDGE(2, 0.5, 2, "", "open: a side for each"),
  /** Whether a stack's port has its rate in each direction. */
  DUPLEX(1, 0, 1, "", "open"),
  /** Tiles of a chiplet. */
  TILES(36, 36, 100, "", "Tab. 2 gives the range"),
  /** Systolic arrays of a tile. */
  ARRAYS(16, 16, 16, "", "Tab. 2"),
  /** PEs of an array. */
  PES(256, 256, 576, "", "Tab. 2 gives the range"),
  /** Share of their peak that arrays reach. */
  UTILISATION(0.5, 0.1, 1, "", "open"),
  /** Bytes per nanosecond of a tile's SRAM. */
  TILE_SRAM(32, 32, 32, "B/ns", "Tab. 2"),
  /** Cycles of a switch with its link. */
  HOP(10, 3, 50, "ns", "open"),
  /** Bytes of a packet besides the token's vector. */
  HEAD(16, 0, 64, "B", "open"),
  /** Cycles to the first data of a stack. */
  STACK_LATENCY(100, 50, 500, "ns", "open"),
  /** Share of a chiplet's experts whose weights may come before all tokens. */
  EARLY(
      1,
      0.25,
      1,
      "",
      "open: section 4 prefetches hot clusters; a quarter is one of a group's four"),
  /** Whether the all-to-all waits until experts are done, and weights until it is over. */
  SYNCHRONOUS(1, 0, 1, "", "section 4: the all-to-all is synchronous and not hidden"),
  /** Whether switches add and multiply packets in B and C. */
  SWITCHES_ADD(0, 0, 1, "", "open: section 3 names it, section 5 does not say for which variant"),
  /** Whether the backward pass computes gate, up and hidden values anew. */
  RECOMPUTES(0, 0, 1, "", "open; 0 fits the paper's times by sequence length"),
  /** Whether two binary32 moments are loaded and stored. */
  ADAMW(0, 0, 1, "", "open; 0 fits the difference of the paper's HBM2 and SSD times"),
  /** Standard deviation of the logarithm of an expert's weight in the traces. */
  SKEW(0, 0, 0.5, "", "open; real traces have 0.2 to 0.3"),
  /** Whether attention's scores above the diagonal are left out. */
  CAUSAL(0, 0, 1, "", "open");

  private final Quantity quantity;

  Assumption(double value, double low, double high, String unit, String source) {
    quantity = new Quantity(value, low, high, unit, source);
  }

  @Override
  public Quantity quantity() {
    return quantity;
  }
}
