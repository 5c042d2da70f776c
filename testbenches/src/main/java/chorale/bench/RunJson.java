package chorale.bench;

import chorale.bench.tools.Json;
import chorale.workload.Bounds;
import chorale.workload.PhaseBound;
import chorale.workload.RunConfig;
import chorale.workload.fast.FastModel;
import java.nio.file.Path;
import java.util.ArrayList;

/** The result of a run for scripts; names as those of the columns in docs/csv.md. */
final class RunJson {
  private RunJson() {}

  static String of(RunResult result, Path folder) {
    var phases = new ArrayList<Json.Properties>();
    for (PhaseBound b : result.bounds().phases()) {
      phases.add(phase(result, RunResult.name(b.phase()), b));
    }
    var violations = result.violations();
    return Json.text(
        head(result.program().config(), "rtl")
            .put("phases", phases)
            .put("total", phase(result, "total", result.bounds().total()))
            .put("violations", violations)
            .put("bounds_hold", violations.isEmpty())
            .put("results", folder.toString()));
  }

  static String of(RunConfig config, FastModel fast, Bounds bounds, Path folder) {
    var phases = new ArrayList<Json.Properties>();
    for (PhaseBound b : bounds.phases()) {
      phases.add(phase(fast, RunResult.name(b.phase()), b));
    }
    var violations = RunResult.violations(fast, bounds);
    return Json.text(
        head(config, "fast")
            .put("phases", phases)
            .put("total", phase(fast, "total", bounds.total()))
            .put("violations", violations)
            .put("bounds_hold", violations.isEmpty())
            .put("results", folder.toString()));
  }

  private static Json.Properties head(RunConfig config, String simulated) {
    return Json.object()
        .put("name", config.name())
        .put("chorale_version", Version.TEXT)
        .put("simulated", simulated)
        .put("model", config.model().name())
        .put("tokens", config.trace().tokens());
  }

  private static Json.Properties phase(RunResult result, String name, PhaseBound b) {
    long cycles = result.done(b.phase());
    return BoundsCommand.phase(name, b)
        .put("done_at_cycle", cycles)
        .put("ratio", (double) cycles / b.lower())
        .put("fast_model_cycles", result.fast().phases().get(b.phase()))
        .put("fast_model_error_pct", result.fastError(b.phase()));
  }

  private static Json.Properties phase(FastModel fast, String name, PhaseBound b) {
    long cycles = fast.phases().get(b.phase());
    return BoundsCommand.phase(name, b)
        .put("fast_model_cycles", cycles)
        .put("ratio", (double) cycles / b.lower());
  }
}
