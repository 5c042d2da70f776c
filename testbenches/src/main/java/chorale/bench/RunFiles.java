package chorale.bench;

import chorale.bench.tools.Table;
import chorale.rtl.SafeFiles;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.workload.Bounds;
import chorale.workload.PhaseBound;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigWriter;
import chorale.workload.fast.FastModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVPrinter;

/** Writes a run's results as CSV that opens in a spreadsheet; columns as in docs/csv.md. */
final class RunFiles {
  private static final String FAST = "fast.csv";
  private static final String RESOLVED = "resolved.yaml";

  private final RunResult result;
  private final Path folder;

  private RunFiles(RunResult result, Path folder) {
    this.result = result;
    this.folder = folder;
  }

  /** Writes all files of a run into {@code folder}. */
  static void write(RunResult result, Path folder) throws IOException {
    new RunFiles(result, folder).write();
  }

  private void write() throws IOException {
    csv("summary.csv", this::summary);
    csv("chiplets.csv", this::chiplets);
    csv("links.csv", this::links);
    csv("memory.csv", this::memory);
    csv("tokens.csv", this::tokens);
    var tables = new ReportTables(result);
    csv("activity.csv", tables::activity);
    csv("timeline.csv", tables::timeline);
    csv("experts.csv", tables::experts);
    csv("roofline.csv", tables::roofline);
    csv("energy.csv", tables::energy);
    csv("manifest.csv", this::manifest);
    var spans = Timeline.of(result);
    Report.write(result, spans, folder.resolve("report.html"));
    PerfettoTrace.write(result, spans, folder.resolve("trace.json"));
    resolved(result.program().config(), folder, tools());
  }

  /** Writes a configuration that makes the same run again. */
  private static void resolved(RunConfig config, Path folder, List<String> tools)
      throws IOException {
    var remarks = new ArrayList<String>();
    remarks.add("All settings of this run, those left to their defaults too: chorale run computes");
    remarks.add("it again. trace.file is looked for from the folder of this file.");
    remarks.add("Chorale " + Version.TEXT + ", Java " + Runtime.version());
    remarks.addAll(tools);
    remarks.add("SHA-256 of the trace: " + sha256(config.trace().file()));
    SafeFiles.writeText(
        folder.resolve(RESOLVED), out -> out.write(RunConfigWriter.text(config, folder, remarks)));
  }

  /** What built the model, as it names itself. */
  private static List<String> tools() throws IOException {
    return ModelBuilder.tools(BuildOptions.defaults());
  }

  /** Writes what the fast model says of a Program that was not simulated. */
  static void write(RunConfig config, FastModel fast, Bounds bounds, Path folder)
      throws IOException {
    resolved(config, folder, List.of());
    Table.write(
        folder.resolve(FAST),
        csv -> {
          csv.printRecord(
              "phase",
              "fast_model_cycles",
              "lower_bound_cycles",
              "ratio",
              "upper_bound_cycles",
              "binds");
          for (PhaseBound b : bounds.phases()) {
            long cycles = fast.phases().get(b.phase());
            csv.printRecord(
                RunResult.name(b.phase()),
                cycles,
                b.lower(),
                decimals((double) cycles / b.lower()),
                b.upper(),
                b.binds());
          }
        });
  }

  private void csv(String name, Table.Rows rows) throws IOException {
    Table.write(folder.resolve(name), rows);
  }

  private void summary(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "phase",
        "done_at_cycle",
        "lower_bound_cycles",
        "ratio",
        "upper_bound_cycles",
        "binds",
        "fast_model_cycles",
        "fast_model_error_pct");
    for (PhaseBound b : result.bounds().phases()) {
      summary(csv, RunResult.name(b.phase()), b);
    }
    summary(csv, "total", result.bounds().total());
  }

  private void summary(CSVPrinter csv, String name, PhaseBound b) throws IOException {
    long cycles = result.done(b.phase());
    csv.printRecord(
        name,
        cycles,
        b.lower(),
        decimals((double) cycles / b.lower()),
        b.upper(),
        b.binds(),
        result.fast().phases().get(b.phase()),
        decimals(result.fastError(b.phase())));
  }

  private void chiplets(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "chiplet",
        "engine",
        "busy_cycles",
        "stalled_cycles",
        "idle_cycles",
        "blocked_cycles",
        "waiting_cycles",
        "utilisation");
    for (var row : EngineRow.of(result)) {
      engine(csv, row.node(), row.engine());
    }
  }

  /** Stalled is blocked (work, but no progress) or else waiting (for a semaphore). */
  private void engine(CSVPrinter csv, String node, String engine) throws IOException {
    Measurement m = result.measurement();
    long busy = m.count(node, engine + "_busy");
    long blocked = m.count(node, engine + "_blocked");
    long waiting = m.count(node, engine + "_waiting");
    long idle = m.cycles() - busy - blocked - waiting;
    csv.printRecord(
        node,
        engine,
        busy,
        blocked + waiting,
        idle,
        blocked,
        waiting,
        decimals((double) busy / m.cycles()));
  }

  private void links(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "from", "to", "flits", "closed_form_flits", "busy_cycles", "blocked_cycles", "utilisation");
    for (LinkLoad l : result.links()) {
      csv.printRecord(
          l.from(),
          l.to(),
          l.flits(),
          l.expected(),
          l.flits(),
          l.blocked(),
          decimals((double) l.flits() / result.measurement().cycles()));
    }
  }

  private void memory(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "group",
        "data_cycles",
        "refresh_cycles",
        "row_cycles",
        "idle_cycles",
        "reads",
        "writes",
        "row_hits",
        "conflicts",
        "refreshes");
    for (var use : MemoryUse.of(result)) {
      csv.printRecord(
          use.group(),
          use.data(),
          use.refresh(),
          use.rows(),
          use.idle(),
          use.reads(),
          use.writes(),
          use.rowHits(),
          use.conflicts(),
          use.refreshes());
    }
  }

  private void tokens(CSVPrinter csv) throws IOException {
    csv.printRecord(
        "token", "dispatched_cycle", "delivered_cycle", "computed_cycle", "combined_cycle");
    var stamps = result.measurement().tokens();
    for (int t = 0; t < stamps.dispatched().length; t++) {
      csv.printRecord(
          t,
          stamps.dispatched()[t],
          stamps.delivered()[t],
          stamps.computed()[t],
          stamps.combined()[t]);
    }
  }

  private void manifest(CSVPrinter csv) throws IOException {
    var config = result.program().config();
    csv.printRecord("key", "value");
    csv.printRecord("chorale_version", Version.TEXT);
    csv.printRecord("java", Runtime.version());
    csv.printRecord("verilator", tools().getFirst());
    csv.printRecord("compiler", tools().getLast());
    csv.printRecord("run", config.name());
    csv.printRecord("model", config.model().name());
    csv.printRecord("scale", config.model().scale());
    csv.printRecord("configuration_sha256", hash(RunConfigWriter.settings(config)));
    csv.printRecord("trace", config.trace().file().getFileName());
    csv.printRecord("trace_sha256", sha256(config.trace().file()));
    csv.printRecord("layer", config.trace().layer());
    csv.printRecord("tokens", config.trace().tokens());
    csv.printRecord("placement", lower(config.mapping().placement().strategy()));
    csv.printRecord("train_tokens", config.mapping().trainTokens());
    csv.printRecord("seed", config.mapping().seed());
    csv.printRecord("order", lower(config.mapping().order()));
    csv.printRecord("disabled_chiplets", disabled(config));
    csv.printRecord("cycles", result.measurement().cycles());
    csv.printRecord("seconds_at_clock", seconds(config.pack().clockGhz()));
  }

  private static String disabled(RunConfig config) {
    return config.pack().nop().disabledChiplets().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  private String seconds(double gigahertz) {
    return String.format(Locale.ROOT, "%.9f", result.total() / (gigahertz * 1e9));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String decimals(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static String sha256(Path file) throws IOException {
    return hash(Files.readAllBytes(file));
  }

  private static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names of the files that {@link #write} makes. */
  static List<String> names() {
    return List.of(
        "summary.csv",
        "chiplets.csv",
        "links.csv",
        "memory.csv",
        "tokens.csv",
        "activity.csv",
        "timeline.csv",
        "experts.csv",
        "roofline.csv",
        "energy.csv",
        "manifest.csv",
        "report.html",
        "trace.json",
        RESOLVED);
  }
}
