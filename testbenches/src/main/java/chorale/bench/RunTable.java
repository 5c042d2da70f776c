package chorale.bench;

import chorale.workload.Bounds;
import chorale.workload.PhaseBound;
import chorale.workload.RunConfig;
import chorale.workload.fast.FastModel;
import java.util.Locale;

/** The table that a run prints. */
final class RunTable {
  private RunTable() {}

  static String of(RunResult result) {
    var text = new StringBuilder(title(result.program().config()));
    text.append(header("cycles", "  fast model   error"));
    for (PhaseBound b : result.bounds().phases()) {
      text.append(row(result, RunResult.name(b.phase()), b));
    }
    text.append(row(result, "total", result.bounds().total()));
    memory(text, result);
    return text.toString();
  }

  /** The table of a Program that only the fast model ran. */
  static String of(RunConfig config, FastModel fast, Bounds bounds) {
    var text = new StringBuilder(title(config));
    text.append(header("fast model", ""));
    for (PhaseBound b : bounds.phases()) {
      text.append(row(RunResult.name(b.phase()), fast.phases().get(b.phase()), b, ""));
    }
    text.append(row("total", fast.total(), bounds.total(), ""));
    return text.toString();
  }

  /** What is run. */
  static String title(RunConfig config) {
    return String.format(
        Locale.ROOT,
        "%s: %s (%s)%n%d tokens of layer %d, top-%d of %d experts, %s chiplets%n%n",
        config.name(),
        config.model().name(),
        config.model().scale(),
        config.trace().tokens(),
        config.trace().layer(),
        config.model().topK(),
        config.model().experts(),
        chiplets(config.pack()));
  }

  private static String header(String cycles, String more) {
    return String.format(
        Locale.ROOT,
        "%-10s %10s %12s %7s %12s%s  %s%n",
        "phase",
        cycles,
        "lower bound",
        "ratio",
        "upper bound",
        more,
        "what binds");
  }

  /** Where the cycles of the memories went. */
  private static void memory(StringBuilder text, RunResult result) {
    var uses = MemoryUse.of(result);
    if (uses.isEmpty()) {
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-10s %10s %12s %7s %7s %12s %10s %10s %10s%n",
            "memory",
            "data",
            "refresh",
            "rows",
            "idle",
            "bursts read",
            "written",
            "row hits",
            "conflicts"));
    double cycles = result.measurement().cycles();
    for (var use : uses) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %8.1f %% %10.1f %% %5.1f %% %5.1f %% %12d %10d %10d %10d%n",
              "group " + use.group(),
              100 * use.data() / cycles,
              100 * use.refresh() / cycles,
              100 * use.rows() / cycles,
              100 * use.idle() / cycles,
              use.reads(),
              use.writes(),
              use.rowHits(),
              use.conflicts()));
    }
  }

  private static String chiplets(RunConfig.Package pack) {
    int enabled = pack.enabledChiplets().size();
    return enabled == pack.chiplets() ? "" + enabled : enabled + " of " + pack.chiplets();
  }

  private static String row(RunResult result, String name, PhaseBound b) {
    long model = result.fast().phases().get(b.phase());
    double error = result.fastError(b.phase());
    return row(
        name,
        result.done(b.phase()),
        b,
        String.format(Locale.ROOT, " %11d %+6.2f%%", model, error));
  }

  private static String row(String name, long cycles, PhaseBound b, String more) {
    return String.format(
        Locale.ROOT,
        "%-10s %10d %12d %7.3f %12d%s  %s%n",
        name,
        cycles,
        b.lower(),
        (double) cycles / b.lower(),
        b.upper(),
        more,
        b.binds());
  }
}
