package chorale.bench.place;

import chorale.bench.tools.Picture;
import chorale.workload.Placement.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of the study of placements. */
public final class PlacementPictures {
  private PlacementPictures() {}

  /** Packets per token on the busiest trunk, layer after layer, by placement. */
  public static void trunks(List<PlacementCase> cases, Path file) throws IOException {
    XYChart chart =
        Picture.chart(
            "Busiest link on tokens that no placement has seen",
            "layer of a trace",
            "packets per token");
    for (var strategy : Strategy.values()) {
      var x = new ArrayList<Integer>();
      var y = new ArrayList<Double>();
      for (var c : cases) {
        x.add(x.size() + 1);
        y.add((double) c.loads().get(strategy).binding() / c.measured());
      }
      chart.addSeries(strategy.name().toLowerCase(Locale.ROOT), x, y);
    }
    chart.getStyler().setXAxisDecimalPattern("0");
    Picture.write(chart, file);
  }

  /** Replicas per token by locality, with the paper's figures as flat lines. */
  public static void locality(List<LocalitySweep.Point> points, Path file) throws IOException {
    XYChart chart =
        Picture.chart("Replicas per token on 16 chiplets", "locality of the trace", "C_T");
    var byModel = new LinkedHashMap<String, List<LocalitySweep.Point>>();
    points.forEach(p -> byModel.computeIfAbsent(p.model(), _ -> new ArrayList<>()).add(p));
    byModel.forEach(
        (model, all) -> {
          var x = all.stream().map(LocalitySweep.Point::locality).toList();
          chart.addSeries(
              model + ", Mozart", x, all.stream().map(p -> p.replicas(Strategy.MOZART)).toList());
          chart.addSeries(
              model + ", ours", x, all.stream().map(p -> p.replicas(Strategy.CHORALE)).toList());
          double paper = all.getFirst().paper();
          chart
              .addSeries(
                  model + ", paper",
                  new double[] {x.getFirst(), x.getLast()},
                  new double[] {paper, paper})
              .setMarker(SeriesMarkers.NONE);
        });
    Picture.write(chart, file);
  }
}
