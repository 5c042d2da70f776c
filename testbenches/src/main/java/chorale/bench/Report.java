package chorale.bench;

import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A run as one page of HTML that needs nothing else: style, script and data are in it, and nothing
 * is fetched. What it shows is in the CSV files too; docs/reading-the-report.md goes through it.
 */
final class Report {
  private static final List<String> PARTS = List.of("report.css", "report.js", "charts.js");

  private Report() {}

  static void write(RunResult result, List<Timeline.Span> spans, Path file) throws IOException {
    String page = resource("report.html");
    for (String part : PARTS) {
      page = page.replace("/* " + part + " */", resource(part));
    }
    String title = result.program().config().name().replace("<", "&lt;");
    String whole =
        page.replace("NAME OF THE RUN", title)
            .replace("\"DATA OF THE RUN\"", ReportData.of(result, spans));
    SafeFiles.writeText(file, out -> out.write(whole));
  }

  private static String resource(String name) throws IOException {
    try (var in = Report.class.getResourceAsStream("report/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
