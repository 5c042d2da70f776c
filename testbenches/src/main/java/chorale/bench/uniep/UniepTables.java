package chorale.bench.uniep;

import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;

/** CSV files of the study of UniEP. */
public final class UniepTables {
  private UniepTables() {}

  /** Packets of each layer of the real traces. */
  public static void traffic(List<TrafficRow> rows, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "trace", "layer", "experts", "top_k", "distinct_ranks", "if_drawn_alike", "less_pct");
          for (TrafficRow r : rows) {
            csv.printRecord(
                r.trace(),
                r.layer(),
                r.experts(),
                r.topK(),
                decimals(r.distinct()),
                decimals(r.drawn()),
                decimals(r.lessPct()));
          }
        });
  }

  /**
   * Points in RTL on each scaled layer: the tuned one, those with a name, and then all that ran.
   */
  public static void points(List<SpeedStudy> studies, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("model", "strategy", "rtl_cycles", "model_cycles", "error_pct", "point");
          for (SpeedStudy s : studies) {
            String model = s.layer().model();
            point(csv, model, "tuned", s.tuned());
            for (var n : s.named().entrySet()) {
              point(csv, model, n.getKey(), n.getValue());
            }
            for (var run : s.runs()) {
              point(csv, model, "", run);
            }
          }
        });
  }

  private static void point(CSVPrinter csv, String model, String strategy, SpeedStudy.Run run)
      throws IOException {
    csv.printRecord(
        model,
        strategy,
        run.cycles(),
        run.predicted(),
        decimals(run.errorPct()),
        run.point().toString());
  }

  /** What the search found for each model, of all points and of each strategy. */
  public static void strategies(List<TuneStudy> models, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("model", "strategy", "legal_points", "predicted_cycles", "point");
          for (var m : models) {
            for (var row : m.found().entrySet()) {
              var found = row.getValue();
              if (found.best().isEmpty()) {
                csv.printRecord(m.model(), row.getKey(), 0, "", "");
              } else {
                String best = found.best().get().toString();
                csv.printRecord(m.model(), row.getKey(), found.points(), found.cycles(), best);
              }
            }
          }
        });
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
