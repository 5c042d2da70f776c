package chorale.workload.mozart;

import chorale.workload.step.rate.RateRun;

/**
 * Energy of a step by its events, an estimate: the counters of a run times published energies of
 * one event each, in picojoules. Clocks, leakage and control are not in it.
 */
public enum Energy {
  /** A product and a sum of two binary16 numbers, 45 nm: 1.1 + 0.4. */
  MAC(1.5, "Horowitz, ISSCC 2014"),
  /** A bit of a 32 KB SRAM, 45 nm: 20 for 64 bits. */
  SRAM(20.0 / 64, "Horowitz, ISSCC 2014"),
  /** A bit of HBM2: 1.21 activate, 2.54 transfer, 0.22 I/O. */
  MEMORY(3.97, "O'Connor et al., MICRO 2017"),
  /** A bit over a 2.5D link. */
  LINK(0.25, "UCIe advanced package, up to 16 GT/s"),
  /** A bit through a switch: 0.15 a byte, 12 nm. */
  SWITCH(0.15 / 8, "FlooNoC, 2025");

  private static final double PICO = 1e-12;
  private static final int BITS = 8;

  private final double picojoules;
  private final String source;

  Energy(double picojoules, String source) {
    this.picojoules = picojoules;
    this.source = source;
  }

  /** Of one event. */
  public double picojoules() {
    return picojoules;
  }

  /** Where it is from. */
  public String source() {
    return source;
  }

  /** Joules of a run. Weights and tokens go over a link, and a switch, for each byte counted. */
  public double joules(RateRun run) {
    double links = run.leafBytes() + run.trunkBytes() + run.memoryBytes();
    double events =
        switch (this) {
          case MAC -> run.macs();
          case SRAM -> run.sramBytes() * BITS;
          case MEMORY -> run.memoryBytes() * BITS;
          case LINK -> links * BITS;
          case SWITCH -> (run.leafBytes() + run.trunkBytes()) * BITS;
        };
    return events * picojoules * PICO;
  }

  /** Of all events. */
  public static double total(RateRun run) {
    double sum = 0;
    for (var energy : values()) {
      sum += energy.joules(run);
    }
    return sum;
  }
}
