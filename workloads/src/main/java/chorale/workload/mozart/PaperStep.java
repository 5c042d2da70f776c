package chorale.workload.mozart;

import chorale.workload.assume.Assumptions;
import chorale.workload.place.Placements;
import chorale.workload.step.Step;
import chorale.workload.step.rate.RateModel;
import chorale.workload.step.rate.RateRun;
import chorale.workload.step.rate.Rates;
import java.util.ArrayList;

/**
 * A step of a model of the paper's ablation, on the paper's package.
 *
 * @param step its Program
 * @param rates of the package
 * @param share of the model's layers that the step has
 */
public record PaperStep(Step step, Rates rates, double share) {
  private static final double CYCLES_PER_SECOND = 1e9;

  /**
   * How long it takes.
   *
   * @param seconds of all layers
   * @param run what the model says of the layers that were run
   */
  public record Result(double seconds, RateRun run) {}

  /** The step with the layers of {@code trace}. */
  public static PaperStep of(
      PaperModel model, PaperTrace trace, Variant variant, Assumptions<Assumption> a) {
    var shape = model.shape();
    var experts = shape.experts();
    var machine = PaperPackage.machine(shape.hidden());
    var layers = new ArrayList<MozartSchedule>();
    for (var layer : trace.layers()) {
      var placement = Placements.of(variant.placement(), layer.learned(), PaperTrace.TREE, 1);
      layers.add(
          new MozartSchedule(
              machine, layer.unseen(), placement, shape.hidden(), experts.hidden(), true, true));
    }
    double keys = a.get(Assumption.SEQUENCE) * (a.is(Assumption.CAUSAL) ? 0.5 : 1);
    var shared = AttentionWork.of(shape, keys).subList(0, layers.size());
    var manner = variant.manner(experts.count() / machine.experts(), a);
    boolean adds = manner.exchange() == Manner.Exchange.GROUPS;
    return new PaperStep(
        new WholeStep(machine, layers, shared, manner).step(),
        PaperPackage.rates(model.packageArea(), a, adds),
        (double) layers.size() / experts.layers());
  }

  /** Runs it. */
  public Result run() {
    var run = RateModel.of(step, rates);
    return new Result(run.cycles() / CYCLES_PER_SECOND / share, run);
  }
}
