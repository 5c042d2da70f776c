package chorale.workload.trace;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON lines: an object in a line, with a layer, experts and, if there are any, weights and a
 * token. The experts are a list, those of a token; or a list of lists, those of successive tokens;
 * or a list of lists of lists, for successive tokens those of the layers from 0. An object is held
 * in memory as numbers while its rows are handed out, so memory follows the longest line, not the
 * file.
 */
final class JsonRows implements RowSource {
  private static final String EXAMPLE =
      "write {\"token\": 0, \"layer\": 3, \"experts\": [5, 17], \"weights\": [0.6, 0.4]}";

  private final JsonParser parser;
  private final Deque<TraceRow> ready = new ArrayDeque<>();
  private final TokenCount count = new TokenCount();
  private int line = 1;

  JsonRows(Reader text) {
    parser = new JsonFactory().createParser(ObjectReadContext.empty(), text);
  }

  /** Numbers in nested lists of equal lengths, laid out one after the other. */
  private final class Block {
    private static final int MOST = 1 << 26;

    private final int[] lengths = {-1, -1, -1};
    private double[] values = new double[16];
    private int size;
    private int depth;

    Block read(String key) throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new Fault(key + " is no list", EXAMPLE);
      }
      list(0, key);
      return this;
    }

    private void list(int level, String key) throws IOException {
      if (level == lengths.length) {
        throw new Fault(key + " is nested deeper than token, layer, expert", EXAMPLE);
      }
      int length = 0;
      JsonToken token;
      for (token = next(); token != JsonToken.END_ARRAY; token = next()) {
        if (token == JsonToken.START_ARRAY) {
          list(level + 1, key);
        } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
          number(level, key);
        } else {
          throw new Fault(key + " holds " + parser.getString() + ", no number", EXAMPLE);
        }
        length++;
      }
      if (lengths[level] >= 0 && lengths[level] != length) {
        throw new Fault(
            "%s has lists of %d and of %d".formatted(key, lengths[level], length),
            "give each token as many experts as the others");
      }
      lengths[level] = length;
    }

    private void number(int level, String key) throws Fault {
      if (depth != 0 && depth != level + 1) {
        throw new Fault(key + " mixes numbers and lists", EXAMPLE);
      }
      if (size == MOST) {
        throw new Fault(
            key + " holds more than " + MOST + " numbers", "write the tokens in more lines");
      }
      depth = level + 1;
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = parser.getDoubleValue();
    }
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new Fault("the object ends too early", "copy the whole file again");
    }
    line = parser.currentTokenLocation().getLineNr();
    return token;
  }

  @Override
  public TraceRow read() throws IOException {
    try {
      while (ready.isEmpty()) {
        if (parser.nextToken() == null) {
          return null;
        }
        line = parser.currentTokenLocation().getLineNr();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new Fault("the line is no object", EXAMPLE);
        }
        object();
      }
      return ready.poll();
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      line = e.getLocation() == null ? line : e.getLocation().getLineNr();
      String fault = e.getOriginalMessage().replaceFirst("(?s)\\s*\\(start marker at.*", "");
      throw new Fault("not JSON: " + fault, "mend the line");
    }
  }

  private void object() throws IOException {
    long token = -1;
    int layer = -1;
    Block experts = null;
    Block weights = null;
    while (next() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      next();
      if (Names.LAYER.contains(key)) {
        layer = layer(key);
      } else if (Names.TOKEN.contains(key)) {
        token = whole(key);
      } else if (Names.EXPERTS.contains(key)) {
        experts = new Block().read(key);
      } else if (Names.WEIGHTS.contains(key)) {
        weights = new Block().read(key);
      } else {
        parser.skipChildren();
      }
    }
    if (experts == null || experts.size == 0) {
      throw new Fault("the object has no experts", EXAMPLE);
    }
    if (weights != null && weights.size != experts.size) {
      throw new Fault(
          "the object has %d experts and %d weights".formatted(experts.size, weights.size),
          "give each expert one weight");
    }
    rows(token, layer, experts, weights);
  }

  private int layer(String key) throws IOException {
    long layer = whole(key);
    if (layer < 0 || layer >= TraceStream.MOST_LAYERS) {
      throw new Fault(
          "layer %d is outside 0..%d".formatted(layer, TraceStream.MOST_LAYERS - 1),
          "check the layer");
    }
    return (int) layer;
  }

  private long whole(String key) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new Fault(key + " is " + parser.getString() + ", not an integer", EXAMPLE);
    }
    return parser.getLongValue();
  }

  private void rows(long token, int layer, Block experts, Block weights) throws Fault {
    boolean byLayer = experts.depth == 3;
    if (byLayer == layer >= 0) {
      throw new Fault(
          byLayer ? "experts of all layers stand beside a layer" : "the object has no layer",
          byLayer ? "leave the layer out" : EXAMPLE);
    }
    int k = experts.lengths[experts.depth - 1];
    int layers = byLayer ? experts.lengths[1] : 1;
    for (int at = 0; at < experts.size; at += k) {
      var ids = new int[k];
      var values = weights == null ? TraceRow.NO_WEIGHTS : new float[k];
      for (int j = 0; j < k; j++) {
        ids[j] = (int) experts.values[at + j];
        if (ids[j] != experts.values[at + j]) {
          throw new Fault("expert " + experts.values[at + j] + " is no integer", EXAMPLE);
        }
        if (weights != null) {
          values[j] = (float) weights.values[at + j];
        }
      }
      int l = byLayer ? at / k % layers : layer;
      long t = token < 0 ? count.next(l) : token + at / k / layers;
      ready.add(new TraceRow(l, t, ids, values));
    }
  }

  @Override
  public int line() {
    return line;
  }

  @Override
  public void close() {
    parser.close();
  }
}
