package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;
import chorale.workload.BadInput;
import chorale.workload.BadInput.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a trace of one pseudo-channel: a burst a line, {@code R|W group bank row column}, plain or
 * gzip (by the name's end {@code .gz}).
 */
public final class TraceFile {
  private static final String FORM =
      "R or W, then bank group, bank, row and column, as R 0 3 17 31";
  private static final int FIELDS = 5;

  private final String file;
  private final DramShape shape;
  private final Requests.Code code;

  private TraceFile(String file, DramShape shape) {
    this.file = file;
    this.shape = shape;
    code = new Requests.Code(shape);
  }

  /**
   * The requests of a file.
   *
   * @throws BadInput if a line is not what it should be, with its number, or there is none
   * @throws IOException if the file cannot be read
   */
  public static int[] read(Path file, DramShape shape) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new TraceFile(file.toString(), shape).requests(in);
    }
  }

  private int[] requests(InputStream in) throws IOException {
    var requests = new int[1 << 13];
    int count = 0;
    try (var lines =
        new BufferedReader(new InputStreamReader(unpacked(in), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (count == requests.length) {
          requests = Arrays.copyOf(requests, 2 * count);
        }
        requests[count] = request(line, count + 1);
        count++;
      }
    } catch (ZipException | java.io.EOFException e) {
      throw bad(0, "not a whole gzip file (" + e.getMessage() + ")", "pack it again with gzip");
    }
    if (count == 0) {
      throw bad(0, "no requests", "write at least one line: " + FORM);
    }
    return Arrays.copyOf(requests, count);
  }

  private InputStream unpacked(InputStream in) throws IOException {
    return file.endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private int request(String line, int number) {
    String[] fields = line.strip().split("\\s+");
    if (fields.length != FIELDS || !fields[0].matches("[RW]")) {
      throw bad(number, "\"%s\"".formatted(line.strip()), FORM);
    }
    return code.of(
        fields[0].equals("W"),
        number(fields[1], "bank group", shape.bankGroups(), number),
        number(fields[2], "bank", shape.banksPerGroup(), number),
        number(fields[3], "row", shape.rows(), number),
        number(fields[4], "column", shape.columns(), number));
  }

  private int number(String text, String what, int count, int line) {
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) < count) {
      return Integer.parseInt(text);
    }
    throw bad(
        line, "%s \"%s\"".formatted(what, text), "a number from 0 to %d".formatted(count - 1));
  }

  private BadInput bad(int line, String what, String mend) {
    return new BadInput(List.of(new Problem(file, line, 0, what, mend)));
  }
}
