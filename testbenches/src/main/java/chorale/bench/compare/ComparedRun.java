package chorale.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The results of a run as they lie in its folder.
 *
 * @param label what it is called beside others
 * @param fast whether its cycles are those of the fast model
 * @param quantities its figures by {@code name (unit)}
 * @param settings what it was run with, by key
 * @param links utilisation by link
 */
public record ComparedRun(
    String label,
    boolean fast,
    Map<String, Double> quantities,
    Map<String, String> settings,
    Map<String, Double> links) {
  private static final List<String> ENGINES =
      List.of("dispatch", "reduce", "dma", "array", "combine", "store", "dram");

  /**
   * Reads the results in {@code folder}.
   *
   * @throws IOException which says what is missing and how it is made
   */
  public static ComparedRun read(Path folder, String label) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": no such folder: name a folder with results of chorale run");
    }
    boolean rtl = Files.exists(folder.resolve("summary.csv"));
    if (!rtl && !Files.exists(folder.resolve("fast.csv"))) {
      throw new IOException(
          folder
              + " holds no results, neither summary.csv nor fast.csv: chorale run FILE -o "
              + folder);
    }
    try {
      return results(folder, label, rtl);
    } catch (NoSuchFileException e) {
      throw new IOException(e.getMessage() + " is missing: run it again with -o " + folder, e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException(
          "the tables in %s are not as a run leaves them: run it again with -o %s"
              .formatted(folder, folder),
          e);
    }
  }

  private static ComparedRun results(Path folder, String label, boolean rtl) throws IOException {
    var settings = settings(folder.resolve("resolved.yaml"));
    var quantities = new LinkedHashMap<String, Double>();
    var links = new LinkedHashMap<String, Double>();
    var summary = table(folder.resolve(rtl ? "summary.csv" : "fast.csv"));
    for (var row : summary) {
      phase(row, rtl, quantities);
    }
    double clock = Double.parseDouble(settings.getOrDefault("package.clock_ghz", "1"));
    double total = quantities.get("total done at (cycles)");
    quantities.put("total (us)", total / clock / 1000);
    double tokens = Double.parseDouble(settings.getOrDefault("trace.tokens", "0"));
    quantities.put("tokens per second (1/s)", tokens * clock * 1e9 / total);
    if (rtl) {
      engines(table(folder.resolve("chiplets.csv")), quantities);
      for (var row : table(folder.resolve("links.csv"))) {
        links.put(row.get("from") + " to " + row.get("to"), number(row, "utilisation"));
      }
      quantities.put(
          "busiest link utilisation (1)",
          links.values().stream().mapToDouble(d -> d).max().orElse(0));
      double joules = 0;
      for (var row : table(folder.resolve("energy.csv"))) {
        joules += number(row, "estimated_joules");
      }
      quantities.put("estimated energy (uJ)", 1e6 * joules);
      quantities.put("estimated energy per token (uJ)", 1e6 * joules / tokens);
    }
    return new ComparedRun(label, !rtl, quantities, settings, links);
  }

  private static void phase(CSVRecord row, boolean rtl, Map<String, Double> quantities) {
    var names = rtl ? List.of(row.get("phase")) : names(row.get("phase"));
    for (String name : names) {
      quantities.put(
          name + " done at (cycles)", number(row, rtl ? "done_at_cycle" : "fast_model_cycles"));
      quantities.put(name + " lower bound (cycles)", number(row, "lower_bound_cycles"));
      quantities.put(name + " over lower bound (1)", number(row, "ratio"));
      if (rtl) {
        quantities.put(name + " by the fast model (cycles)", number(row, "fast_model_cycles"));
      }
    }
  }

  /** The table of the fast model has no row for the total: it is the last phase's. */
  private static List<String> names(String phase) {
    return phase.equals("combine") ? List.of(phase, "total") : List.of(phase);
  }

  /** The mean utilisation of each kind of engine. */
  private static void engines(List<CSVRecord> rows, Map<String, Double> quantities) {
    for (String engine : ENGINES) {
      rows.stream()
          .filter(r -> r.get("engine").equals(engine))
          .mapToDouble(r -> number(r, "utilisation"))
          .average()
          .ifPresent(mean -> quantities.put(engine + " mean utilisation (1)", mean));
    }
  }

  private static double number(CSVRecord row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static List<CSVRecord> table(Path file) throws IOException {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var csv = format.parse(Files.newBufferedReader(file))) {
      var rows = csv.getRecords();
      if (rows.isEmpty()) {
        throw new IOException(file + " has no rows: run it again");
      }
      return rows;
    }
  }

  private static Map<String, String> settings(Path file) throws IOException {
    var all = new LinkedHashMap<String, String>();
    try {
      flatten("", new Yaml().load(Files.readString(file)), all);
    } catch (YAMLException e) {
      throw new IOException(file + " is no YAML any more: run it again", e);
    }
    return all;
  }

  private static void flatten(String path, Object value, Map<String, String> all) {
    if (value instanceof Map<?, ?> section) {
      section.forEach((k, v) -> flatten(path.isEmpty() ? "" + k : path + "." + k, v, all));
    } else {
      all.put(path, String.valueOf(value));
    }
  }
}
