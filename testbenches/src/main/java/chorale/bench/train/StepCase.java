package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.sim.ModelLibrary;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.rate.RateModel;
import chorale.workload.step.run.StepBound;
import chorale.workload.step.run.StepBounds;
import chorale.workload.step.run.StepModel;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A step in RTL, beside its lower bound and the fast model.
 *
 * @param name of the case
 * @param schedule what was run
 * @param cycles of the RTL
 * @param bound on them, and what it is from
 * @param model cycles of the fast model
 * @param rates cycles of the model of rates; 0 if switches add, of which it sums up less, and of
 *     steps of several parts or with attention
 */
public record StepCase(
    String name, MozartSchedule schedule, long cycles, StepBound bound, long model, long rates) {
  /** The lower bound of a step on a package. */
  static StepBound bound(TrainingParameters p, MozartSchedule schedule) {
    return StepBounds.of(schedule.step(), StepTimings.of(p, 0));
  }

  /** Runs a step without values on a package that has been built. */
  static StepCase of(
      String name,
      TrainingParameters p,
      ModelLibrary library,
      MozartSchedule schedule,
      long mostCycles) {
    var step = new MozartStep(List.of(schedule), false);
    return of(name, p, library, step, mostCycles);
  }

  /** The same of layers; the schedule is that of the first one. */
  static StepCase of(
      String name, TrainingParameters p, ModelLibrary library, MozartStep of, long mostCycles) {
    var schedule = of.layers().getFirst();
    var data = new ArrayList<LayerData>();
    var weights = new ArrayList<float[][][]>();
    for (var layer : of.layers()) {
      data.add(ExpertStudy.data(p, layer.routing(), layer.inner(), 0));
      of.attention().ifPresent(a -> weights.add(LayersTraining.weights(a, layer.hidden(), 0)));
    }
    var words = new StreamedProgram(p, data, weights, of, data.getLast().dy()).words();
    var timing = StepTimings.of(p, words.size());
    var step = of.step();
    var bound = StepBounds.of(step, timing);
    long model = StepModel.of(step, timing).cycles();
    boolean homesAtRoot = p.options().homes() > 0; // those that the model of rates knows
    long rates =
        !homesAtRoot || schedule.adds() || of.parts().size() > 1 || of.attention().isPresent()
            ? 0
            : Math.round(RateModel.of(step, StepRates.of(p, step), StepRates.runs(p)).cycles());
    try (var run = new TrainingRun(p, library)) {
      run.fill(words);
      return new StepCase(name, schedule, run.run(mostCycles), bound, model, rates);
    }
  }

  /** Cycles over the lower bound. */
  public double ratio() {
    return (double) cycles / bound.cycles();
  }

  /** Error of the fast model in percent. */
  public double errorPct() {
    return 100.0 * (model - cycles) / cycles;
  }

  /** Error of the model of rates in percent, if it has run. */
  public OptionalDouble ratesErrorPct() {
    return rates == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(100.0 * (rates - cycles) / cycles);
  }
}
