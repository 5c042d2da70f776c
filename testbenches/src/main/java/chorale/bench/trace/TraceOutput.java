package chorale.bench.trace;

import chorale.bench.tools.Writable;
import chorale.rtl.SafeFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A trace that is written, whole or not at all. */
final class TraceOutput {
  private static final int BUFFER = 1 << 16;

  private TraceOutput() {}

  /** Finds out before the work whether {@code file} can be written. */
  static void check(Path file) throws IOException {
    if (!file.toString().endsWith(".csv") && !file.toString().endsWith(".csv.gz")) {
      throw new IOException(file + " is no name for a trace: end it in .csv or .csv.gz");
    }
    Writable.file(file, "name a file elsewhere");
  }

  static void write(Path file, SafeFiles.Text text) throws IOException {
    SafeFiles.write(
        file,
        out -> {
          OutputStream raw =
              file.toString().endsWith(".gz") ? new GZIPOutputStream(out, BUFFER) : out;
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(raw, StandardCharsets.UTF_8), BUFFER);
          text.to(writer);
          writer.flush();
          if (raw instanceof GZIPOutputStream zip) {
            zip.finish();
          }
        });
  }
}
