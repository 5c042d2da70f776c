package chorale.bench.tools;

import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** CSV files that open in a spreadsheet: comma, {@code \n} at the end of lines. */
public final class Table {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private Table() {}

  /** What prints the rows, the one with the names first. */
  @FunctionalInterface
  public interface Rows {
    /** Prints all of them. */
    void print(CSVPrinter csv) throws IOException;
  }

  /** Writes a file whole or not at all; its folder is made if it is missing. */
  public static void write(Path file, Rows rows) throws IOException {
    SafeFiles.writeText(
        file,
        out -> {
          var csv = new CSVPrinter(out, FORMAT);
          rows.print(csv);
          csv.flush();
        });
  }
}
