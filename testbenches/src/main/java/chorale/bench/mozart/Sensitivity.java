package chorale.bench.mozart;

import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.PaperStep;
import chorale.workload.mozart.PaperTrace;
import chorale.workload.mozart.Variant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What becomes of the speed-ups when one assumption is changed, the others as they are. */
public final class Sensitivity {
  private static final int LAYERS = 4;

  private Sensitivity() {}

  /**
   * A model with one assumption changed.
   *
   * @param assumption which; null if none is
   * @param value of it
   * @param seconds of the baseline
   * @param speedups over the baseline
   */
  public record Point(
      PaperModel model,
      Assumption assumption,
      double value,
      double seconds,
      Map<Variant, Double> speedups) {}

  /** All points, not yet computed: for each model as it is, then each assumption's ends. */
  public static List<Callable<Point>> all() {
    var points = new ArrayList<Callable<Point>>();
    for (var model : PaperModel.all()) {
      double locality = PaperTrace.locality(model, 0);
      points.add(() -> point(model, locality, null, 0));
      for (var assumption : Assumption.values()) {
        for (double value : new double[] {assumption.low(), assumption.high()}) {
          if (value != assumption.value()) {
            points.add(() -> point(model, locality, assumption, value));
          }
        }
      }
    }
    return points;
  }

  private static Point point(
      PaperModel model, double locality, Assumption assumption, double value) {
    var usual = Assumptions.usual(Assumption.class);
    var a = assumption == null ? usual : usual.with(assumption, value);
    int tokens = a.count(Assumption.SEQUENCES) * a.count(Assumption.SEQUENCE);
    var trace = PaperTrace.of(model, locality, a.get(Assumption.SKEW), LAYERS, tokens);
    var seconds = new EnumMap<Variant, Double>(Variant.class);
    for (var variant : Variant.values()) {
      seconds.put(variant, PaperStep.of(model, trace, variant, a).run().seconds());
    }
    double baseline = seconds.get(Variant.BASELINE);
    var speedups = new EnumMap<Variant, Double>(Variant.class);
    seconds.forEach((variant, s) -> speedups.put(variant, baseline / s));
    return new Point(model, assumption, value, baseline, speedups);
  }
}
