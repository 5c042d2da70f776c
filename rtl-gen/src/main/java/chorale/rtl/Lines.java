package chorale.rtl;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.io.Writer;

/** Writes indented lines of less than 120 columns, broken at blanks, with the Java line behind. */
final class Lines {
  private static final int COLUMNS = 100;
  private static final int COLUMNS_WITH_COMMENT = 119;

  private final Writer out;

  Lines(Writer out) {
    this.out = out;
  }

  /** One line at {@code depth} levels; {@code place} may be null. */
  void line(int depth, String text, Place place) throws IOException {
    String rest = text;
    int indent = 2 * depth;
    String comment = place == null ? "" : "  // " + place;
    while (indent + rest.length() > columns(comment)) {
      int cut = lastBlank(rest, columns(comment) - indent);
      if (cut <= 0 || rest.startsWith("//")) {
        break;
      }
      indent(indent);
      out.write(rest, 0, cut);
      out.write(comment);
      out.write('\n');
      comment = "";
      rest = rest.substring(cut + 1);
      indent = 2 * depth + 4;
    }
    if (!rest.isEmpty()) {
      indent(indent);
      out.write(rest);
    }
    out.write(comment);
    out.write('\n');
  }

  /** The last blank outside a string up to {@code limit}, or the first one at all, or -1. */
  private static int lastBlank(String text, int limit) {
    int found = -1;
    boolean inString = false;
    for (int i = 1; i < text.length() && (i <= limit || found < 0); i++) {
      char c = text.charAt(i);
      if (c == '"' && text.charAt(i - 1) != '\\') {
        inString = !inString;
      } else if (c == ' ' && !inString) {
        found = i;
      }
    }
    return found;
  }

  private static int columns(String comment) {
    return Math.min(COLUMNS, COLUMNS_WITH_COMMENT - comment.length());
  }

  private void indent(int columns) throws IOException {
    for (int i = 0; i < columns; i++) {
      out.write(' ');
    }
  }
}
