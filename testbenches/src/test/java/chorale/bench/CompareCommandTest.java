package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of runs side by side. */
class CompareCommandTest {
  @TempDir Path folder;

  /**
   * A folder as a run of the RTL leaves it, with {@code cycles} cycles, without what nobody reads.
   */
  private Path results(String name, long cycles, String order) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    var summary =
        new StringBuilder(
            "phase,done_at_cycle,lower_bound_cycles,ratio,upper_bound_cycles,binds,"
                + "fast_model_cycles,fast_model_error_pct\n");
    for (String phase : List.of("dispatch", "weights", "experts", "combine", "total")) {
      summary.append(
          "%s,%d,800,%s,9000,dram of group 0,%d,0.1\n"
              .formatted(phase, cycles, cycles / 800.0, cycles + 10));
    }
    Files.writeString(run.resolve("summary.csv"), summary);
    Files.writeString(
        run.resolve("chiplets.csv"),
        "chiplet,engine,busy_cycles,utilisation\nchiplet_0,array,1,0.25\nchiplet_1,array,1,0.75\n");
    Files.writeString(
        run.resolve("links.csv"),
        "from,to,flits,utilisation\nroot,switch_0,5,0.5\nswitch_0,root,9,%s\n"
            .formatted(cycles / 2000.0));
    Files.writeString(
        run.resolve("energy.csv"),
        "event,events,picojoules_per_event,estimated_joules,source\nmac,1,1,0.000002,x\n");
    Files.writeString(
        run.resolve("resolved.yaml"),
        "name: \"%s\"\npackage:\n  clock_ghz: 2.0\ntrace:\n  tokens: 64\nmapping:\n  order: %s\n"
            .formatted(name, order));
    return run;
  }

  private Outcome compare(Path output, Path... runs) {
    var arguments = new String[runs.length + 3];
    arguments[0] = "compare";
    arguments[1] = "-o";
    arguments[2] = output.toString();
    for (int i = 0; i < runs.length; i++) {
      arguments[i + 3] = runs[i].toString();
    }
    return Outcome.of(arguments);
  }

  private Path[] three() throws IOException {
    return new Path[] {
      results("a", 1000, "index"), results("b", 1600, "index"), results("c", 900, "hottest-first")
    };
  }

  @Test
  void theTableHoldsEveryRunNextToTheFirstAndTheSettingsThatDiffer() throws IOException {
    Outcome o = compare(folder.resolve("out"), three());
    assertEquals(0, o.exit(), o.err());
    var lines = o.out().lines().toList();
    assertTrue(lines.get(1).matches("a +1000 +800 +1.250 +0.500 +1.000"), o.out());
    assertTrue(lines.get(2).matches("b +1600 +800 +2.000 +0.800 +0.625"), o.out());
    assertTrue(lines.contains("mapping.order: index | index | hottest-first"), o.out());
    assertFalse(o.out().contains("package.clock_ghz"), o.out());
  }

  @Test
  void theCsvHasAQuantityARowWithItsUnitAndARunAColumn() throws IOException {
    Path out = folder.resolve("out");
    compare(out, three());
    var rows = Files.readAllLines(out.resolve("compare.csv"));
    assertEquals("quantity,unit,a,b,c", rows.getFirst());
    assertTrue(rows.contains("total done at,cycles,1000,1600,900"), rows.toString());
    assertTrue(rows.contains("array mean utilisation,1,0.500000,0.500000,0.500000"), "" + rows);
    assertTrue(rows.contains("estimated energy,uJ,2,2,2"), rows.toString());
    assertTrue(
        rows.contains("link switch_0 to root utilisation,1,0.500000,0.800000,0.450000"), "" + rows);
    var settings = Files.readAllLines(out.resolve("settings.csv"));
    assertEquals("setting,differs,a,b,c", settings.getFirst());
    assertTrue(settings.contains("mapping.order,1,index,index,hottest-first"), "" + settings);
    assertTrue(settings.contains("trace.tokens,0,64,64,64"), settings.toString());
  }

  @Test
  void theWorkbookHasFormulasChartsAndColouredRangesOfItsOwn() throws IOException {
    Path out = folder.resolve("out");
    compare(out, three());
    try (var book = new XSSFWorkbook(Files.newInputStream(out.resolve("compare.xlsx")))) {
      var runs = book.getSheet("runs");
      assertEquals("cycles", runs.getRow(0).getCell(1).getStringCellValue());
      assertEquals("B3/C3", runs.getRow(2).getCell(3).getCellFormula());
      assertEquals(2.0, runs.getRow(2).getCell(3).getNumericCellValue());
      assertEquals("E$2/E3", runs.getRow(2).getCell(5).getCellFormula());
      assertEquals(0.625, runs.getRow(2).getCell(5).getNumericCellValue());
      assertEquals(0.01, runs.getRow(1).getCell(7).getNumericCellValue(), 1e-12);
      assertEquals(2, runs.createDrawingPatriarch().getCharts().size());
      assertEquals(4, runs.getSheetConditionalFormatting().getNumConditionalFormattings());
      assertEquals(1, book.getSheet("quantities").createDrawingPatriarch().getCharts().size());
      assertEquals(
          1, book.getSheet("links").getSheetConditionalFormatting().getNumConditionalFormattings());
      assertEquals(
          "COUNTIF($B2:$D2,$B2)<>3",
          book.getSheet("settings")
              .getSheetConditionalFormatting()
              .getConditionalFormattingAt(0)
              .getRule(0)
              .getFormula1());
    }
  }

  @Test
  void twoComparisonsGiveTheSameBytes() throws Exception {
    var runs = three();
    compare(folder.resolve("first"), runs);
    Thread.sleep(2100); // the times in a zip count in steps of 2 s
    compare(folder.resolve("second"), runs);
    for (String name : List.of("compare.csv", "settings.csv", "compare.xlsx")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("first").resolve(name)),
          Files.readAllBytes(folder.resolve("second").resolve(name)),
          name);
    }
  }

  @Test
  void foldersOfOneNameAreToldApartByTheirParents() throws IOException {
    Path a = results("x/run", 1000, "index");
    Path b = results("y/run", 1000, "index");
    compare(folder.resolve("out"), a, b);
    assertEquals(
        "quantity,unit,x/run,y/run",
        Files.readAllLines(folder.resolve("out/compare.csv")).getFirst());
  }

  @Test
  void runsOfTheFastModelStandBesideThoseOfTheRtl() throws IOException {
    Path fast = folder.resolve("fast");
    Outcome run =
        Outcome.of("run", "--fast", "../examples/nop-tree-16.yaml", "-o", fast.toString());
    assertEquals(0, run.exit(), run.err());
    Outcome o = compare(folder.resolve("out"), results("a", 1000, "index"), fast);
    assertEquals(0, o.exit(), o.err());
    assertTrue(o.out().contains("cycles of the fast model"), o.out());
    var rows = Files.readAllLines(folder.resolve("out/compare.csv"));
    assertTrue(rows.contains("estimated energy,uJ,2,"), rows.toString());
  }

  @Test
  void aFolderWithoutResultsIsRefusedWithTheCommandThatMakesThem() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Outcome o = compare(folder.resolve("out"), results("a", 1000, "index"), empty);
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("empty holds no results"), o.err());
    assertTrue(o.err().contains("chorale run FILE -o "), o.err());
    assertFalse(Files.exists(folder.resolve("out")), "something was written");
    o = compare(folder.resolve("out"), folder.resolve("nowhere"));
    assertEquals(2, o.exit());
    assertTrue(o.err().contains("nowhere: no such folder"), o.err());
    assertEquals(2, Outcome.of("compare").exit());
  }

  @Test
  void libreOfficeOpensItWithFormulasChartsAndColoursIntact() throws Exception {
    assumeTrue(
        Tools.onPath("soffice"),
        "no LibreOffice here: apt-get install libreoffice-calc-nogui to test the workbook");
    Path out = folder.resolve("out");
    compare(out, three());
    Path sheet = out.resolve("compare.xlsx");
    office(sheet, "ods", out);
    try (var ods = new ZipFile(out.resolve("compare.ods").toFile())) {
      var content = text(ods, "content.xml");
      assertEquals(3, content.split("draw:object ", -1).length - 1, "charts");
      assertTrue(content.contains("calcext:color-scale>"), "colour scales");
      assertTrue(content.contains("calcext:data-bar "), "bars in cells");
      assertTrue(content.contains("of:=[.B3]/[.C3]"), "formulas");
      var charts =
          ods.stream().filter(e -> e.getName().matches("Object \\d+/content.xml")).toList();
      assertEquals(3, charts.size());
      for (var chart : charts) {
        assertTrue(text(ods, chart.getName()).contains("chart:class=\"chart:bar\""));
      }
    }
    office(sheet, "csv", out);
    var rows = Files.readAllLines(out.resolve("compare.csv"));
    assertTrue(rows.get(2).startsWith("b,1600,800,2,0.8,0.625,"), rows.toString());
  }

  private static String text(ZipFile zip, String name) throws IOException {
    try (var in = zip.getInputStream(zip.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void office(Path file, String format, Path out) throws Exception {
    var p =
        new ProcessBuilder(
                "soffice",
                "-env:UserInstallation=" + folder.resolve("profile").toUri(),
                "--headless",
                "--convert-to",
                format,
                "--outdir",
                out.toString(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(180, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), said);
    assertFalse(said.toLowerCase(Locale.ROOT).contains("error"), said);
  }
}
