package chorale.bench.faults;

/**
 * What happens to the wires of a link, in both directions alike and independent of each other.
 * Errors hit the frames of a link that runs; with {@code early} they hit its start as well.
 *
 * @param kind of the errors that hit frames
 * @param rate probability that an error begins in a frame
 * @param deadLane of direction 0; in direction 1 it is mirrored; negative if all are well
 * @param level of a dead lane
 * @param outage what the wires do for {@link #OUTAGE} cycles
 * @param outageAt cycle after reset in which that begins; negative for the middle of the run
 */
public record Fault(
    Kind kind,
    double rate,
    boolean early,
    int deadLane,
    boolean level,
    Outage outage,
    int outageAt) {
  /** Cycles that a stuck link stands still. */
  public static final int OUTAGE = 10_000;

  /** Frames in a row that {@link Kind#NOISE} destroys. */
  public static final int NOISY_FRAMES = 3;

  /** Errors that hit frames. */
  public enum Kind {
    /** No errors. */
    NONE,
    /** 1, 2 or 3 bits of a frame, which every check value here shows. */
    BITS,
    /** 2 to 16 neighbouring bits of a frame, which every check value here shows. */
    BURST,
    /** All wires have random values for {@link #NOISY_FRAMES} frames. */
    NOISE;

    /** Frames in a row that one event damages. */
    public int frames() {
      return this == NOISE ? NOISY_FRAMES : 1;
    }
  }

  /** What a link does that is stuck. */
  public enum Outage {
    NONE,
    /** All wires keep their values. */
    HOLD,
    /** All wires are 0. */
    LOW,
    /** All wires are 1. */
    HIGH
  }

  /** Errors of one kind alone. */
  public static Fault of(Kind kind, double rate) {
    return new Fault(kind, rate, false, -1, false, Outage.NONE, -1);
  }

  /** These errors from reset on. */
  public Fault fromReset() {
    return new Fault(kind, rate, true, deadLane, level, outage, outageAt);
  }

  /** These errors and a dead lane. */
  public Fault withDeadLane(int lane, boolean stuckAt) {
    return new Fault(kind, rate, early, lane, stuckAt, outage, outageAt);
  }

  /** These errors and an outage in the middle of the run. */
  public Fault with(Outage other) {
    return with(other, -1);
  }

  /** These errors and an outage from a cycle on. */
  public Fault with(Outage other, int cycle) {
    return new Fault(kind, rate, early, deadLane, level, other, cycle);
  }
}
