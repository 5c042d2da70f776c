package chorale.bench.faults;

import chorale.bench.faults.Traffic.Load;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.nop.d2d.D2dParameters;
import chorale.nop.d2d.GoBackN;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.Port;
import java.io.IOException;
import java.nio.file.Path;

/** Runs of a {@link FaultyLink}: traffic in both directions, faults on the wires, a verdict. */
public final class FaultRun {
  private static final int RESET_CYCLES = 2;
  private static final int START_UP = 2 * Fault.OUTAGE;
  private static final int BEFORE_OUTAGE = 1_000;
  private static final int QUIET = 3 * Fault.OUTAGE;
  private static final int[] DIRECTIONS = {0, 1};

  private final D2dParameters p;
  private final ModelLibrary library;

  private FaultRun(D2dParameters p, ModelLibrary library) {
    this.p = p;
    this.library = library;
  }

  /** Builds the link. */
  public static FaultRun of(D2dParameters p, Path rtl, Path models) throws IOException {
    Circuit circuit = Elaboration.of(() -> new FaultyLink(p));
    var spec = ModelSpec.of(circuit.top(), Verilog.emit(circuit, rtl));
    return new FaultRun(
        p, ModelBuilder.build(spec, BuildOptions.defaults(), models, BuildListener.SILENT));
  }

  /**
   * What came out, of both directions together.
   *
   * @param flits that were sent
   * @param cycles in which there was something to send, without the start
   * @param delivered flits in these cycles
   * @param startUp cycles until frames moved, -1 if they never did
   * @param damaged frames that were dropped
   * @param undetected frames that errors were put into and that were not dropped; 0 with an outage
   *     or early errors, of which some hit no frame
   * @param replays replays
   * @param lost flits that never came out
   * @param lostCredits credits that never came back
   * @param doubled flits or credits that came more than once
   * @param wrong flits that came out changed
   * @param isWhole whether all that came out, channel by channel, is bit by bit what a link without
   *     faults delivers
   * @param found dead lanes, as both receivers found
   * @param told dead lanes, as both senders were told
   */
  public record Outcome(
      long flits,
      long cycles,
      long delivered,
      long startUp,
      long damaged,
      long undetected,
      long replays,
      long lost,
      long lostCredits,
      long doubled,
      long wrong,
      boolean isWhole,
      int[] found,
      int[] told) {
    /** Flits per cycle and direction. */
    public double goodput() {
      return delivered / 2.0 / cycles;
    }
  }

  /** Flits per cycle and direction that a fault should leave, in a run of so many cycles. */
  public double closedForm(Fault fault, long cycles) {
    var goBack = GoBackN.of(p);
    double share = goBack.goodput(fault.rate(), fault.rate(), fault.kind().frames());
    double up = cycles;
    if (fault.outage() != Fault.Outage.NONE) {
      up -= Fault.OUTAGE + (double) p.roundTrip() * p.phits();
    }
    return share * p.group() / p.phits() * up / cycles;
  }

  /** One run until everything has arrived, or nothing has for a long time. */
  public Outcome run(Load load, Fault fault) {
    try (Model model = library.open()) {
      return new Run(model, load, fault).toTheEnd();
    }
  }

  /** The state of one run. */
  private final class Run {
    private final Model model;
    private final Load load;
    private final Fault fault;
    private final Traffic[] traffic = new Traffic[2];
    private final Damage[] damage = new Damage[2];
    private final Port[] up = new Port[2];
    private final Port[] damaged = new Port[2];
    private final Port[] replays = new Port[2];
    private long cycle;
    private long outageAt;
    private long damagedFrames;
    private long replayed;

    Run(Model model, Load load, Fault fault) {
      this.model = model;
      this.load = load;
      this.fault = fault;
      for (int d : DIRECTIONS) {
        damage[d] = new Damage(model, p, d, fault, load.seed());
        up[d] = model.port("up_" + d);
        damaged[d] = model.port("damaged_" + d);
        replays[d] = model.port("replays_" + d);
        traffic[d] = new Traffic(model, p, "in_" + d, "out_" + d, load);
      }
      model.reset(RESET_CYCLES, ModuleIr.RESET);
      outageAt = fault.outage() == Fault.Outage.NONE ? -1 : fault.outageAt();
    }

    private void step(boolean sends) {
      for (int d : DIRECTIONS) {
        damage[d].drive(cycle);
        if (outageAt >= 0 && (cycle == outageAt || cycle == outageAt + Fault.OUTAGE)) {
          damage[d].outage(cycle == outageAt);
        }
        if (sends) {
          traffic[d].send();
          traffic[d].giveCredits();
        }
      }
      model.step();
      cycle++;
      for (int d : DIRECTIONS) {
        traffic[d].takeCredits();
        traffic[d].receive();
        damagedFrames += damaged[d].get();
        replayed += replays[d].get();
      }
    }

    private long delivered() {
      return traffic[0].delivered() + traffic[1].delivered();
    }

    private boolean isDone() {
      return traffic[0].isDone() && traffic[1].isDone();
    }

    private int dead(String port, int direction) {
      return (int) model.port(port + "_" + direction).get();
    }

    Outcome toTheEnd() {
      if (fault.early()) {
        begin(0);
      }
      while (cycle < START_UP && (up[0].get() == 0 || up[1].get() == 0)) {
        step(false);
      }
      long startUp = up[0].get() == 1 && up[1].get() == 1 ? cycle : -1;
      if (!fault.early()) {
        begin(cycle + p.oneWay());
      }
      long warm = cycle + 4L * p.roundTrip() * p.phits() + p.creditLoop();
      while (startUp >= 0 && cycle < warm) {
        step(true);
      }
      long from = cycle;
      long before = delivered();
      if (fault.outage() != Fault.Outage.NONE && fault.outageAt() < 0) {
        outageAt = cycle + BEFORE_OUTAGE;
      }
      while (startUp >= 0 && !traffic[0].isSent() && !traffic[1].isSent()) {
        step(true);
      }
      long cycles = cycle - from;
      long delivered = delivered() - before;
      long last = delivered();
      long quiet = 0;
      while (startUp >= 0 && !isDone() && quiet < QUIET) {
        step(true);
        quiet = delivered() == last ? quiet + 1 : 0;
        last = delivered();
      }
      for (Damage d : damage) {
        d.end();
      }
      // What is still in the pipelines, and what comes after the end.
      long drain = cycle + 4L * p.roundTrip() * p.phits();
      while (startUp >= 0 && cycle < drain) {
        step(true);
      }
      return outcome(startUp, cycles, delivered);
    }

    private void begin(long errorsFrom) {
      for (Damage d : damage) {
        d.begin(errorsFrom);
      }
    }

    private Outcome outcome(long startUp, long cycles, long delivered) {
      boolean counted = fault.outage() == Fault.Outage.NONE && !fault.early();
      long hit = damage[0].frames() + damage[1].frames();
      return new Outcome(
          2 * load.each() * p.vcs(),
          cycles,
          delivered,
          startUp,
          damagedFrames,
          counted ? hit - damagedFrames : 0,
          replayed,
          traffic[0].lost() + traffic[1].lost(),
          traffic[0].lostCredits() + traffic[1].lostCredits(),
          traffic[0].doubled() + traffic[1].doubled(),
          traffic[0].wrong() + traffic[1].wrong(),
          traffic[0].digest() == traffic[0].golden() && traffic[1].digest() == traffic[1].golden(),
          new int[] {dead("found", 0), dead("found", 1)},
          new int[] {dead("told", 0), dead("told", 1)});
    }
  }
}
