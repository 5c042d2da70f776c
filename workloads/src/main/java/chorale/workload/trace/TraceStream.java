package chorale.workload.trace;

import chorale.workload.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The rows of a trace, one after the other, in memory that does not depend on the size of the file.
 * The end of the name says the format: {@code .csv}, {@code .jsonl}, {@code .ndjson} or {@code .et}
 * (MLCommons Chakra), each also with {@code .gz} behind it; docs/traces.md describes them.
 *
 * <p>Every row is checked: experts from 0 to {@value #MOST_EXPERTS} - 1, none of them twice, layers
 * from 0 to {@value #MOST_LAYERS} - 1, as many experts as the rows of the same layer before it.
 */
public final class TraceStream implements Iterator<TraceRow>, AutoCloseable {
  /** Experts that a layer may have. */
  public static final int MOST_EXPERTS = 4096;

  /** Layers that a trace may have. */
  public static final int MOST_LAYERS = 1000;

  private final TraceFile file;
  private final long size;
  private final TraceFile.Counting raw;
  private final RowSource rows;
  private final Map<Integer, Integer> topK = new HashMap<>();
  private final BitSet seen = new BitSet();
  private TraceRow ahead;

  private TraceStream(Path path) throws IOException {
    file = new TraceFile(path);
    raw = file.raw();
    try {
      size = Files.size(path);
      rows = file.rows(file.content(raw));
      ahead = read();
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Opens {@code path}.
   *
   * @throws BadInput if there is no such file, its first row is faulty or it has none; the same for
   *     later rows comes from {@link #next}
   */
  public static TraceStream open(Path path) {
    try {
      var stream = new TraceStream(path);
      if (!stream.hasNext()) {
        stream.close();
        throw stream.file.bad(0, "the trace has no rows", "add one per token and layer");
      }
      return stream;
    } catch (IOException e) {
      throw new TraceFile(path).explain(e, 1);
    }
  }

  private TraceRow read() {
    try {
      var row = rows.read();
      if (row != null) {
        check(row);
      }
      return row;
    } catch (UncheckedIOException e) {
      throw file.explain(e.getCause(), rows.line());
    } catch (IOException e) {
      throw file.explain(e, rows.line());
    }
  }

  private void check(TraceRow row) throws IOException {
    if (row.layer() < 0 || row.layer() >= MOST_LAYERS) {
      throw new RowSource.Fault(
          "layer " + row.layer() + " is outside 0.." + (MOST_LAYERS - 1), "check the layer");
    }
    seen.clear();
    for (int expert : row.experts()) {
      if (expert < 0 || expert >= MOST_EXPERTS) {
        throw new RowSource.Fault(
            "expert " + expert + " is outside 0.." + (MOST_EXPERTS - 1),
            "leave out what is no expert");
      }
      if (seen.get(expert)) {
        throw new RowSource.Fault(
            "expert " + expert + " stands twice", "name each expert once per token");
      }
      seen.set(expert);
    }
    if (row.weights().length != 0 && row.weights().length != row.experts().length) {
      throw new RowSource.Fault(
          row.experts().length + " experts have " + row.weights().length + " weights",
          "give each expert one weight");
    }
    int before = topK.computeIfAbsent(row.layer(), _ -> row.experts().length);
    if (before != row.experts().length || before == 0) {
      throw new RowSource.Fault(
          "token %d of layer %d has %d experts, those before it %d"
              .formatted(row.token(), row.layer(), row.experts().length, before),
          "give each token of a layer equally many, all in one place");
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  /**
   * The next row.
   *
   * @throws BadInput if the row behind it is faulty
   */
  @Override
  public TraceRow next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    var row = ahead;
    ahead = read();
    return row;
  }

  /** Bytes of the file, as it lies on the disk. */
  public long size() {
    return size;
  }

  /** How many of them are read. */
  public long bytesRead() {
    return raw.count();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
