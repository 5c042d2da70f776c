package chorale.bench.trace;

import chorale.bench.Progress;
import chorale.workload.trace.TraceStream;
import chorale.workload.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chorale trace convert}. */
@Command(
    name = "convert",
    description =
        "Turn a trace of any format into Chorale's own, which 'chorale run' reads. All layers must"
            + " have the same top-k.")
public final class TraceConvert implements Callable<Integer> {
  private static final int ROWS_BETWEEN_REPORTS = 10_000;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "trace: .csv, .jsonl or .et, each also with .gz")
  private Path from;

  @Parameters(index = "1", paramLabel = "TO", description = "trace to write: .csv or .csv.gz")
  private Path to;

  @Override
  public Integer call() throws IOException {
    TraceOutput.check(to);
    long[] rows = {0};
    try (var stream = TraceStream.open(from);
        var progress = Progress.onStandardError()) {
      progress.begin("Converting " + from.getFileName(), " KiB", stream.size() / 1024);
      TraceOutput.write(
          to,
          out -> {
            TraceWriter writer = null;
            while (stream.hasNext()) {
              var row = stream.next();
              if (writer == null) {
                writer = new TraceWriter(out, row.experts().length, row.weights().length > 0);
              }
              try {
                writer.write(row);
              } catch (IllegalArgumentException e) {
                throw new IOException(from + ": " + e.getMessage(), e);
              }
              if (++rows[0] % ROWS_BETWEEN_REPORTS == 0) {
                progress.at(stream.bytesRead() / 1024, "");
              }
            }
          });
    }
    System.out.printf("%s: %d rows%n", to, rows[0]);
    return 0;
  }
}
