package chorale.bench.tools;

import chorale.rtl.SafeFiles;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** Charts as files. */
public final class Picture {
  private Picture() {}

  /** An empty chart of our usual size and style, whose vertical axis begins with 0. */
  public static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(480)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    var style = chart.getStyler();
    style.setLegendPosition(Styler.LegendPosition.OutsideE);
    style.setChartBackgroundColor(Color.WHITE);
    style.setYAxisMin(0.0);
    return chart;
  }

  /** Writes a PNG file of the chart's own size, whole or not at all. */
  public static void write(Chart<?, ?> chart, Path file) throws IOException {
    var image = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    SafeFiles.write(file, out -> ImageIO.write(image, "png", out));
  }
}
