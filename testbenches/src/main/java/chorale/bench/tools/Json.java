package chorale.bench.tools;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON for scripts: what a command prints with {@code --json}, and nothing else on that stream. */
public final class Json {
  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

  private Json() {}

  /** An object whose properties keep their order. */
  public static final class Properties {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds one: a text, a number, a truth value, a list, properties, or null. */
    public Properties put(String name, Object value) {
      values.put(name, value);
      return this;
    }
  }

  /** An object without properties so far. */
  public static Properties object() {
    return new Properties();
  }

  /** The text of {@code value}, with a line break at its end. */
  public static String text(Properties value) {
    var text = new StringWriter();
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER);
    var context =
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return printer;
          }

          @Override
          public boolean hasPrettyPrinter() {
            return true;
          }
        };
    try (var out = JsonFactory.builder().build().createGenerator(context, text)) {
      write(out, value);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator out, Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Properties p -> {
        out.writeStartObject();
        p.values.forEach(
            (name, v) -> {
              out.writeName(name);
              write(out, v);
            });
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(v -> write(out, v));
        out.writeEndArray();
      }
      case Integer i -> out.writeNumber(i);
      case Long l -> out.writeNumber(l);
      case Double d -> out.writeNumber(d);
      case Boolean b -> out.writeBoolean(b);
      default -> out.writeString(value.toString());
    }
  }
}
