package chorale.bench.arrays;

import chorale.chiplet.array.Dataflow;
import chorale.workload.ArrayCycles;
import chorale.workload.BadInput;
import chorale.workload.BadInput.Problem;
import chorale.workload.num.SumOrder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A GEMM on an array, or on a tile of several.
 *
 * @param name of the shape
 * @param m rows of the left matrix
 * @param k its columns
 * @param n columns of the right matrix
 * @param dataflow what stays
 * @param rows rows of the array
 * @param columns columns of the array
 * @param arrays arrays of the tile
 */
public record ArrayShape(
    String name, int m, int k, int n, Dataflow dataflow, int rows, int columns, int arrays) {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
  private static final List<String> COLUMNS =
      List.of("shape", "m", "n", "k", "dataflow", "rows", "columns");
  private static final String ARRAYS = "arrays";

  /** The shapes of the simulator's file. */
  public static List<ArrayShape> reference() {
    try (var in = ArrayShape.class.getResourceAsStream("scalesim.csv");
        var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return read("scalesim.csv", reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A GEMM on a single array. */
  public ArrayShape(String name, int m, int k, int n, Dataflow dataflow, int rows, int columns) {
    this(name, m, k, n, dataflow, rows, columns, 1);
  }

  /** The same GEMM on a tile. */
  ArrayShape tile(int count) {
    return new ArrayShape(name, m, k, n, dataflow, rows, columns, count);
  }

  /**
   * The shapes of a file with the columns shape, m, n, k, dataflow (ws or os), rows, columns, and
   * arrays if there are tiles.
   */
  public static List<ArrayShape> read(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return read(file.toString(), reader);
    }
  }

  private static List<ArrayShape> read(String file, Reader reader) throws IOException {
    var shapes = new ArrayList<ArrayShape>();
    var problems = new ArrayList<Problem>();
    try (var parser = FORMAT.parse(reader)) {
      for (String column : COLUMNS) {
        if (!parser.getHeaderNames().contains(column)) {
          problems.add(
              new Problem(
                  file,
                  1,
                  0,
                  "no column " + column,
                  "begin with the line " + String.join(",", COLUMNS)));
        }
      }
      if (problems.isEmpty()) {
        for (CSVRecord row : parser) {
          var shape = of(file, row, problems);
          if (shape != null) {
            shapes.add(shape);
          }
        }
      }
    }
    if (problems.isEmpty() && shapes.isEmpty()) {
      problems.add(new Problem(file, 0, 0, "no shapes", "write at least one line"));
    }
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
    return shapes;
  }

  private static ArrayShape of(String file, CSVRecord row, List<Problem> problems) {
    int before = problems.size();
    int m = number(file, row, "m", 1, 32767, problems);
    int k = number(file, row, "k", 1, 32767, problems);
    int n = number(file, row, "n", 1, 1 << 20, problems);
    int rows = number(file, row, "rows", 2, 256, problems);
    int columns = number(file, row, "columns", 2, 256, problems);
    int arrays = row.isMapped(ARRAYS) ? number(file, row, ARRAYS, 1, 64, problems) : 1;
    if (Integer.bitCount(arrays) > 1) {
      problems.add(
          new Problem(
              file,
              (int) row.getParser().getCurrentLineNumber(),
              0,
              "a tile of %d arrays".formatted(arrays),
              "1, 2, 4 .. 64"));
    }
    var dataflow =
        switch (row.isSet("dataflow") ? row.get("dataflow").strip() : "") {
          case "ws" -> Dataflow.WEIGHT_STATIONARY;
          case "os" -> Dataflow.OUTPUT_STATIONARY;
          default -> null;
        };
    if (dataflow == null) {
      problems.add(
          new Problem(
              file, (int) row.getParser().getCurrentLineNumber(), 0, "no dataflow", "ws or os"));
    }
    return problems.size() > before
        ? null
        : new ArrayShape(row.get("shape"), m, k, n, dataflow, rows, columns, arrays);
  }

  private static int number(
      String file, CSVRecord row, String column, int least, int most, List<Problem> problems) {
    String text = row.isSet(column) ? row.get(column).strip() : "";
    if (text.matches("\\d{1,8}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    problems.add(
        new Problem(
            file,
            (int) row.getParser().getCurrentLineNumber(),
            0,
            "%s is \"%s\"".formatted(column, text),
            "a number from %d to %d".formatted(least, most)));
    return 0;
  }

  /** Multiplications. */
  public long products() {
    return (long) m * k * n;
  }

  /** PEs. */
  long pes() {
    return (long) arrays * rows * columns;
  }

  public boolean isOutputStationary() {
    return dataflow == Dataflow.OUTPUT_STATIONARY;
  }

  /** Cycles without overlap of folds, as SCALE-Sim v3 has them, its 1 less put back. */
  public long separateFolds() {
    long fold = (isOutputStationary() ? steps() : m + rows) + rows + columns - 2L;
    return folds() * fold + levels();
  }

  /**
   * Cycles with every fold but the last hidden, and the first weights too: {@code F max(M, R) + R +
   * C - 2}, or with K for M.
   */
  public long overlappedFolds() {
    long fold = Math.max(isOutputStationary() ? steps() : m, rows);
    return folds() * fold + rows + columns - 2 + levels();
  }

  private long folds() {
    int inner = isOutputStationary() ? Math.ceilDiv(m, rows) : Math.ceilDiv(k, arrays * rows);
    return (long) inner * Math.ceilDiv(n, columns);
  }

  /** Steps of an output-stationary fold. */
  private int steps() {
    return Math.min(k, new SumOrder(arrays, rows).share(k));
  }

  private int levels() {
    return Integer.numberOfTrailingZeros(arrays);
  }

  /** What our array or tile takes. */
  public long expected() {
    var form = new ArrayCycles(rows, columns, arrays);
    return isOutputStationary() ? form.outputStationary(m, k, n) : form.weightStationary(m, k, n);
  }

  /** Multiplications over PEs times {@code cycles}. */
  public double utilisation(long cycles) {
    return (double) products() / (pes() * (double) cycles);
  }
}
