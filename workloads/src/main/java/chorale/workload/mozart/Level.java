package chorale.workload.mozart;

import chorale.workload.Placement.Strategy;
import chorale.workload.mozart.Manner.Exchange;
import chorale.workload.mozart.Manner.Update;

/** The steps of the ablation at full size: the paper's four, and ours. */
public enum Level {
  /** One thing after the other, a packet for each expert of a token. */
  BASELINE,
  /** Loads, stores, attention and experts go on beside each other. */
  A,
  /** A packet for each chiplet with experts of a token, there and back. */
  B,
  /** Mozart's placement. */
  C,
  /**
   * Switches multiply and add packets, our placement, and nothing waits for all tokens that needs
   * only some.
   */
  D;

  /** How its experts are placed. */
  public Strategy placement() {
    return switch (this) {
      case BASELINE, A, B -> Strategy.CONTIGUOUS;
      case C -> Strategy.MOZART;
      case D -> Strategy.CHORALE;
    };
  }

  /** How it does a step. */
  public Manner manner(int expertsOfChiplet, Assumptions a) {
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
