package chorale.workload.mozart;

import chorale.workload.Placement.Strategy;
import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Manner.Exchange;
import chorale.workload.mozart.Manner.Update;

/**
 * The variants of Mozart's ablation (section 5), each what the one before is and one thing more,
 * and ours. What each adds can also be had by itself: {@link MozartSchedule} takes switches and any
 * placement.
 */
public enum Variant {
  /** One thing after the other, a packet for each expert of a token. */
  BASELINE(Strategy.CONTIGUOUS),
  /** Loads, stores, attention and experts go on beside each other. */
  A(Strategy.CONTIGUOUS),
  /** A packet for each chiplet with experts of a token. */
  B(Strategy.CONTIGUOUS),
  /** Mozart's placement: experts that are chosen together are together. */
  C(Strategy.MOZART),
  /**
   * Switches multiply and add packets, our placement, and nothing waits for all tokens that needs
   * only some.
   */
  D(Strategy.CHORALE);

  private final Strategy placement;

  Variant(Strategy placement) {
    this.placement = placement;
  }

  /** Whether the memory works while others do. */
  public boolean overlaps() {
    return this != BASELINE;
  }

  /** Whether a chiplet gets each token once. */
  public boolean deduplicates() {
    return compareTo(B) >= 0;
  }

  /**
   * Whether switches multiply packets on their way to chiplets, and add them up on their way back.
   */
  public boolean inSwitch() {
    return this == D;
  }

  /** How its experts are placed. */
  public Strategy placement() {
    return placement;
  }

  /** How it does a step. */
  public Manner manner(int expertsOfChiplet, Assumptions<Assumption> a) {
    var exchange =
        switch (this) {
          case BASELINE, A -> Exchange.PAIRS;
          case B, C -> a.is(Assumption.SWITCHES_ADD) ? Exchange.GROUPS : Exchange.CHIPLETS;
          case D -> Exchange.GROUPS;
        };
    int early = (int) Math.round(a.get(Assumption.EARLY) * expertsOfChiplet);
    return new Manner(
        this != BASELINE,
        exchange,
        this == D ? expertsOfChiplet : early,
        this != D && a.is(Assumption.SYNCHRONOUS),
        a.count(Assumption.MICRO_BATCHES),
        a.is(Assumption.RECOMPUTES),
        a.is(Assumption.ADAMW) ? Update.ADAMW : Update.WRITE_BACK);
  }
}
