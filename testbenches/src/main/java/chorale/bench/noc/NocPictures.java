package chorale.bench.noc;

import chorale.bench.tools.Picture;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of the study of the network. */
public final class NocPictures {
  private NocPictures() {}

  /** Accepted rates of all cases, ours against the reference's. */
  public static void saturation(List<ReferenceCase> cases, Path file) throws IOException {
    XYChart chart = chart("Accepted flits per leaf and cycle at full offer", "reference", "ours");
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    var byTopology = new TreeMap<String, List<ReferenceCase>>();
    double most = 0;
    for (ReferenceCase c : cases) {
      if (c.kind().startsWith("accepted")) {
        String topology = c.network().split(" ")[0].replaceAll("nop16.*", "nop16");
        byTopology.computeIfAbsent(topology, _ -> new ArrayList<>()).add(c);
        most = Math.max(most, Math.max(c.ours(), c.reference()));
      }
    }
    byTopology.forEach(
        (topology, rows) ->
            chart.addSeries(
                topology,
                rows.stream().map(ReferenceCase::reference).toList(),
                rows.stream().map(ReferenceCase::ours).toList()));
    var equal = chart.addSeries("equal", new double[] {0, most}, new double[] {0, most});
    equal.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    equal.setMarker(SeriesMarkers.NONE).setLineColor(Color.DARK_GRAY);
    Picture.write(chart, file);
  }

  /** Latency of the quad tree under uniform traffic, ours and the reference's, by router. */
  public static void curves(List<ReferenceCase> cases, Path file) throws IOException {
    XYChart chart =
        chart(
            "Uniform traffic on 64 leaves (4 x 4 x 4)",
            "offered flits per leaf and cycle",
            "cycles");
    var byRouter = new TreeMap<String, TreeMap<Double, ReferenceCase>>();
    for (ReferenceCase c : cases) {
      if (c.kind().equals("latency")
          && c.network().startsWith("qtree")
          && c.traffic().startsWith("uniform")) {
        byRouter
            .computeIfAbsent(c.network().split(" ")[1], _ -> new TreeMap<>())
            .put(Double.valueOf(c.traffic().split(" ")[1]), c);
      }
    }
    byRouter.forEach(
        (router, points) -> {
          var rates = List.copyOf(points.keySet());
          chart
              .addSeries(
                  router + ", reference",
                  rates,
                  points.values().stream().map(ReferenceCase::reference).toList())
              .setMarker(SeriesMarkers.NONE);
          chart.addSeries(
              router + ", ours", rates, points.values().stream().map(ReferenceCase::ours).toList());
        });
    Picture.write(chart, file);
  }

  /** Latency by accepted rate, with the bound as an upright line. */
  public static void load(String title, double bound, List<double[]> points, Path file)
      throws IOException {
    XYChart chart = chart(title, "accepted flits per leaf and cycle", "mean latency, cycles");
    double most = points.stream().mapToDouble(p -> p[1]).max().orElse(1);
    chart.addSeries(
        "RTL", points.stream().map(p -> p[0]).toList(), points.stream().map(p -> p[1]).toList());
    chart
        .addSeries("bound", new double[] {bound, bound}, new double[] {0, most})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.DARK_GRAY);
    Picture.write(chart, file);
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart = Picture.chart(title, x, y);
    chart.getStyler().setXAxisMin(0.0);
    return chart;
  }
}
