package chorale.bench;

import chorale.bench.tools.Json;
import chorale.workload.Bounds;
import chorale.workload.PhaseBound;
import chorale.workload.ProgramBuilder;
import chorale.workload.Resource;
import chorale.workload.RunConfig;
import chorale.workload.TraceReader;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale bounds}: what no run of a configuration can beat or exceed, without a run. */
@Command(
    name = "bounds",
    description =
        "Bound the cycles of a configuration from below and above without simulating it, and list"
            + " the busiest resources.",
    footer = {
      "",
      "Exit code: 0, or 2 for bad input.",
      "Examples:",
      "  chorale bounds examples/nop-tree-16.yaml",
      "  chorale bounds examples/nop-tree-16.yaml -D package.nop.flit_bytes=128",
      "  chorale bounds --json examples/nop-tree-16.yaml | jq '.phases[-1].lower_bound_cycles'"
    })
final class BoundsCommand implements Callable<Integer> {
  @Mixin private RunInput input;

  @Mixin private JsonOption json;

  @Option(
      names = "--resources",
      paramLabel = "N",
      defaultValue = "8",
      description = "list the N busiest resources (default: ${DEFAULT-VALUE}); JSON has all")
  private int shown;

  @Override
  public Integer call() {
    RunConfig config = input.read();
    Hardware.parameters(config); // what the hardware cannot be has no bounds
    var program = ProgramBuilder.build(config, TraceReader.read(config));
    Bounds bounds = Hardware.bounds(program);
    System.out.print(json.wanted ? json(config, bounds) : text(config, bounds));
    return 0;
  }

  private String text(RunConfig config, Bounds bounds) {
    var text = new StringBuilder(RunTable.title(config));
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s %12s %12s  %s%n",
            "phase",
            "lower bound",
            "upper bound",
            "what binds"));
    for (PhaseBound b : bounds.phases()) {
      text.append(line(RunResult.name(b.phase()), b));
    }
    text.append(line("total", bounds.total()));
    var busiest = busiest(bounds).stream().limit(Math.max(0, shown)).toList();
    if (!busiest.isEmpty()) {
      text.append(
          String.format(Locale.ROOT, "%n%-32s %12s %9s%n", "resource", "busy cycles", "of lower"));
    }
    for (Resource r : busiest) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-32s %12d %7.1f %%%n",
              r,
              r.cycles(),
              100.0 * r.cycles() / bounds.total().lower()));
    }
    return text.toString();
  }

  private static String line(String name, PhaseBound b) {
    return String.format(
        Locale.ROOT, "%-10s %12d %12d  %s%n", name, b.lower(), b.upper(), b.binds());
  }

  private static List<Resource> busiest(Bounds bounds) {
    return bounds.resources().stream()
        .filter(r -> r.cycles() > 0)
        .sorted(Comparator.comparingLong(Resource::cycles).reversed())
        .toList();
  }

  private static String json(RunConfig config, Bounds bounds) {
    return Json.text(
        Json.object()
            .put("name", config.name())
            .put("model", config.model().name())
            .put("tokens", config.trace().tokens())
            .put(
                "phases",
                bounds.phases().stream().map(b -> phase(RunResult.name(b.phase()), b)).toList())
            .put("total", phase("total", bounds.total()))
            .put(
                "resources",
                busiest(bounds).stream()
                    .map(
                        r ->
                            Json.object()
                                .put("resource", r.toString())
                                .put("busy_cycles", r.cycles()))
                    .toList()));
  }

  /** The bounds of one phase, under the names of the columns in the CSV files. */
  static Json.Properties phase(String name, PhaseBound b) {
    return Json.object()
        .put("phase", name)
        .put("lower_bound_cycles", b.lower())
        .put("upper_bound_cycles", b.upper())
        .put("binds", b.binds());
  }
}
