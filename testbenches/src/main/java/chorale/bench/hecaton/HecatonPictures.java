package chorale.bench.hecaton;

import chorale.bench.tools.Picture;
import chorale.workload.hecaton.GridAssumption;
import chorale.workload.hecaton.Scheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Pictures of the study of grids. */
public final class HecatonPictures {
  private HecatonPictures() {}

  /** The ratio of products and collectives on growing grids. */
  public static void weakScaling(List<WeakScaling.Point> points, Path file) throws IOException {
    var chart =
        Picture.chart("Weak scaling: H = 512 sqrt N", "dies N", "cycles of products / collectives");
    chart.getStyler().setXAxisLogarithmic(true);
    double[] dies = points.stream().mapToDouble(p -> p.side() * p.side()).toArray();
    chart.addSeries("tiles, closed form", dies, values(points, WeakScaling.Point::closedForm));
    chart.addSeries("tiles", dies, values(points, WeakScaling.Point::ratio));
    chart.addSeries("1D, flat ring", dies, values(points, WeakScaling.Point::line));
    Picture.write(chart, file);
  }

  private static double[] values(
      List<WeakScaling.Point> points, ToDoubleFunction<WeakScaling.Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }

  /** Speed-ups over 1D by how many products a die can do for each byte of a link. */
  public static void region(List<Headline.Point> points, PaperClaim claim, Path file)
      throws IOException {
    var chart =
        Picture.chart(
            claim.model() + ", speed-up over 1D tensor parallelism with a flat ring",
            "products of a die for a byte of a link",
            "speed-up");
    chart.getStyler().setXAxisLogarithmic(true);
    for (var scheme : List.of(Scheme.GRID_2D, Scheme.SKEWED_2D)) {
      for (double side : sides(points)) {
        Map<Double, Double> curve = new TreeMap<>();
        points.stream()
            .filter(p -> p.claim().equals(claim))
            .filter(p -> p.a().get(GridAssumption.SIDE_FOR_8192) == side)
            .sorted(Comparator.comparingDouble(p -> p.a().get(GridAssumption.LINK)))
            .forEach(p -> curve.put(intensity(p), p.speedup(scheme)));
        int dies = points(points, claim, side).steps().get(scheme).dies();
        chart.addSeries(
            "%s, %d dies".formatted(scheme == Scheme.GRID_2D ? "2D" : "ours", dies),
            List.copyOf(curve.keySet()),
            List.copyOf(curve.values()));
      }
    }
    var ends = points.stream().mapToDouble(HecatonPictures::intensity).summaryStatistics();
    chart.addSeries(
        "paper",
        new double[] {ends.getMin(), ends.getMax()},
        new double[] {claim.speedup(), claim.speedup()});
    Picture.write(chart, file);
  }

  private static Headline.Point points(List<Headline.Point> points, PaperClaim claim, double side) {
    return points.stream()
        .filter(p -> p.claim().equals(claim))
        .filter(p -> p.a().get(GridAssumption.SIDE_FOR_8192) == side)
        .findFirst()
        .orElseThrow();
  }

  private static double[] sides(List<Headline.Point> points) {
    return points.stream()
        .mapToDouble(p -> p.a().get(GridAssumption.SIDE_FOR_8192))
        .distinct()
        .sorted()
        .toArray();
  }

  private static double intensity(Headline.Point p) {
    return p.a().get(GridAssumption.MACS) / p.a().get(GridAssumption.LINK);
  }
}
