package chorale.workload.trace;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * CSV with a header, in one of three forms, told apart by the names of the columns.
 *
 * <ul>
 *   <li>wide, our own: {@code layer,token,e0,e1,..,p0,p1,..}, a token and layer in a row;
 *   <li>lists: {@code token,layer,experts,weights}, each of the last two a list in a cell;
 *   <li>long: {@code token,layer,expert,weight}, a pair in a row, the pairs of a token and layer
 *       one after the other.
 * </ul>
 */
final class CsvRows implements RowSource {
  /** Takes the next row from the file. */
  private interface Form {
    TraceRow read() throws IOException;
  }

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;
  private final int layer;
  private final int token;
  private final Form form;
  private final TokenCount count = new TokenCount();
  private CSVRecord ahead;

  CsvRows(Reader text) throws IOException {
    var format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();
    try {
      parser = CSVParser.parse(withoutMark(text), format);
    } catch (IllegalArgumentException e) {
      String fault = e.getMessage().replaceFirst("(?s)\\. If this is valid.*", "");
      throw new Fault("the header is faulty: " + fault, "write layer,token,e0,e1,..");
    }
    records = parser.iterator();
    header = parser.getHeaderNames();
    layer = column(Names.LAYER);
    token = column(Names.TOKEN);
    if (layer < 0) {
      throw new Fault("there is no column 'layer'", "start with layer,token,e0,e1,..");
    }
    form = form();
  }

  private Form form() throws Fault {
    int[] experts = numbered("e");
    int[] weights = numbered("p");
    int list = column(Names.EXPERTS);
    int single = column(Names.EXPERT);
    if (experts.length > 0) {
      return () -> wide(experts, weights);
    }
    if (list >= 0) {
      int values = column(Names.WEIGHTS);
      return () -> listed(list, values);
    }
    if (single >= 0) {
      if (token < 0) {
        throw new Fault("there is no column 'token'", "start with token,layer,expert,weight");
      }
      int values = column(Names.WEIGHT);
      return () -> joined(single, values);
    }
    throw new Fault(
        "there is no column of experts",
        "name one e0, experts or expert, or one of " + String.join(", ", Names.EXPERTS));
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

  private int column(List<String> names) {
    return names.stream().mapToInt(header::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
  }

  /** The columns {@code name0, name1, ..} for as long as there are any. */
  private int[] numbered(String name) {
    var columns = new ArrayList<Integer>();
    for (int i = header.indexOf(name + 0); i >= 0; i = header.indexOf(name + columns.size())) {
      columns.add(i);
    }
    return columns.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public TraceRow read() throws IOException {
    return form.read();
  }

  private CSVRecord take() throws Fault {
    CSVRecord row = ahead;
    ahead = null;
    if (row == null && records.hasNext()) {
      row = records.next();
      if (row.size() != header.size()) {
        throw new Fault(
            "the row has " + row.size() + " fields, the header " + header.size(),
            "write one value per column");
      }
    }
    return row;
  }

  private TraceRow wide(int[] experts, int[] weights) throws IOException {
    CSVRecord row = take();
    if (row == null) {
      return null;
    }
    var ids = new int[experts.length];
    for (int j = 0; j < ids.length; j++) {
      ids[j] = whole(row, experts[j]);
    }
    var values = weights.length == 0 ? TraceRow.NO_WEIGHTS : new float[weights.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = decimal(row.get(weights[j]));
    }
    return row(row, ids, values);
  }

  private TraceRow listed(int experts, int weights) throws IOException {
    CSVRecord row = take();
    if (row == null) {
      return null;
    }
    String[] words = words(row.get(experts));
    var ids = new int[words.length];
    for (int j = 0; j < ids.length; j++) {
      ids[j] = whole(words[j], header.get(experts));
    }
    String[] texts = weights < 0 ? new String[0] : words(row.get(weights));
    var values = texts.length == 0 ? TraceRow.NO_WEIGHTS : new float[texts.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = decimal(texts[j]);
    }
    return row(row, ids, values);
  }

  /** The numbers of {@code [3, 17]}, {@code (3, 17)}, {@code 3 17} or {@code 3;17}. */
  private static String[] words(String cell) {
    String bare = cell.replaceAll("[\\[\\]()]", " ").strip();
    return bare.isEmpty() ? new String[0] : bare.split("[\\s,;|]+");
  }

  private TraceRow joined(int expert, int weight) throws IOException {
    CSVRecord first = take();
    if (first == null) {
      return null;
    }
    var ids = new int[4];
    var values = new float[4];
    int n = 0;
    for (CSVRecord row = first; row != null; row = take()) {
      if (!row.get(token).equals(first.get(token)) || !row.get(layer).equals(first.get(layer))) {
        ahead = row;
        break;
      }
      if (n == ids.length) {
        ids = Arrays.copyOf(ids, 2 * n);
        values = Arrays.copyOf(values, 2 * n);
      }
      ids[n] = whole(row, expert);
      values[n++] = weight < 0 ? 0 : decimal(row.get(weight));
    }
    return row(
        first, Arrays.copyOf(ids, n), weight < 0 ? TraceRow.NO_WEIGHTS : Arrays.copyOf(values, n));
  }

  private TraceRow row(CSVRecord row, int[] experts, float[] weights) throws Fault {
    int l = whole(row, layer);
    long t = token < 0 ? count.next(l) : whole(row, token);
    return new TraceRow(l, t, experts, weights);
  }

  private int whole(CSVRecord row, int column) throws Fault {
    return whole(row.get(column), header.get(column));
  }

  private static int whole(String text, String column) throws Fault {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new Fault(column + " is '" + text + "', not an integer", "write an integer");
    }
  }

  private static float decimal(String text) throws Fault {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException _) {
      throw new Fault("a weight is '" + text + "', not a number", "write a number");
    }
  }

  @Override
  public int line() {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, parser.getCurrentLineNumber()));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
