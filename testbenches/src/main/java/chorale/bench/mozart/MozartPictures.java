package chorale.bench.mozart;

import chorale.bench.tools.Picture;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.Variant;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Pictures of the study of Mozart's ablation. */
public final class MozartPictures {
  private MozartPictures() {}

  /** Latency of each variant over the baseline's, ours beside the paper's. */
  public static void latencies(List<List<FullSizeStudy.Cell>> rows, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(420)
            .title("A step of the whole model, over the baseline's")
            .yAxisTitle("normalised latency")
            .build();
    var variants = List.of("A", "B", "C", "D");
    for (var row : rows) {
      double baseline = row.getFirst().seconds();
      var ours = row.stream().skip(1).map(c -> c.seconds() / baseline).toList();
      var model = row.getFirst().model();
      chart.addSeries(model.name() + ", ours", variants, ours);
      var paper = new ArrayList<Double>();
      for (double latency : model.latency()) {
        paper.add(latency);
      }
      paper.add(null);
      chart.addSeries(model.name() + ", paper", variants, paper);
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

  /** How far each assumption moves the speed-up of C. */
  public static void tornado(List<Sensitivity.Point> points, PaperModel model, Path file)
      throws IOException {
    Tornado.write(points, model, Variant.C, model.speedup(), file);
  }
}
