package chorale.bench;

import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures that a command promises: each with its unit, its goal and whether it holds. */
final class Figures {
  private record Figure(String name, String value, String unit, String goal, boolean holds) {}

  private final List<Figure> figures = new ArrayList<>();

  /** A figure without a goal. */
  void add(String name, long value, String unit) {
    figures.add(new Figure(name, Long.toString(value), unit, "", true));
  }

  /** A figure without a goal. */
  void add(String name, double value, String unit) {
    figures.add(new Figure(name, text(value), unit, "", true));
  }

  /** A figure that should be at least {@code goal}. */
  void atLeast(String name, double value, String unit, double goal) {
    figures.add(new Figure(name, text(value), unit, ">= " + text(goal), value >= goal));
  }

  /** A figure that should be at most {@code goal}. */
  void atMost(String name, double value, String unit, double goal) {
    figures.add(new Figure(name, text(value), unit, "<= " + text(goal), value <= goal));
  }

  /** A figure that should be exactly {@code goal}. */
  void exactly(String name, long value, String unit, long goal) {
    figures.add(new Figure(name, Long.toString(value), unit, "= " + goal, value == goal));
  }

  /** Whether every figure reaches its goal. */
  boolean hold() {
    return figures.stream().allMatch(Figure::holds);
  }

  /** Writes {@code figure,value,unit,goal,holds}. */
  void write(Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("figure", "value", "unit", "goal", "holds");
          for (Figure f : figures) {
            csv.printRecord(f.name, f.value, f.unit, f.goal, f.holds ? 1 : 0);
          }
        });
  }

  /** The figures as lines of text. */
  String text() {
    var lines = new StringBuilder();
    for (Figure f : figures) {
      String goal = f.goal.isEmpty() ? "" : "goal " + f.goal + (f.holds ? "" : "  MISSED");
      lines.append(
          String.format(Locale.ROOT, "  %-20s %12s %-8s %s", f.name, f.value, f.unit, goal)
                  .stripTrailing()
              + "\n");
    }
    return lines.toString();
  }

  /** Up to four decimals, none that are 0 at the end. */
  private static String text(double value) {
    var s = String.format(Locale.ROOT, "%.4f", value);
    return s.replaceFirst("\\.?0+$", "");
  }
}
