package chorale.workload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * Reads routing traces: CSV with a header, plain or gzip (by the name's end {@code .gz}). Columns
 * {@code layer} and {@code e0 .. e(k-1)} are needed, others are ignored; the tokens of a layer are
 * its rows in file order, as in FLAME-MoE's traces.
 */
public final class TraceReader {
  private final Path file;
  private final int topK;
  private final int expertCount;

  private TraceReader(Path file, int topK, int expertCount) {
    this.file = file;
    this.topK = topK;
    this.expertCount = expertCount;
  }

  /**
   * The first {@code tokens} rows of {@code layer}, each cut to its first {@code topK} experts.
   *
   * @throws BadInput if the file is missing, unreadable or malformed, or holds too little; the
   *     first fault is reported with its line
   */
  public static Routing read(Path file, int layer, int tokens, int topK, int expertCount) {
    return new TraceReader(file, topK, expertCount).routing(layer, 0, tokens);
  }

  /**
   * The routing that {@code config} asks for: the tokens behind those of {@link #readTraining}.
   *
   * @throws BadInput as the other method
   */
  public static Routing read(RunConfig config) {
    return of(config)
        .routing(config.trace().layer(), config.mapping().trainTokens(), config.trace().tokens());
  }

  /**
   * The tokens that the placement of {@code config} learns from.
   *
   * @throws BadInput as the other methods
   */
  public static Routing readTraining(RunConfig config) {
    return of(config).routing(config.trace().layer(), 0, config.mapping().trainTokens());
  }

  private static TraceReader of(RunConfig config) {
    var model = config.model();
    return new TraceReader(config.trace().file(), model.topK(), model.experts());
  }

  private Routing routing(int layer, int first, int tokens) {
    if (Files.isDirectory(file)) {
      throw bad(0, "the trace is a folder", "set trace.file to a file, relative to the YAML file");
    }
    if (!Files.exists(file)) {
      throw bad(0, "the trace does not exist", "check trace.file, relative to the YAML file");
    }
    if (file.toString().matches(".*\\.(jsonl|ndjson|et)(\\.gz)?")) {
      throw bad(0, "a run reads CSV only", "chorale trace convert FILE trace.csv makes it of this");
    }
    var format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();
    try (var stream = open();
        var reader = withoutMark(new InputStreamReader(stream, StandardCharsets.UTF_8));
        var parser = CSVParser.parse(reader, format)) {
      return rows(parser, layer, first, tokens);
    } catch (ZipException e) {
      throw bad(0, "the trace is not gzip: " + e.getMessage(), "rename it without .gz");
    } catch (EOFException _) {
      throw bad(0, "the trace is cut short", "copy the whole file again");
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof EOFException) {
        throw bad(0, "the trace is cut short", "copy the whole file again");
      }
      throw unreadable(e.getCause());
    } catch (IllegalArgumentException e) {
      String fault = e.getMessage().replaceFirst("(?s)\\. If this is valid.*", "");
      throw bad(1, "the header is faulty: " + fault, "write layer,token,e0,e1,..");
    }
  }

  private BadInput unreadable(IOException e) {
    return CsvFault.of(e)
        .map(f -> bad(f.line(), f.message(), f.mend()))
        .orElseGet(() -> bad(0, "the trace cannot be read: " + e.getMessage(), "check the file"));
  }

  /** Spreadsheets begin UTF-8 files with a byte order mark, which is no part of the header. */
  private static Reader withoutMark(Reader reader) throws IOException {
    var text = new PushbackReader(reader);
    int first = text.read();
    if (first >= 0 && first != '\uFEFF') {
      text.unread(first);
    }
    return text;
  }

  private InputStream open() throws IOException {
    var raw = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e instanceof ZipException ? e : new ZipException("it is cut short");
    }
  }

  private Routing rows(CSVParser parser, int layer, int first, int tokens) {
    var header = parser.getHeaderNames();
    if (header.isEmpty()) {
      throw bad(1, "the trace is empty", "start with layer,token,e0,e1,..");
    }
    checkHeader(header);
    List<int[]> rows = new ArrayList<>();
    var layers = new TreeSet<Integer>();
    for (CSVRecord row : parser) {
      int line = Math.toIntExact(parser.getCurrentLineNumber());
      if (row.size() != header.size()) {
        throw bad(
            line,
            "the row has " + row.size() + " fields, the header " + header.size(),
            "write one value per column");
      }
      int rowLayer = number(row, "layer", line);
      var experts = experts(row, line);
      layers.add(rowLayer);
      if (rowLayer == layer && rows.size() < first + tokens) {
        rows.add(experts); // the rest is read too, so that its faults are found
      }
    }
    if (rows.size() == first + tokens) {
      return new Routing(rows.subList(first, rows.size()).toArray(int[][]::new), expertCount);
    }
    if (layers.isEmpty()) {
      throw bad(1, "the trace has a header and no rows", "add one row per token");
    }
    if (rows.isEmpty()) {
      throw bad(0, "layer " + layer + " is not in the trace", "choose one of " + layers);
    }
    if (first > 0) {
      throw bad(
          0,
          "layer %d has %d tokens, the run asks for %d behind the %d to learn from"
              .formatted(layer, rows.size(), tokens, first),
          "lower trace.tokens or mapping.train_tokens");
    }
    throw bad(
        0,
        "layer " + layer + " has " + rows.size() + " tokens, the run asks for " + tokens,
        "set trace.tokens to at most " + rows.size());
  }

  private void checkHeader(List<String> header) {
    if (!header.contains("layer")) {
      throw bad(1, "there is no column 'layer'", "start with layer,token,e0,e1,..");
    }
    int columns = 0;
    while (header.contains("e" + columns)) {
      columns++;
    }
    if (columns < topK) {
      throw bad(
          1,
          "the trace has " + columns + " expert columns, model.top_k is " + topK,
          "add the columns up to e" + (topK - 1) + ", or lower model.top_k");
    }
  }

  private int[] experts(CSVRecord row, int line) {
    var experts = new int[topK];
    var seen = new BitSet();
    for (int j = 0; j < topK; j++) {
      int expert = number(row, "e" + j, line);
      if (expert < 0 || expert >= expertCount) {
        throw bad(
            line,
            "e" + j + " is " + expert + ", outside 0.." + (expertCount - 1),
            "check model.experts");
      }
      if (seen.get(expert)) {
        throw bad(line, "expert " + expert + " stands twice", "name each expert once per token");
      }
      seen.set(expert);
      experts[j] = expert;
    }
    return experts;
  }

  private int number(CSVRecord row, String column, int line) {
    var text = row.get(column);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw bad(line, column + " is '" + text + "', not an integer", "write an integer");
    }
  }

  private BadInput bad(int line, String message, String mend) {
    return new BadInput(file.toString(), line, 0, message, mend);
  }
}
