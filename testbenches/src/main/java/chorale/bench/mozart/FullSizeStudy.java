package chorale.bench.mozart;

import chorale.bench.tools.Parallel;
import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.Energy;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.PaperStep;
import chorale.workload.mozart.PaperTrace;
import chorale.workload.mozart.Variant;
import chorale.workload.place.LinkLoads;
import chorale.workload.step.rate.RateRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** Mozart's ablation at full size: all layers of its three models on its package. */
public final class FullSizeStudy {
  private FullSizeStudy() {}

  /**
   * A model at a variant.
   *
   * @param locality of the generated trace
   * @param seconds of a step
   * @param replicas packets per token that leave the attention chiplet for experts, mean of layers:
   *     C_T
   * @param groups per token
   * @param run what the model counts
   */
  public record Cell(
      PaperModel model,
      Variant variant,
      double locality,
      double seconds,
      double replicas,
      double groups,
      RateRun run) {
    /** Joules of a step, an estimate. */
    public double joules() {
      return Energy.total(run);
    }
  }

  /** All models at all variants, a row of variants for each model. */
  public static List<List<Cell>> run(Assumptions<Assumption> a, Runnable told) throws IOException {
    var models = PaperModel.all();
    var rows = new ArrayList<List<Cell>>();
    for (var model : models) {
      int tokens = a.count(Assumption.SEQUENCES) * a.count(Assumption.SEQUENCE);
      double skew = a.get(Assumption.SKEW);
      var trace =
          PaperTrace.of(
              model,
              PaperTrace.locality(model, skew),
              skew,
              model.shape().experts().layers(),
              tokens);
      var jobs = new ArrayList<Callable<Cell>>();
      for (var variant : Variant.values()) {
        jobs.add(() -> cell(model, trace, variant, a));
      }
      rows.add(Parallel.inOrder(jobs, _ -> told.run()));
    }
    return rows;
  }

  private static Cell cell(
      PaperModel model, PaperTrace trace, Variant variant, Assumptions<Assumption> a) {
    var loads = trace.loads(variant.placement());
    var result = PaperStep.of(model, trace, variant, a).run();
    boolean plain = variant == Variant.BASELINE || variant == Variant.A;
    return new Cell(
        model,
        variant,
        trace.locality(),
        result.seconds(),
        plain ? model.shape().experts().topK() : mean(loads, LinkLoads::replicas),
        mean(loads, LinkLoads::groups),
        result.run());
  }

  private static double mean(List<LinkLoads> loads, ToDoubleFunction<LinkLoads> figure) {
    return loads.stream().mapToDouble(figure).average().orElseThrow();
  }
}
