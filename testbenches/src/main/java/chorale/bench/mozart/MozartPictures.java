package chorale.bench.mozart;

import chorale.bench.tools.Picture;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.Level;
import chorale.workload.mozart.PaperModel;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler;

/** Pictures of the study of Mozart's ablation. */
public final class MozartPictures {
  private MozartPictures() {}

  /** Latency of each level over the baseline's, ours beside the paper's. */
  public static void latencies(List<List<FullSizeStudy.Cell>> rows, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(420)
            .title("A step of the whole model, over the baseline's")
            .yAxisTitle("normalised latency")
            .build();
    var levels = List.of("A", "B", "C", "D");
    for (var row : rows) {
      double baseline = row.getFirst().seconds();
      var ours = row.stream().skip(1).map(c -> c.seconds() / baseline).toList();
      var model = row.getFirst().model();
      chart.addSeries(model.name() + ", ours", levels, ours);
      var paper = new ArrayList<Double>();
      for (double latency : model.latency()) {
        paper.add(latency);
      }
      paper.add(null);
      chart.addSeries(model.name() + ", paper", levels, paper);
    }
    var style = chart.getStyler();
    style.setLegendPosition(Styler.LegendPosition.OutsideE);
    style.setChartBackgroundColor(Color.WHITE);
    style.setSeriesColors(
        new Color[] {
          new Color(0x1f5a9e),
          new Color(0xa9c8ea),
          new Color(0x2f7d32),
          new Color(0xb0dab2),
          new Color(0xb3541e),
          new Color(0xf0c3a5)
        });
    style.setYAxisMin(0.0);
    Picture.write(chart, file);
  }

  /** How far each assumption moves a model's speed-up at {@code level}, the farthest on top. */
  public static void tornado(
      List<Sensitivity.Point> points, PaperModel model, Level level, Path file) throws IOException {
    var own = points.stream().filter(p -> p.model().name().equals(model.name())).toList();
    double usual =
        own.stream()
            .filter(p -> p.assumption() == null)
            .findFirst()
            .orElseThrow()
            .speedups()
            .get(level);
    record Bar(String label, double down, double up) {}
    var bars = new ArrayList<Bar>();
    for (var assumption : Assumption.values()) {
      var ends = own.stream().filter(p -> p.assumption() == assumption).toList();
      double least = usual;
      double most = usual;
      var values = new StringBuilder();
      for (var end : ends) {
        double speedup = end.speedups().get(level);
        least = Math.min(least, speedup);
        most = Math.max(most, speedup);
        values.append(values.isEmpty() ? "" : ", ").append(number(end.value()));
      }
      if (most - least > 0.002) {
        String name = assumption.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String label = name + ": " + number(assumption.value()) + " to " + values;
        bars.add(new Bar(label, least - usual, most - usual));
      }
    }
    bars.sort(Comparator.comparingDouble(b -> b.up - b.down));
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(900)
            .height(120 + 26 * bars.size())
            .title(
                "%s, speed-up of %s: %.2f, and with one assumption changed"
                    .formatted(model.shape().name(), level, usual))
            .xAxisTitle("change of the speed-up")
            .build();
    var labels = bars.stream().map(Bar::label).toList();
    chart.addSeries("less", bars.stream().map(Bar::down).toList(), labels);
    chart.addSeries("more", bars.stream().map(Bar::up).toList(), labels);
    var style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setLegendVisible(false);
    style.setAvailableSpaceFill(0.8);
    style.setSeriesColors(new Color[] {new Color(0xb3541e), new Color(0x1f5a9e)});
    Picture.write(chart, file);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%s", value);
  }
}
