package chorale.bench.mozart;

import chorale.bench.tools.Table;
import chorale.workload.Placement.Strategy;
import chorale.workload.mozart.Energy;
import chorale.workload.mozart.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tables of the study at full size. */
public final class FullSizeTables {
  private FullSizeTables() {}

  /** A row for each model and variant. */
  public static void ablation(List<List<FullSizeStudy.Cell>> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          var names =
              new ArrayList<>(
                  List.of(
                      "model",
                      "variant",
                      "locality",
                      "seconds",
                      "latency",
                      "latency_paper",
                      "speedup",
                      "replicas",
                      "replicas_paper",
                      "groups",
                      "memory_busy",
                      "trunk_busy",
                      "leaf_busy",
                      "tile_busy",
                      "home_busy"));
          for (var energy : Energy.values()) {
            names.add(energy.name().toLowerCase(Locale.ROOT) + "_joules");
          }
          csv.printRecord(names);
          for (var row : rows) {
            for (var cell : row) {
              csv.printRecord(record(cell, row.getFirst().seconds()));
            }
          }
        });
  }

  private static List<Object> record(FullSizeStudy.Cell cell, double baseline) {
    var model = cell.model();
    int printed = cell.variant().ordinal() - 1;
    boolean isPrinted = printed >= 0 && printed < model.latency().length;
    var run = cell.run();
    var record =
        new ArrayList<Object>(
            List.of(
                model.name(),
                cell.variant(),
                decimals(cell.locality()),
                decimals(cell.seconds()),
                decimals(cell.seconds() / baseline),
                isPrinted ? model.latency()[printed] : "",
                decimals(baseline / cell.seconds()),
                decimals(cell.replicas()),
                isPrinted ? model.replicas()[printed] : "",
                decimals(cell.groups()),
                decimals(run.memoryBusy() / run.cycles()),
                decimals(run.trunkBusy() / run.cycles()),
                decimals(run.leafBusy() / run.cycles()),
                decimals(run.tileBusy() / run.cycles()),
                decimals(run.homeBusy() / run.cycles())));
    for (var energy : Energy.values()) {
      record.add(decimals(energy.joules(run)));
    }
    return record;
  }

  /** A row for each layer of a real trace and each placement. */
  public static void realTraces(List<RealLayer> layers, Path file) throws IOException {
    var sorted = new ArrayList<>(layers);
    sorted.sort(Comparator.comparing(RealLayer::trace).thenComparing(RealLayer::layer));
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "trace",
              "layer",
              "sizes_of",
              "placement",
              "replicas",
              "groups",
              "link_packets",
              "milliseconds_c",
              "milliseconds_d");
          for (var layer : sorted) {
            for (var strategy : Strategy.values()) {
              var loads = layer.loads().get(strategy);
              csv.printRecord(
                  layer.trace(),
                  layer.layer(),
                  layer.model().name(),
                  strategy.name().toLowerCase(Locale.ROOT),
                  decimals(loads.replicas()),
                  decimals(loads.groups()),
                  loads.binding(),
                  decimals(layer.milliseconds().get(Variant.C).get(strategy)),
                  decimals(layer.milliseconds().get(Variant.D).get(strategy)));
            }
          }
        });
  }

  /** A row for each model and changed assumption. */
  public static void sensitivity(List<Sensitivity.Point> points, Path file) throws IOException {
    var sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.comparing((Sensitivity.Point p) -> p.model().name())
            .thenComparing(p -> p.assumption() == null ? -1 : p.assumption().ordinal())
            .thenComparing(Sensitivity.Point::value));
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "model",
              "assumption",
              "usual",
              "value",
              "baseline_seconds",
              "speedup_a",
              "speedup_b",
              "speedup_c",
              "speedup_d");
          for (var p : sorted) {
            boolean changed = p.assumption() != null;
            csv.printRecord(
                p.model().name(),
                changed ? p.assumption().name().toLowerCase(Locale.ROOT) : "none",
                changed ? p.assumption().value() : "",
                changed ? p.value() : "",
                decimals(p.seconds()),
                decimals(p.speedups().get(Variant.A)),
                decimals(p.speedups().get(Variant.B)),
                decimals(p.speedups().get(Variant.C)),
                decimals(p.speedups().get(Variant.D)));
          }
        });
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
