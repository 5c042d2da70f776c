package chorale.bench.memory;

import chorale.bench.memory.MemoryRow.Source;
import chorale.bench.tools.Picture;
import chorale.bench.tools.Table;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A trace's share of the peak beside the better simulator's, both by the cycle in which the last
 * request was taken.
 *
 * @param row ours
 * @param reference the simulator's
 * @param defect why it does not count, or ""
 */
public record Comparison(MemoryRow row, double reference, String defect) {
  /** Our share over the simulator's. */
  public double ratio() {
    return row.run().ofPeakByAccept() / reference;
  }

  /** Whether it counts. */
  public boolean counts() {
    return defect.isEmpty();
  }

  /** The saturated runs of traces that a simulator has run too. */
  public static List<Comparison> of(List<MemoryRow> rows) {
    var all = new ArrayList<Comparison>();
    for (MemoryRow r : rows) {
      boolean whole = r.source() == Source.PATTERN;
      var reference =
          r.window() != MemoryBench.SATURATED
              ? OptionalDouble.empty()
              : switch (r.source()) {
                case PATTERN -> Simulators.ofLong(r.device(), r.trace());
                case FILE ->
                    r.run().bursts() == Simulators.SHORT
                        ? Simulators.ofShort(r.device(), r.trace())
                        : OptionalDouble.empty();
                case EXPERTS -> OptionalDouble.empty();
              };
      if (reference.isPresent()) {
        String defect = whole ? Simulators.defect(r.device(), r.trace()).orElse("") : "";
        all.add(new Comparison(r, reference.getAsDouble(), defect));
      }
    }
    return all;
  }

  /** Writes them all. */
  public static void write(List<Comparison> all, Path file) throws IOException {
    Table.write(
        file,
        csv -> {
          csv.printRecord(
              "device", "trace", "bursts", "better_simulator", "ours", "ratio", "left_out");
          for (Comparison c : all) {
            csv.printRecord(
                c.row.device(),
                c.row.trace(),
                c.row.run().bursts(),
                "%.4f".formatted(c.reference),
                "%.4f".formatted(c.row.run().ofPeakByAccept()),
                "%.4f".formatted(c.ratio()),
                c.defect);
          }
        });
  }

  /** Draws ours against the simulators', a point for each trace. */
  public static void draw(List<Comparison> all, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(600)
            .title("Share of the data bus's peak")
            .xAxisTitle("the better simulator")
            .yAxisTitle("the controller's RTL")
            .build();
    var style = chart.getStyler();
    style.setLegendPosition(Styler.LegendPosition.OutsideE);
    style.setChartBackgroundColor(Color.WHITE);
    style.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    for (String device : all.stream().map(c -> c.row.device()).distinct().toList()) {
      for (var source : List.of(Source.FILE, Source.PATTERN)) {
        var points =
            all.stream()
                .filter(c -> c.counts() && c.row.device().equals(device))
                .filter(c -> c.row.source() == source)
                .toList();
        if (!points.isEmpty()) {
          int bursts = source == Source.FILE ? Simulators.SHORT : Simulators.LONG;
          chart.addSeries(
              "%s, %,d bursts".formatted(device, bursts),
              points.stream().map(Comparison::reference).toList(),
              points.stream().map(c -> c.row.run().ofPeakByAccept()).toList());
        }
      }
    }
    var equal = chart.addSeries("equal", new double[] {0, 1}, new double[] {0, 1});
    equal.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    equal.setMarker(SeriesMarkers.NONE).setLineColor(Color.DARK_GRAY);
    Picture.write(chart, file);
  }
}
