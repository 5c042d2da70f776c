package chorale.bench.hecaton;

import chorale.bench.tools.Table;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.GridAssumption;
import chorale.workload.hecaton.Scheme;
import chorale.workload.mozart.Energy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CSV files of the study of grids. */
public final class HecatonTables {
  private HecatonTables() {}

  /** What dies send. */
  public static void volumes(List<Volumes.Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("grid", "scheme", "pass", "elements_sent", "closed_form", "dies_wrong");
          for (var r : rows) {
            csv.printRecord(
                name(r.grid()),
                name(r.scheme()),
                name(r.pass()),
                r.sent(),
                r.closedForm(),
                r.wrong());
          }
        });
  }

  /** Weak scaling. */
  public static void weakScaling(List<WeakScaling.Point> points, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "dies", "hidden", "ratio", "closed_form", "error_pct", "ratio_1d", "ours_over_2d");
          for (var p : points) {
            csv.printRecord(
                p.side() * p.side(),
                p.hidden(),
                decimals(p.ratio()),
                decimals(p.closedForm()),
                decimals(p.errorPct()),
                decimals(p.line()),
                decimals(p.ours()));
          }
        });
  }

  /** Steps of both models by each scheme. */
  public static void steps(List<Headline.Point> points, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          var columns =
              new ArrayList<Object>(
                  List.of("model", "scheme", "cycles", "array_cycles", "speedup", "energy_ratio"));
          for (var energy : Energy.values()) {
            columns.add("joules_" + name(energy));
          }
          csv.printRecord(columns);
          for (var p : points) {
            for (var scheme : Scheme.values()) {
              var step = p.steps().get(scheme);
              var row =
                  new ArrayList<Object>(
                      List.of(
                          p.claim().model(),
                          name(scheme),
                          Math.round(step.cycles()),
                          Math.round(step.arrayBusy()),
                          decimals(p.speedup(scheme)),
                          decimals(p.energyRatio(scheme))));
              for (var energy : Energy.values()) {
                row.add(decimals(step.joules(energy)));
              }
              csv.printRecord(row);
            }
          }
        });
  }

  /** Speed-ups and energy ratios under other assumptions. */
  public static void points(List<Headline.Point> points, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          var columns = new ArrayList<String>(List.of("model", "changed"));
          for (var assumption : GridAssumption.values()) {
            columns.add(name(assumption));
          }
          for (var scheme : Scheme.values()) {
            columns.add("speedup_" + name(scheme));
            columns.add("energy_ratio_" + name(scheme));
          }
          csv.printRecord(columns);
          for (var p : points) {
            var row = new ArrayList<Object>(List.of(p.claim().model()));
            row.add(p.changed() == null ? "" : name(p.changed()));
            for (var assumption : GridAssumption.values()) {
              row.add(p.a().get(assumption));
            }
            for (var scheme : Scheme.values()) {
              row.add(decimals(p.speedup(scheme)));
              row.add(decimals(p.energyRatio(scheme)));
            }
            csv.printRecord(row);
          }
        });
  }

  /** Memories. */
  public static void exposed(List<Exposed.Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "model",
              "grid",
              "tokens",
              "scheme",
              "cycles",
              "without_memories",
              "memories_alone",
              "bound",
              "can_be_hidden",
              "exposed_pct");
          for (var r : rows) {
            var s = r.step();
            csv.printRecord(
                r.model(),
                name(r.grid()),
                r.tokens(),
                name(r.scheme()),
                Math.round(s.cycles()),
                Math.round(s.without()),
                Math.round(s.alone()),
                Math.round(s.bound()),
                s.canBeHidden() ? 1 : 0,
                decimals(100 * s.exposed()));
          }
        });
  }

  /** Runs in RTL. */
  public static void rtl(List<GridStudy.Row> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "grid",
              "what",
              "datapath",
              "cycles",
              "lower_bound",
              "over_bound",
              "array_cycles",
              "vector_cycles",
              "elements_closed_form",
              "dies_wrong",
              "numbers",
              "mismatches");
          for (var r : rows) {
            csv.printRecord(
                name(r.grid()),
                r.what(),
                name(r.datapath()),
                r.run().cycles(),
                r.run().bound(),
                decimals(r.run().overBound()),
                r.run().arraySteps(),
                r.run().vectorSteps(),
                r.closedForm(),
                r.wrong(),
                r.numbers(),
                r.mismatches());
          }
        });
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String name(Grid grid) {
    return grid.rows() + "x" + grid.columns();
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
