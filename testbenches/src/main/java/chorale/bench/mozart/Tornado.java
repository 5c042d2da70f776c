package chorale.bench.mozart;

import chorale.rtl.SafeFiles;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.Variant;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** How far each assumption moves a model's speed-up, as a picture, the farthest on top. */
final class Tornado {
  private static final int WIDTH = 900;
  private static final int LEFT = 250;
  private static final int RIGHT = 40;
  private static final int TOP = 60;
  private static final int ROW = 24;
  private static final int BAR = 14;
  private static final double LEAST_CHANGE = 0.01;

  /** Speed-ups with one assumption changed, the least and the most of both ends. */
  private record Bar(String label, double low, double high) {}

  private final double usual;
  private final List<Bar> bars = new ArrayList<>();
  private final double least;
  private final double most;

  private Tornado(List<Sensitivity.Point> points, Variant variant) {
    usual = speedup(points, null, variant).getFirst();
    for (var assumption : Assumption.values()) {
      var ends = speedup(points, assumption, variant);
      double low = ends.stream().mapToDouble(v -> v).min().orElse(usual);
      double high = ends.stream().mapToDouble(v -> v).max().orElse(usual);
      if (Math.max(high, usual) - Math.min(low, usual) >= LEAST_CHANGE) {
        bars.add(new Bar(label(points, assumption), Math.min(low, usual), Math.max(high, usual)));
      }
    }
    bars.sort(Comparator.comparingDouble(b -> b.low - b.high));
    least = bars.stream().mapToDouble(Bar::low).min().orElse(usual);
    most = bars.stream().mapToDouble(Bar::high).max().orElse(usual);
  }

  private static List<Double> speedup(
      List<Sensitivity.Point> points, Assumption assumption, Variant variant) {
    return points.stream()
        .filter(p -> p.assumption() == assumption)
        .map(p -> p.speedups().get(variant))
        .toList();
  }

  private static String label(List<Sensitivity.Point> points, Assumption assumption) {
    var ends =
        points.stream()
            .filter(p -> p.assumption() == assumption)
            .map(p -> number(p.value()))
            .sorted()
            .toList();
    String name = assumption.name().toLowerCase(Locale.ROOT);
    return "%s: %s to %s".formatted(name, number(assumption.value()), String.join(" or ", ends));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
  }

  /** Writes the picture of a model's speed-up at a variant. */
  static void write(
      List<Sensitivity.Point> points, PaperModel model, Variant variant, double paper, Path file)
      throws IOException {
    var own = points.stream().filter(p -> p.model().name().equals(model.name())).toList();
    var tornado = new Tornado(own, variant);
    String title =
        String.format(
            Locale.ROOT,
            "%s, speed-up of %s: %.2f; with one assumption changed",
            model.shape().name(),
            variant,
            tornado.usual);
    var image = tornado.paint(title, paper);
    SafeFiles.write(file, out -> ImageIO.write(image, "png", out));
  }

  private BufferedImage paint(String title, double paper) {
    int height = TOP + ROW * bars.size() + ROW;
    var image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    var g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, WIDTH, height);
    g.setColor(Color.BLACK);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    g.drawString(title, LEFT, 20);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    line(g, paper, new Color(0x2f7d32), height, "paper");
    line(g, usual, Color.BLACK, height, "");
    int y = TOP;
    for (var bar : bars) {
      g.setColor(Color.BLACK);
      g.drawString(bar.label, 10, y + BAR - 2);
      g.setColor(new Color(0xb3541e));
      g.fillRect(x(bar.low), y, x(usual) - x(bar.low), BAR);
      g.setColor(new Color(0x1f5a9e));
      g.fillRect(x(usual), y, x(bar.high) - x(usual), BAR);
      g.setColor(Color.DARK_GRAY);
      if (bar.low < usual - LEAST_CHANGE) {
        g.drawString(text(bar.low), x(bar.low) - 30, y + BAR - 2);
      }
      if (bar.high > usual + LEAST_CHANGE) {
        g.drawString(text(bar.high), x(bar.high) + 4, y + BAR - 2);
      }
      y += ROW;
    }
    g.dispose();
    return image;
  }

  private void line(Graphics2D g, double value, Color color, int height, String name) {
    g.setColor(color);
    g.drawLine(x(value), TOP - 10, x(value), height - ROW / 2);
    g.drawString(name + " " + text(value), x(value) - 20, TOP - 14);
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private int x(double speedup) {
    double margin = 0.15;
    double from = Math.min(least, usual) - margin;
    double to = most + margin;
    return LEFT + (int) Math.round((speedup - from) / (to - from) * (WIDTH - LEFT - RIGHT));
  }
}
