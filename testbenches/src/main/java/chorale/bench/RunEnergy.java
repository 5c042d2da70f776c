package chorale.bench;

import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.mozart.Energy;
import chorale.workload.step.rate.RateRun;
import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of a run's energy: its events times published energies of one event each ({@link
 * Energy}). Clocks, leakage and control are not in it.
 *
 * @param what the kind of event
 * @param events how many there were: products, or bits
 * @param picojoules of one
 * @param joules of all
 * @param source where the energy of one is from
 */
record RunEnergy(Energy what, double events, double picojoules, double joules, String source) {
  private static final double PICO = 1e-12;

  /** What each kind of event takes. */
  static List<RunEnergy> of(RunResult result) {
    var run = events(result);
    var rows = new ArrayList<RunEnergy>();
    for (var energy : Energy.values()) {
      double joules = energy.joules(run);
      double events = joules / (energy.picojoules() * PICO);
      rows.add(new RunEnergy(energy, events, energy.picojoules(), joules, energy.source()));
    }
    return rows;
  }

  /** What happened, from the counters of links and the commands. */
  private static RateRun events(RunResult result) {
    var config = result.program().config();
    int width = config.pack().nop().flitBytes();
    double leaf = 0;
    double trunk = 0;
    for (var link : result.links()) {
      if (link.from().startsWith("chiplet_") || link.to().startsWith("chiplet_")) {
        leaf += (double) link.flits() * width;
      } else if (link.from().equals("root") || link.to().equals("root")) {
        trunk += (double) link.flits() * width;
      }
    }
    long macs = 0;
    double sram = 0;
    double memory = 0;
    for (var chiplet : result.program().moe()) {
      for (var command : chiplet.queue(Engine.ARRAY)) {
        if (command instanceof Command.Gemm g) {
          macs += (long) g.m() * g.k() * g.n();
          double numbers = (double) g.m() * g.k() + (double) g.k() * g.n() + (double) g.m() * g.n();
          sram += numbers * config.model().elementBytes();
        }
      }
      for (var command : chiplet.queue(Engine.DMA)) {
        memory += command instanceof Command.Load load ? load.bytes() : 0;
      }
    }
    return new RateRun(result.total(), macs, sram, memory, leaf, trunk, 0, 0, 0, 0, 0, 0);
  }
}
