package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Work;
import chorale.workload.step.rate.Rates;
import chorale.workload.step.rate.Runs;
import chorale.workload.vector.VectorCycles;

/**
 * A package's hardware as rates only, to hold the model of whole models' steps against RTL: arrays
 * that multiply in all cycles, links with a flit in all cycles, memories that move data whenever
 * they do not refresh.
 */
final class StepRates {
  private static final int NUMBER_BYTES = 2;

  private StepRates() {}

  /** The rates that a step sees. */
  static Rates of(TrainingParameters p, Step step) {
    var timing = StepTimings.of(p, 0);
    var stack = timing.stack();
    var hbm = stack.hbm();
    int flit = p.lanes() * NUMBER_BYTES;
    int hop = timing.links().routerStages() + timing.links().trunkCycles();
    double peak = (double) stack.channels() * hbm.shape().burstBytes() / hbm.bl();
    double bytes = peak * (hbm.refi() - hbm.rfc()) / hbm.refi();
    var memory = new Rates.Memory(bytes, flit, true, hbm.rcdRead() + hbm.cl());
    var links = new Rates.Links(flit, flit, flit, hop, flit, p.options().adds());
    return new Rates(engines(p, step, true), engines(p, step, false), links, memory, memory);
  }

  /** Packets and blocks by themselves: the RTL's steps are small. */
  static Runs runs(TrainingParameters p) {
    return new Runs(1, (long) p.packetWords() * p.lanes() * NUMBER_BYTES);
  }

  private static Rates.Engines engines(TrainingParameters p, Step step, boolean ofExperts) {
    double macs = (double) p.lanes() * p.lanes() * p.array().arrays();
    double copied = 2.0 * p.lanes() * NUMBER_BYTES;
    return new Rates.Engines(macs, vectorNumbers(p, step, ofExperts), copied);
  }

  /** Numbers a cycle of all vector commands of a step, whose kernels differ much. */
  private static double vectorNumbers(TrainingParameters p, Step step, boolean ofExperts) {
    Machine machine = step.machine();
    var v = p.vector();
    var form = new VectorCycles(p.lanes(), v.lanesPerCycle(), v.block());
    double numbers = 1;
    double cycles = 1;
    for (StepQueue queue : step.queues()) {
      for (var command : queue.commands()) {
        if (machine.hasExperts(queue.chiplet()) == ofExperts
            && command.work() instanceof Work.Apply a) {
          numbers += (double) a.rows() * a.words() * p.lanes();
          cycles +=
              form.steps(a.task().kernel(step.topK(), a.words(), p.lanes()), a.rows(), a.words());
        }
      }
    }
    return numbers / cycles;
  }
}
