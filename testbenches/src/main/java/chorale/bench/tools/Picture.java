package chorale.bench.tools;

import chorale.rtl.SafeFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** Charts as files. */
public final class Picture {
  private Picture() {}

  /** Writes a PNG file of the chart's own size, whole or not at all. */
  public static void write(XYChart chart, Path file) throws IOException {
    var image = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    SafeFiles.write(file, out -> ImageIO.write(image, "png", out));
  }
}
