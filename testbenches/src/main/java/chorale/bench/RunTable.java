package chorale.bench;

import chorale.workload.PhaseBound;
import chorale.workload.RunConfig;
import java.util.Locale;

/** The table that a run prints. */
final class RunTable {
  private RunTable() {}

  static String of(RunResult result) {
    var config = result.program().config();
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s (%s)%n%d tokens of layer %d, top-%d of %d experts, %s chiplets%n%n",
            config.name(),
            config.model().name(),
            config.model().scale(),
            config.trace().tokens(),
            config.trace().layer(),
            config.model().topK(),
            config.model().experts(),
            chiplets(config.pack())));
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s %10s %12s %7s %12s  %s%n",
            "phase",
            "cycles",
            "lower bound",
            "ratio",
            "upper bound",
            "what binds"));
    for (PhaseBound b : result.bounds().phases()) {
      text.append(
          row(RunResult.name(b.phase()), result.done(b.phase()), b.lower(), b.upper(), b.binds()));
    }
    PhaseBound total = result.bounds().total();
    text.append(row("total", result.total(), total.lower(), total.upper(), total.binds()));
    memory(text, result);
    return text.toString();
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

  private static String row(String name, long cycles, long lower, long upper, String binds) {
    return String.format(
        Locale.ROOT,
        "%-10s %10d %12d %7.3f %12d  %s%n",
        name,
        cycles,
        lower,
        (double) cycles / lower,
        upper,
        binds);
  }
}
