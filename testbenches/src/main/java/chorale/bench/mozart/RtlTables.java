package chorale.bench.mozart;

import chorale.bench.tools.Picture;
import chorale.bench.tools.Table;
import chorale.bench.train.LayersTraining;
import chorale.bench.train.StepCase;
import chorale.workload.mozart.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYSeries;

/** Tables and pictures of {@link RtlStudy}. */
public final class RtlTables {
  private RtlTables() {}

  /** A row for each step that ran: its sizes, its cycles, its bound, the fast model's cycles. */
  public static void steps(List<StepCase> cases, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "step",
              "groups",
              "chiplets",
              "homes",
              "lanes",
              "packet_words",
              "experts",
              "top_k",
              "tokens",
              "hidden",
              "inner",
              "overlaps",
              "deduplicates",
              "cycles",
              "lower_bound",
              "ratio",
              "binds",
              "fast_model",
              "error_pct",
              "rate_model",
              "rate_model_error_pct");
          for (var c : cases) {
            var s = c.schedule();
            var m = s.machine();
            csv.printRecord(
                c.name(),
                m.groups(),
                m.chiplets(),
                m.homes(),
                m.lanes(),
                m.packetWords(),
                s.routing().expertCount(),
                s.routing().topK(),
                s.routing().tokens(),
                s.hidden(),
                s.inner(),
                s.overlaps(),
                s.deduplicates(),
                c.cycles(),
                c.bound().cycles(),
                decimals(c.ratio()),
                c.bound().binds(),
                c.model(),
                decimals(c.errorPct()),
                c.rates() == 0 ? "" : c.rates(),
                c.ratesErrorPct().isPresent() ? decimals(c.ratesErrorPct().getAsDouble()) : "");
          }
        });
  }

  /** The loss before each step of training, by variant. */
  public static void losses(Map<Variant, LayersTraining.Result> results, Path file)
      throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord("variant", "step", "loss");
          for (var e : results.entrySet()) {
            var losses = e.getValue().losses();
            for (int i = 0; i < losses.size(); i++) {
              csv.printRecord(e.getKey(), i + 1, decimals(losses.get(i)));
            }
          }
        });
  }

  /** Errors of the fast model by cycles. */
  public static void errors(List<StepCase> cases, Path file) throws IOException {
    var chart =
        Picture.chart("Fast model against RTL, random packages", "cycles of the RTL", "error, %");
    var style = chart.getStyler();
    style.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    style.setXAxisLogarithmic(true);
    style.setYAxisMin(null);
    for (boolean overlaps : new boolean[] {false, true}) {
      var some = cases.stream().filter(c -> c.schedule().overlaps() == overlaps).toList();
      if (!some.isEmpty()) {
        chart.addSeries(
            overlaps ? "loads overlap" : "one by one",
            some.stream().map(StepCase::cycles).toList(),
            some.stream().map(StepCase::errorPct).toList());
      }
    }
    Picture.write(chart, file);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
