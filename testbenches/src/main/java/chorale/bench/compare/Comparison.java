package chorale.bench.compare;

import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs side by side: whatever any of them has is a row, and the runs are columns.
 *
 * @param runs in the order in which they were named
 */
public record Comparison(List<ComparedRun> runs) {
  /** Copies the list. */
  public Comparison {
    runs = List.copyOf(runs);
  }

  /**
   * Reads the results of several runs.
   *
   * @throws IOException if one cannot be read
   */
  public static Comparison read(List<Path> folders) throws IOException {
    var runs = new ArrayList<ComparedRun>();
    var labels = labels(folders);
    for (int i = 0; i < folders.size(); i++) {
      runs.add(ComparedRun.read(folders.get(i), labels.get(i)));
    }
    return new Comparison(runs);
  }

  /** Names of folders, with as much of their paths as it takes to tell them apart. */
  static List<String> labels(List<Path> folders) {
    var whole = folders.stream().map(f -> f.toAbsolutePath().normalize()).toList();
    var labels = new ArrayList<String>();
    for (Path folder : whole) {
      int parts = 1;
      while (parts < folder.getNameCount() && !alone(folder, parts, whole)) {
        parts++;
      }
      labels.add(end(folder, parts).toString());
    }
    return labels;
  }

  private static boolean alone(Path folder, int parts, List<Path> all) {
    return all.stream()
        .filter(other -> !other.equals(folder))
        .noneMatch(other -> end(other, parts).equals(end(folder, parts)));
  }

  private static Path end(Path path, int parts) {
    int n = path.getNameCount();
    return path.subpath(Math.max(0, n - parts), n);
  }

  /** All quantities that any run has, in the order of the first run that has them. */
  List<String> quantities() {
    return union(r -> r.quantities().keySet());
  }

  /** All settings. */
  List<String> settings() {
    return union(r -> r.settings().keySet());
  }

  /** All links. */
  List<String> links() {
    return union(r -> r.links().keySet());
  }

  private List<String> union(Function<ComparedRun, Collection<String>> names) {
    var all = new LinkedHashSet<String>();
    runs.forEach(r -> all.addAll(names.apply(r)));
    return List.copyOf(all);
  }

  /** Whether the runs have different values of a setting. */
  boolean differs(String setting) {
    return runs.stream().map(r -> r.settings().get(setting)).distinct().count() > 1;
  }

  /** Writes {@code compare.csv}: a quantity or a link a row. */
  public void writeQuantities(Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(header("quantity", "unit"));
          for (String name : quantities()) {
            int unit = name.lastIndexOf(" (");
            csv.printRecord(
                row(
                    r -> r.quantities().get(name),
                    name.substring(0, unit),
                    name.substring(unit + 2, name.length() - 1)));
          }
          for (String link : links()) {
            csv.printRecord(row(r -> r.links().get(link), "link " + link + " utilisation", "1"));
          }
        });
  }

  /** Writes {@code settings.csv}: a setting a row. */
  public void writeSettings(Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(header("setting", "differs"));
          for (String name : settings()) {
            var row = new ArrayList<Object>(List.of(name, differs(name) ? 1 : 0));
            runs.forEach(r -> row.add(r.settings().getOrDefault(name, "")));
            csv.printRecord(row);
          }
        });
  }

  private List<String> header(String... first) {
    var all = new ArrayList<>(List.of(first));
    runs.forEach(r -> all.add(r.label()));
    return all;
  }

  private List<Object> row(Function<ComparedRun, Double> value, Object... first) {
    var all = new ArrayList<>(List.of(first));
    for (var run : runs) {
      Double number = value.apply(run);
      all.add(number == null ? "" : decimals(number));
    }
    return all;
  }

  private static String decimals(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6f", value);
  }

  /** The comparison as text: the runs below each other. */
  public String text() {
    var text = new StringBuilder();
    int wide = Math.max(5, runs.stream().mapToInt(r -> r.label().length()).max().orElse(0));
    text.append(
        String.format(
            Locale.ROOT,
            "%-" + wide + "s %12s %12s %7s %10s %9s%n",
            "run",
            "cycles",
            "lower bound",
            "ratio",
            "us",
            "speed-up"));
    double first = runs.getFirst().quantities().get("total (us)");
    for (var run : runs) {
      Map<String, Double> q = new HashMap<>(run.quantities());
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + wide + "s %12.0f %12.0f %7.3f %10.3f %9.3f%s%n",
              run.label(),
              q.get("total done at (cycles)"),
              q.get("total lower bound (cycles)"),
              q.get("total over lower bound (1)"),
              q.get("total (us)"),
              first / q.get("total (us)"),
              run.fast() ? "  cycles of the fast model" : ""));
    }
    var different = settings().stream().filter(this::differs).toList();
    if (!different.isEmpty()) {
      text.append('\n');
    }
    for (String name : different) {
      var values = runs.stream().map(r -> r.settings().getOrDefault(name, "-")).toList();
      text.append(name).append(": ").append(String.join(" | ", values)).append('\n');
    }
    return text.toString();
  }
}
