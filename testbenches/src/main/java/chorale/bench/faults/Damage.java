package chorale.bench.faults;

import chorale.bench.faults.Fault.Kind;
import chorale.bench.faults.Fault.Outage;
import chorale.nop.d2d.D2dParameters;
import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.Random;

/** Does a {@link Fault} to the wires of one direction, frame by frame. */
final class Damage {
  private final D2dParameters p;
  private final Fault fault;
  private final int deadLane;
  private final Random random;
  private final Port flip;
  private final Port cut;
  private final Port level;
  private final Port freeze;
  private boolean flipped;
  private boolean ended;
  private long nextFrame;
  private long hitFrame = -1;
  private int hitPhit;
  private int noisyPhits;
  private long frames;

  Damage(Model model, D2dParameters p, int direction, Fault fault, long seed) {
    this.p = p;
    this.fault = fault;
    random = new Random(31 * seed + direction);
    flip = model.port("flip_" + direction);
    cut = model.port("cut_" + direction);
    level = model.port("level_" + direction);
    freeze = model.port("freeze_" + direction);
    deadLane =
        fault.deadLane() < 0 || direction == 0 ? fault.deadLane() : p.lanes() - fault.deadLane();
    level.set(fault.level() ? 1 : 0);
    cut.setWide(dead());
    nextFrame = never();
  }

  private BigInteger dead() {
    return deadLane < 0 ? BigInteger.ZERO : ones(p.laneBits()).shiftLeft(deadLane * p.laneBits());
  }

  private static BigInteger ones(int n) {
    return BigInteger.ONE.shiftLeft(n).subtract(BigInteger.ONE);
  }

  /** From this cycle after reset on, errors may hit frames. */
  void begin(long cycle) {
    if (fault.kind() != Kind.NONE && fault.rate() > 0) {
      nextFrame = Math.floorDiv(cycle, p.phits()) + 1 + gap();
    }
  }

  /** No further errors begin. */
  void end() {
    ended = true;
    nextFrame = never();
  }

  private long never() {
    return Long.MAX_VALUE / p.phits();
  }

  /** Frames until the next error: geometrically distributed. */
  private long gap() {
    return (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-fault.rate()));
  }

  /** The outage begins or ends. */
  void outage(boolean begins) {
    switch (fault.outage()) {
      case NONE -> {}
      case HOLD -> freeze.set(begins ? 1 : 0);
      case LOW, HIGH -> {
        cut.setWide(begins ? ones((p.lanes() + 1) * p.laneBits()) : dead());
        boolean high = begins ? fault.outage() == Outage.HIGH : fault.level();
        level.set(high ? 1 : 0);
      }
    }
  }

  /** Sets the inputs of a cycle after reset. The first frame leaves the wires in cycle 1. */
  void drive(long cycle) {
    if (flipped) {
      flip.setWide(BigInteger.ZERO);
      flipped = false;
    }
    long since = cycle - 1 - p.latency();
    if (since < nextFrame * p.phits() && hitFrame < 0) {
      return;
    }
    if (hitFrame < 0) {
      hitFrame = nextFrame;
      hitPhit = random.nextInt(p.phits());
      noisyPhits = fault.kind().frames() * p.phits();
      frames += fault.kind().frames();
    }
    int phit = (int) (since - hitFrame * p.phits());
    if (fault.kind() == Kind.NOISE || phit == hitPhit) {
      flip.setWide(pattern());
      flipped = true;
    }
    if (phit + 1 == noisyPhits) {
      nextFrame = ended ? never() : hitFrame + fault.kind().frames() + gap();
      hitFrame = -1;
    }
  }

  private BigInteger pattern() {
    return switch (fault.kind()) {
      case NONE -> BigInteger.ZERO;
      case BITS -> {
        var bits = BigInteger.ZERO;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          bits = bits.setBit(random.nextInt(p.phitBits()));
        }
        yield onWires(bits);
      }
      case BURST -> {
        int length = Math.min(p.phitBits(), 2 + random.nextInt(15));
        var inner = new BigInteger(length, random).setBit(0).setBit(length - 1);
        yield onWires(inner.shiftLeft(random.nextInt(p.phitBits() - length + 1)));
      }
      case NOISE -> new BigInteger((p.lanes() + 1) * p.laneBits(), random);
    };
  }

  /** Bits of a phit as bits of the wires that carry them, around a dead lane. */
  private BigInteger onWires(BigInteger phit) {
    if (deadLane < 0) {
      return phit;
    }
    int below = deadLane * p.laneBits();
    var low = phit.and(ones(below));
    return phit.shiftRight(below).shiftLeft(below + p.laneBits()).or(low);
  }

  /** Frames that errors were put into. */
  long frames() {
    return frames;
  }
}
