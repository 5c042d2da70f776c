package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The report of a run of 16 chiplets, its tables, and what a browser makes of it. */
class ReportTest {
  /** Cycles between two samples of a counter, with room. */
  private static final int INTERVAL = 700;

  @TempDir static Path folder;

  @BeforeAll
  static void run() {
    Outcome o =
        Outcome.of(
            "run",
            "../examples/nop-tree-16.yaml",
            "--output",
            folder.toString(),
            "--cache",
            "target/models",
            "--figures",
            folder.resolve("figures.csv").toString());
    assertEquals(0, o.exit(), o.out() + o.err());
  }

  private static List<CSVRecord> table(String name) throws IOException {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var csv = format.parse(Files.newBufferedReader(folder.resolve(name)))) {
      return csv.getRecords();
    }
  }

  private static long number(CSVRecord row, String column) {
    return Long.parseLong(row.get(column));
  }

  @Test
  void thePartsOfTheActivityAddUpToTheCountersOfTheRun() throws IOException {
    Map<String, long[]> sums = new HashMap<>();
    var states = List.of("busy_cycles", "blocked_cycles", "waiting_cycles");
    for (var row : table("activity.csv")) {
      var sum = sums.computeIfAbsent(row.get("node") + " " + row.get("engine"), _ -> new long[3]);
      long part = number(row, "to_cycle") - number(row, "from_cycle");
      long of = 0;
      for (int i = 0; i < 3; i++) {
        long cycles = number(row, states.get(i));
        assertTrue(cycles >= 0, row.toString());
        sum[i] += cycles;
        of += cycles;
      }
      assertTrue(of <= part + INTERVAL / 2, row.toString()); // of counters read at other times
    }
    for (var row : table("chiplets.csv")) {
      var sum = sums.get(row.get("chiplet") + " " + row.get("engine"));
      for (int i = 0; i < 3; i++) {
        assertEquals(number(row, states.get(i)), sum[i], row.toString());
      }
    }
    assertEquals(table("chiplets.csv").size(), sums.size());
  }

  @Test
  void anArrayIsBusyOnlyWhileOneOfItsGemmsIsUnderWay() throws IOException {
    var gemms =
        table("timeline.csv").stream().filter(r -> r.get("engine").equals("array")).toList();
    long busy = 0;
    for (var row : table("activity.csv")) {
      if (row.get("engine").equals("array") && number(row, "busy_cycles") > 0) {
        long from = number(row, "from_cycle") - INTERVAL;
        long to = number(row, "to_cycle") + INTERVAL;
        assertTrue(
            gemms.stream()
                .anyMatch(
                    g ->
                        g.get("node").equals(row.get("node"))
                            && number(g, "begin_cycle") <= to
                            && number(g, "end_cycle") >= from),
            row.toString());
        busy += number(row, "busy_cycles");
      }
    }
    assertTrue(busy > 100_000, "" + busy);
  }

  @Test
  void theCommandsOfAnEngineFollowEachOtherAndThreeGemmsBelongToAnExpert() throws IOException {
    Map<String, Long> last = new HashMap<>();
    Map<String, Integer> gemms = new HashMap<>();
    long end = number(table("summary.csv").getLast(), "done_at_cycle");
    for (var row : table("timeline.csv")) {
      var engine = row.get("node") + " " + row.get("engine");
      assertTrue(number(row, "begin_cycle") >= last.getOrDefault(engine, 0L), row.toString());
      assertTrue(number(row, "end_cycle") >= number(row, "begin_cycle"), row.toString());
      assertTrue(number(row, "end_cycle") <= end, row.toString());
      last.put(engine, number(row, "end_cycle"));
      if (row.get("engine").equals("array")) {
        gemms.merge(row.get("expert"), 1, Integer::sum);
      }
    }
    assertEquals(64, gemms.size());
    assertTrue(gemms.values().stream().allMatch(n -> n == 3), gemms.toString());
    long tokens = table("experts.csv").stream().mapToLong(r -> number(r, "tokens")).sum();
    assertEquals(2048 * 6, tokens);
  }

  @Test
  void theTraceForPerfettoHoldsEveryCommandInMicrosecondsOfTheClock() throws IOException {
    Map<String, Object> trace = new Yaml().load(Files.readString(folder.resolve("trace.json")));
    var named = new ArrayList<Object>();
    int slices = 0;
    double last = 0;
    for (Object event : (List<?>) trace.get("traceEvents")) {
      var e = (Map<?, ?>) event;
      switch (e.get("ph").toString()) {
        case "M" -> named.add(e.get("pid") + " " + e.get("tid"));
        case "X" -> {
          slices++;
          assertTrue(named.contains(e.get("pid") + " " + e.get("tid")), e.toString());
          double end = ((Number) e.get("ts")).doubleValue() + ((Number) e.get("dur")).doubleValue();
          last = Math.max(last, end);
        }
        case "C" -> assertTrue(e.containsKey("args"));
        default -> throw new AssertionError(e.toString());
      }
    }
    assertEquals(table("timeline.csv").size(), slices);
    long total = number(table("summary.csv").getLast(), "done_at_cycle");
    assertEquals(total / 1000.0, last, 0.0011); // 1 GHz
  }

  @Test
  void theEnergyIsOfTheProductsThatTheModelSays() throws IOException {
    var mac = table("energy.csv").getFirst();
    assertEquals(2048L * 6 * 3 * 256 * 176, number(mac, "events"));
    assertEquals(2048 * 6 * 3 * 256 * 176 * 1.5e-12, Double.parseDouble(mac.get(3)), 1e-9);
    var roof = table("roofline.csv").getFirst();
    assertEquals(2.0 * 2048 * 6 * 3 * 256 * 176, Double.parseDouble(roof.get("operations")));
    assertTrue(Double.parseDouble(roof.get("of_roof")) <= 1, roof.toString());
  }

  @Test
  void thePageIsSmallAndFetchesNothing() throws IOException {
    Path page = folder.resolve("report.html");
    assertTrue(Files.size(page) < 3 << 20, Files.size(page) + " bytes");
    String text = Files.readString(page);
    var fetching =
        Pattern.compile("(src|href)\\s*=\\s*[\"']?+(?!#|data:)|@import|fetch\\(|XMLHttp|url\\(");
    assertFalse(fetching.matcher(text).find());
    assertFalse(text.replace("http://www.w3.org/2000/svg", "").contains("://"));
  }

  @Test
  void aBrowserDrawsAllOfItWithinTwoSeconds() throws Exception {
    String dom = chromium("--dump-dom", "--window-size=1200,900");
    assertTrue(dom.contains("data-ready=\"yes\""), "the script failed: " + tail(dom));
    var time = Pattern.compile("data-milliseconds=\"(\\d+)\"").matcher(dom);
    assertTrue(time.find());
    assertTrue(Integer.parseInt(time.group(1)) < 2000, time.group(1) + " ms");
    assertTrue(dom.contains("All bounds hold"), tail(dom));
    assertEquals(table("links.csv").size(), count(dom, "data-link="));
    for (String id : List.of("phases", "timeline", "package", "roofline", "load", "memory")) {
      assertTrue(
          Pattern.compile("id=\"" + id + "\"[^§]*?class=\"body\"><").matcher(dom).find(), id);
    }
    long total = number(table("summary.csv").getLast(), "done_at_cycle");
    assertTrue(dom.contains("%,d".formatted(total)), "the cycles");
  }

  @Test
  void theTimelineIsPaintedLightAndDark() throws Exception {
    var light = picture("light.png", "--blink-settings=preferredColorScheme=1", 1200);
    assertTrue(pixels(light, 0x2a78d6) > 4000, "busy: " + pixels(light, 0x2a78d6));
    assertTrue(pixels(light, 0xe2602c) > 4000, "blocked: " + pixels(light, 0xe2602c));
    assertTrue(pixels(light, 0xfcfcfb) > 100_000, "cards");
    var dark = picture("dark.png", "--blink-settings=preferredColorScheme=0", 1200);
    assertTrue(pixels(dark, 0x3987e5) > 4000, "busy: " + pixels(dark, 0x3987e5));
    assertTrue(pixels(dark, 0x1a1a19) > 100_000, "cards");
    assertEquals(0, pixels(dark, 0xfcfcfb), "a light card in the dark");
    var narrow = picture("narrow.png", "--blink-settings=preferredColorScheme=1", 520);
    assertTrue(pixels(narrow, 0x2a78d6) > 1500, "busy: " + pixels(narrow, 0x2a78d6));
  }

  private static BufferedImage picture(String name, String scheme, int width) throws Exception {
    Path file = folder.resolve(name);
    chromium("--screenshot=" + file, scheme, "--window-size=" + width + ",3000");
    return ImageIO.read(file.toFile());
  }

  private static int pixels(BufferedImage image, int rgb) {
    int n = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        n += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return n;
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 600));
  }

  /** Opens the report in a browser without a window; returns what it prints. */
  private static String chromium(String... options) throws Exception {
    assumeTrue(
        Tools.onPath("chromium"), "no chromium here: apt-get install chromium to test the report");
    var command =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--virtual-time-budget=4000",
                "--user-data-dir=" + folder.resolve("browser")));
    command.addAll(List.of(options));
    command.add(folder.resolve("report.html").toUri().toString());
    var p = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), out);
    return out;
  }
}
