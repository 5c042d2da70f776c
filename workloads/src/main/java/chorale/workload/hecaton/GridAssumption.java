package chorale.workload.hecaton;

import chorale.workload.assume.Assumed;

/**
 * What a step on a grid depends on, each with its value, the range in which it may lie, and where
 * both are from. Of Hecaton (arXiv 2407.05784) we know the abstract, which has none of them.
 */
public enum GridAssumption implements Assumed {
  /** Products and sums of a die in a nanosecond. */
  MACS(16384, 4096, 65536, "1/ns", "open: 33 TFLOPS; the range is 8 to 131"),
  /** Bytes a nanosecond over a link between neighbours, in each direction. */
  LINK(32, 32, 512, "B/ns", "UCIe 1.0 at 16 GT/s: a module of 16 lanes; high: four of 64 lanes"),
  /** Cycles of a link, with what is at its ends. */
  HOP(10, 3, 50, "ns", "open; as for Mozart"),
  /** Numbers of kernels of a die in a nanosecond. */
  VECTOR(512, 128, 2048, "1/ns", "open: a thirty-second of the products"),
  /** Bytes a nanosecond of a memory; one at either end of each row and column. */
  MEMORY(256, 51.2, 256, "B/ns", "an HBM2 stack, as in Mozart; low: a channel of DDR5-6400"),
  /** Cycles to a memory's first data. */
  MEMORY_LATENCY(100, 50, 500, "ns", "open; as for Mozart"),
  /** Tokens that go through a block at a time. */
  TOKENS(4096, 2048, 16384, "", "open"),
  /** Tokens of a sequence. */
  LENGTH(2048, 1024, 2048, "", "open"),
  /** Micro-batches of a step, after which moments and weights are updated. */
  MICRO_BATCHES(8, 1, 64, "", "open"),
  /** Whether rings of rows and columns pass in both directions, 2, or in one, 1. */
  DIRECTIONS(2, 1, 2, "", "open: 1 has no wires for it but those of links that are bypassed"),
  /** Parts of a block that follow each other around a ring. */
  CHUNKS(2, 1, 8, "", "open"),
  /** Bytes of a partial sum on a link. */
  PARTIAL(4, 2, 4, "B", "binary32, as our sums; low: rounded to bfloat16 at each die"),
  /** Whether the backward pass does the forward pass again. */
  RECOMPUTES(0, 0, 1, "", "open"),
  /** Dies along a side for a hidden size of 8192, where there are so many for each of them. */
  SIDE_FOR_8192(16, 8, 32, "", "open: the side grows with the hidden size"),
  /** Power that a die draws whatever it does, as a share of that of its products at full rate. */
  IDLE(0, 0, 0.5, "", "0: events only, as for Mozart; high: open");

  private final Quantity quantity;

  GridAssumption(double value, double low, double high, String unit, String source) {
    quantity = new Quantity(value, low, high, unit, source);
  }

  @Override
  public Quantity quantity() {
    return quantity;
  }
}
