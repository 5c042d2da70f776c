package chorale.rtl;

import java.io.Writer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;

/** JSON in which small things have a line each, so that people and {@code diff} can read it. */
final class JsonLines implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  /** What is written goes here. */
  final JsonGenerator out;

  /** Whether what is written now stays on its line. */
  private boolean flat;

  JsonLines(Writer out) {
    var separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    var layout = new Layout();
    var printer =
        new DefaultPrettyPrinter(separators).withObjectIndenter(layout).withArrayIndenter(layout);
    this.out =
        FACTORY.createGenerator(
            new ObjectWriteContext.Base() {
              @Override
              public PrettyPrinter getPrettyPrinter() {
                return printer;
              }

              @Override
              public boolean hasPrettyPrinter() {
                return true;
              }
            },
            out);
  }

  private final class Layout extends DefaultIndenter {
    Layout() {
      super("  ", "\n");
    }

    @Override
    public void writeIndentation(JsonGenerator to, int level) {
      if (flat) {
        to.writeRaw(' ');
      } else {
        super.writeIndentation(to, level);
      }
    }
  }

  /** An object on a line of its own. */
  void line(Runnable properties) {
    beginLine();
    properties.run();
    endLine();
  }

  /** What follows, up to {@link #endLine}, is an object on a line of its own, but for lists. */
  void beginLine() {
    out.writeStartObject();
    flat = true;
  }

  /** Ends what {@link #beginLine} began. */
  void endLine() {
    flat = true;
    out.writeEndObject();
    flat = false;
  }

  /** What follows, up to {@link #endList}, are items of a list, each on a line of its own. */
  void beginList(String name) {
    out.writeArrayPropertyStart(name);
    flat = false;
  }

  /** Ends what {@link #beginList} began. */
  void endList() {
    out.writeEndArray();
  }

  @Override
  public void close() {
    out.close();
  }
}
