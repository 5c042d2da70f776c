package chorale.bench;

import chorale.bench.tools.Picture;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how a run went: which share of tokens and matrices was through each phase, by cycle. */
final class RunPicture {
  private static final int POINTS = 400;

  private RunPicture() {}

  static void write(RunResult result, Path file) throws IOException {
    var config = result.program().config();
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(420)
            .title(
                "%s: %,d cycles, lower bound %,d (ratio %.3f)"
                    .formatted(
                        config.name(),
                        result.total(),
                        result.bounds().total().lower(),
                        result.ratio()))
            .xAxisTitle("cycle (thousands)")
            .yAxisTitle("% done")
            .build();
    var style = chart.getStyler();
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
    style.setChartBackgroundColor(Color.WHITE);
    style.setYAxisMin(0.0);
    style.setYAxisMax(100.0);
    style.setXAxisDecimalPattern("0");
    var m = result.measurement();
    line(chart, "tokens delivered", Arrays.stream(m.tokens().delivered()).boxed().toList(), m);
    line(chart, "matrices loaded", m.loads(), m);
    line(chart, "tokens computed", Arrays.stream(m.tokens().computed()).boxed().toList(), m);
    line(chart, "tokens combined", Arrays.stream(m.tokens().combined()).boxed().toList(), m);
    double lower = result.bounds().total().lower() / 1e3;
    chart
        .addSeries("lower bound", new double[] {lower, lower}, new double[] {0, 100})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.DARK_GRAY);

    Picture.write(chart, file);
  }

  /** The share of {@code stamps} that lie before each of a number of cycles. */
  private static void line(XYChart chart, String name, List<Long> stamps, Measurement m) {
    var sorted = stamps.stream().sorted().toList();
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    int done = 0;
    for (int i = 0; i <= POINTS; i++) {
      long cycle = m.cycles() * i / POINTS;
      while (done < sorted.size() && sorted.get(done) <= cycle) {
        done++;
      }
      x.add(cycle / 1e3);
      y.add(100.0 * done / sorted.size());
    }
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
  }
}
