package chorale.bench.compare;

import chorale.rtl.SafeFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFFormulaEvaluator;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * A comparison as a workbook: runs, quantities, links and settings on a sheet each, with formulas,
 * charts and coloured ranges of the spreadsheet itself. Equal comparisons give equal bytes.
 */
public final class Workbook {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final String CYCLES = "total done at (cycles)";

  /** Columns of the first sheet: what stands above, and the quantity or a formula with the row. */
  private record Column(String title, String quantity, String formula, String format) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("cycles", CYCLES, "", "#,##0"),
          new Column("lower bound (cycles)", "total lower bound (cycles)", "", "#,##0"),
          new Column("cycles / lower bound", "", "B%1$d/C%1$d", "0.000"),
          new Column("time (us)", "total (us)", "", "0.000"),
          new Column("speed-up over the first", "", "E$2/E%1$d", "0.000"),
          new Column("fast model (cycles)", "total by the fast model (cycles)", "", "#,##0"),
          new Column(
              "fast model's error", "", "IF(G%1$d=\"\",\"\",G%1$d/B%1$d-1)", "+0.00%;-0.00%"),
          new Column("array utilisation", "array mean utilisation (1)", "", "0.0%"),
          new Column("busiest link", "busiest link utilisation (1)", "", "0.0%"),
          new Column("energy, estimate (uJ)", "estimated energy (uJ)", "", "0.0"));

  private final Comparison comparison;
  private final XSSFWorkbook book = new XSSFWorkbook();
  private final CellStyle head = book.createCellStyle();

  private Workbook(Comparison comparison) {
    this.comparison = comparison;
    var bold = book.createFont();
    bold.setBold(true);
    head.setFont(bold);
    head.setWrapText(true);
  }

  /** Writes the workbook. */
  public static void write(Comparison comparison, Path file) throws IOException {
    // The library looks for a logger, and complains on the standard error if there is none.
    System.setProperty("log4j.provider", "org.apache.logging.log4j.simple.internal.SimpleProvider");
    var workbook = new Workbook(comparison);
    try (var book = workbook.book) {
      workbook.fill();
      XSSFFormulaEvaluator.evaluateAllFormulaCells(book);
      var properties = book.getProperties().getCoreProperties();
      properties.setCreator("Chorale");
      properties.setCreated(Optional.of(new Date(0)));
      properties.setModified(Optional.of(new Date(0)));
      var bytes = new ByteArrayOutputStream();
      book.write(bytes);
      SafeFiles.write(file, out -> timeless(bytes.toByteArray(), out));
    }
  }

  /** The same archive with one time in all its entries. */
  private static void timeless(byte[] zip, java.io.OutputStream file) throws IOException {
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      var out = new ZipOutputStream(file);
      for (var from = in.getNextEntry(); from != null; from = in.getNextEntry()) {
        var to = new ZipEntry(from.getName());
        to.setTimeLocal(TIME);
        out.putNextEntry(to);
        in.transferTo(out);
        out.closeEntry();
      }
      out.finish();
    }
  }

  private void fill() {
    runs();
    quantities();
    links();
    settings();
  }

  private void runs() {
    var sheet = book.createSheet("runs");
    var titles = new ArrayList<>(List.of("run"));
    COLUMNS.forEach(c -> titles.add(c.title));
    header(sheet, titles);
    var styles = COLUMNS.stream().map(c -> style(c.format)).toList();
    int n = comparison.runs().size();
    for (int r = 0; r < n; r++) {
      var run = comparison.runs().get(r);
      var row = sheet.createRow(r + 1);
      row.createCell(0).setCellValue(run.label() + (run.fast() ? " (fast model)" : ""));
      for (int c = 0; c < COLUMNS.size(); c++) {
        var column = COLUMNS.get(c);
        var cell = row.createCell(c + 1);
        cell.setCellStyle(styles.get(c));
        if (!column.formula.isEmpty()) {
          cell.setCellFormula(column.formula.formatted(r + 2));
        } else if (run.quantities().containsKey(column.quantity)) {
          cell.setCellValue(run.quantities().get(column.quantity));
        }
      }
    }
    widths(sheet, 24, COLUMNS.size(), 13);
    Formats.scale(sheet, new CellRangeAddress(1, n, 3, 3), Formats.LOW_IS_GOOD);
    Formats.scale(sheet, new CellRangeAddress(1, n, 5, 5), Formats.HIGH_IS_GOOD);
    Formats.bars(sheet, new CellRangeAddress(1, n, 8, 8));
    Formats.bars(sheet, new CellRangeAddress(1, n, 9, 9));
    Charts.bars(sheet, "Cycles and their lower bound", "cycles", n + 2, 0, n, List.of(1, 2));
    Charts.bars(sheet, "Speed-up over the first run", "", n + 2, 6, n, List.of(5));
  }

  private void quantities() {
    var sheet = book.createSheet("quantities");
    matrix(
        sheet, "quantity (unit)", comparison.quantities(), name -> r -> r.quantities().get(name));
    int n = comparison.runs().size();
    int to = comparison.quantities().size();
    // how far a run is from the first
    sheet.getRow(0).createCell(n + 1).setCellValue("last / first");
    sheet.getRow(0).getCell(n + 1).setCellStyle(head);
    var ratio = style("0.000");
    String last = CellReference.convertNumToColString(n);
    for (int i = 1; i <= to; i++) {
      var cell = sheet.getRow(i).createCell(n + 1);
      cell.setCellStyle(ratio);
      cell.setCellFormula(
          "IF(OR(B%1$d=\"\",B%1$d=0,%2$s%1$d=\"\"),\"\",%2$s%1$d/B%1$d)".formatted(i + 1, last));
    }
    var phases = new ArrayList<Integer>();
    var names = comparison.quantities();
    for (String phase : List.of("dispatch", "weights", "experts", "combine")) {
      phases.add(names.indexOf(phase + " done at (cycles)") + 1);
    }
    Charts.rows(sheet, "When each phase was done", "cycles", n + 3, n, phases);
  }

  private void links() {
    if (comparison.links().isEmpty()) {
      return; // of the fast model alone no link is known
    }
    var sheet = book.createSheet("links");
    matrix(sheet, "utilisation of", comparison.links(), name -> r -> r.links().get(name));
    int rows = comparison.links().size();
    var percent = style("0.0%");
    for (int i = 1; i <= rows; i++) {
      for (int c = 1; c <= comparison.runs().size(); c++) {
        sheet.getRow(i).getCell(c).setCellStyle(percent);
      }
    }
    Formats.scale(sheet, new CellRangeAddress(1, rows, 1, comparison.runs().size()), Formats.HEAT);
  }

  private void settings() {
    var sheet = book.createSheet("settings");
    header(sheet, titles("setting"));
    int i = 1;
    for (String name : comparison.settings()) {
      var row = sheet.createRow(i++);
      row.createCell(0).setCellValue(name);
      for (int c = 0; c < comparison.runs().size(); c++) {
        String value = comparison.runs().get(c).settings().getOrDefault(name, "");
        if (value.matches("-?[0-9]+(\\.[0-9]+)?")) {
          row.createCell(c + 1).setCellValue(Double.parseDouble(value));
        } else {
          row.createCell(c + 1).setCellValue(value);
        }
      }
    }
    int n = comparison.runs().size();
    widths(sheet, 34, n, 24);
    if (n > 1 && i > 1) {
      String row = "$B2:$" + CellReference.convertNumToColString(n) + "2";
      Formats.where(sheet, new CellRangeAddress(1, i - 1, 0, n), "COUNTIF(" + row + ",$B2)<>" + n);
    }
  }

  private List<String> titles(String first) {
    var titles = new ArrayList<>(List.of(first));
    comparison.runs().forEach(r -> titles.add(r.label()));
    return titles;
  }

  /** Names downwards, runs to the right. */
  private void matrix(
      XSSFSheet sheet,
      String first,
      List<String> names,
      Function<String, Function<ComparedRun, Double>> value) {
    header(sheet, titles(first));
    var whole = style("#,##0");
    var fraction = style("#,##0.000");
    for (int i = 0; i < names.size(); i++) {
      Row row = sheet.createRow(i + 1);
      row.createCell(0).setCellValue(names.get(i));
      for (int c = 0; c < comparison.runs().size(); c++) {
        var cell = row.createCell(c + 1);
        Double number = value.apply(names.get(i)).apply(comparison.runs().get(c));
        if (number != null) {
          cell.setCellValue(number);
          cell.setCellStyle(number == Math.rint(number) ? whole : fraction);
        }
      }
    }
    widths(sheet, 34, comparison.runs().size() + 1, 16);
  }

  private void header(XSSFSheet sheet, List<String> titles) {
    var row = sheet.createRow(0);
    for (int c = 0; c < titles.size(); c++) {
      row.createCell(c).setCellValue(titles.get(c));
      row.getCell(c).setCellStyle(head);
    }
    sheet.createFreezePane(1, 1);
  }

  private static void widths(XSSFSheet sheet, int first, int columns, int each) {
    sheet.setColumnWidth(0, 256 * first);
    for (int c = 1; c <= columns; c++) {
      sheet.setColumnWidth(c, 256 * each);
    }
  }

  private CellStyle style(String format) {
    var style = book.createCellStyle();
    style.setDataFormat(book.createDataFormat().getFormat(format));
    return style;
  }
}
