package chorale.workload.trace;

import chorale.workload.BadInput;
import chorale.workload.CsvFault;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A trace as a file, plain or gzip by the end {@code .gz} of its name. */
final class TraceFile {
  private static final int BUFFER = 1 << 16;

  private final Path path;

  TraceFile(Path path) {
    this.path = path;
  }

  /** Counts the bytes of the file that are read, compressed as they may be. */
  static final class Counting extends FilterInputStream {
    private long count;

    private Counting(InputStream in) {
      super(in);
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }

  Counting raw() throws IOException {
    if (Files.isDirectory(path)) {
      throw bad(0, "the trace is a folder", "name a file");
    }
    if (!Files.exists(path)) {
      throw bad(0, "the trace does not exist", "check the path");
    }
    return new Counting(Files.newInputStream(path));
  }

  InputStream content(Counting raw) throws IOException {
    return zipped() ? new GZIPInputStream(raw, BUFFER) : raw;
  }

  RowSource rows(InputStream content) throws IOException {
    String name = path.getFileName().toString().replaceFirst("\\.gz$", "");
    if (name.endsWith(".et")) {
      return new ChakraRows(content);
    }
    var text = new InputStreamReader(content, StandardCharsets.UTF_8);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return new JsonRows(text);
    }
    if (name.endsWith(".csv")) {
      return new CsvRows(text);
    }
    throw bad(
        0, "the name does not say the format", "end it in .csv, .jsonl or .et, or these with .gz");
  }

  private boolean zipped() {
    return path.toString().endsWith(".gz");
  }

  BadInput bad(int line, String message, String mend) {
    return new BadInput(List.of(new BadInput.Problem(path.toString(), line, 0, message, mend)));
  }

  /** What the user is told of {@code fault}. */
  BadInput explain(IOException fault, int line) {
    return switch (fault) {
      case RowSource.Fault f -> bad(line, f.getMessage(), f.mend());
      case EOFException _ -> bad(0, "the trace is cut short", "copy the whole file again");
      case ZipException z -> bad(0, "the trace is not gzip: " + z.getMessage(), "rename it");
      default ->
          CsvFault.of(fault)
              .map(f -> bad(f.line(), f.message(), f.mend()))
              .orElseGet(
                  () ->
                      bad(0, "the trace cannot be read: " + fault.getMessage(), "check the file"));
    };
  }
}
