package chorale.workload.mozart;

import chorale.workload.Placement.Strategy;

/**
 * The variants of Mozart's ablation (section 5), each what the one before is and one thing more.
 *
 * <p>What each does can also be had by itself: {@link MozartSchedule} takes the two switches, and
 * any placement.
 */
public enum Variant {
  /** One thing after the other, a copy of a token for each of its experts. */
  BASELINE(false, false, Strategy.CONTIGUOUS),
  /** Loads and stores go on while others compute and send. */
  A(true, false, Strategy.CONTIGUOUS),
  /** A chiplet gets a token once, for all of its experts there. */
  B(true, true, Strategy.CONTIGUOUS),
  /** Experts that are chosen together are together. */
  C(true, true, Strategy.MOZART);

  private final boolean overlaps;
  private final boolean deduplicates;
  private final Strategy placement;

  Variant(boolean overlaps, boolean deduplicates, Strategy placement) {
    this.overlaps = overlaps;
    this.deduplicates = deduplicates;
    this.placement = placement;
  }

  /** Whether the memory works while others do. */
  public boolean overlaps() {
    return overlaps;
  }

  /** Whether a chiplet gets each token once. */
  public boolean deduplicates() {
    return deduplicates;
  }

  /** How its experts are placed. */
  public Strategy placement() {
    return placement;
  }
}
