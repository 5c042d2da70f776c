package chorale.bench.memory;

import chorale.bench.memory.DramDevice.Count;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A run of a trace on a controller.
 *
 * @param device whose timing
 * @param trace by name
 * @param source where its requests are from
 * @param window reads under way at most
 */
public record MemoryRow(String device, String trace, Source source, int window, MemoryRun run) {
  /** Where requests are from. */
  public enum Source {
    /** A file of a folder. */
    FILE,
    /** {@link Pattern}, at full length. */
    PATTERN,
    /** Experts, in the order of a routing trace. */
    EXPERTS
  }

  /** As the reference writes it. */
  public String mode() {
    return window == MemoryBench.SATURATED ? "sat" : "win:" + window;
  }

  /** Writes them all. */
  public static void write(List<MemoryRow> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "device",
              "trace",
              "source",
              "mode",
              "bursts",
              "cycles_to_last_accept",
              "cycles_to_last_data",
              "of_peak_by_accept",
              "of_peak_by_data",
              "read_latency_mean",
              "read_latency_p50",
              "read_latency_p99",
              "read_latency_max",
              "row_hit_rate",
              "activates",
              "refreshes",
              "turnarounds");
          for (MemoryRow r : rows) {
            var run = r.run;
            var latencies = run.latencies();
            csv.printRecord(
                r.device,
                r.trace,
                r.source.name().toLowerCase(Locale.ROOT),
                r.mode(),
                run.bursts(),
                run.lastAccept(),
                run.lastData(),
                "%.4f".formatted(run.ofPeakByAccept()),
                "%.4f".formatted(run.ofPeakByData()),
                "%.1f".formatted(latencies.mean()),
                latencies.median(),
                latencies.quantile(0.99),
                latencies.most(),
                "%.4f".formatted(run.hitRate()),
                run.count(Count.ACTIVATES),
                run.count(Count.REFRESHES),
                run.count(Count.TURNAROUNDS));
          }
        });
  }
}
