package chorale.bench.mozart;

import chorale.bench.tools.Table;
import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Area;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.PackageArea;
import chorale.workload.mozart.PaperModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Areas of the packages, estimated, beside the paper's. */
public final class AreaTable {
  private AreaTable() {}

  /** A row for each model, with the fewest and with the most PEs that the paper names. */
  public static void packages(Path file) throws IOException {
    var few = Assumptions.usual(Assumption.class);
    var many =
        few.with(Assumption.TILES, Assumption.TILES.high())
            .with(Assumption.PES, Assumption.PES.high());
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "model",
              "tiles",
              "pes_of_array",
              "mm2_paper",
              "mm2",
              "over_paper",
              "die_paper",
              "chiplet",
              "arrays",
              "links",
              "sram",
              "root",
              "switch",
              "stacks",
              "pes_of_die_paper");
          for (var model : PaperModel.all()) {
            for (var a : List.of(few, many)) {
              var area = PackageArea.of(model.packageArea(), a);
              csv.printRecord(
                  model.name(),
                  a.count(Assumption.TILES),
                  a.count(Assumption.PES),
                  model.packageArea(),
                  decimals(area.total()),
                  decimals(area.total() / model.packageArea()),
                  decimals(area.printedDie()),
                  decimals(area.chiplet()),
                  decimals(area.arrays()),
                  decimals(area.links()),
                  decimals(area.sram()),
                  decimals(area.root()),
                  decimals(area.hub()),
                  decimals(area.stacks()),
                  Math.round(area.pesOfPrintedDie()));
            }
          }
        });
  }

  /** What they are from. */
  public static void sources(Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("part", "um2", "source");
          for (var area : Area.values()) {
            String name = area.name().toLowerCase(Locale.ROOT);
            csv.printRecord(name, decimals(1e6 * area.squareMillimetres()), area.source());
          }
        });
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
