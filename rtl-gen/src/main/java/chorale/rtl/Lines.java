package chorale.rtl;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes indented lines of less than 120 columns, with the Java line behind. A longer one is broken
 * behind operators and commas; the Java line then stands behind its last piece.
 *
 * <pre>{@code
 * int depth = 1;
 * String second = " ".repeat(2 * depth + Lines.CONTINUED) + "a + b;";
 * }</pre>
 */
public final class Lines {
  /** By how many columns the pieces of a broken line are indented; a block is by fewer. */
  public static final int CONTINUED = 4;

  private static final int COLUMNS = 100;
  private static final int COLUMNS_WITH_COMMENT = 119;
  private static final String BLANKS = " ".repeat(32);
  private static final String OPERATORS = "+-*&|^<>=?:,";

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
      int cut = cut(rest, Math.min(COLUMNS - indent, rest.length() - 1));
      if (cut <= 0 || rest.startsWith("//")) {
        break;
      }
      indent(indent);
      out.write(rest, 0, cut);
      out.write('\n');
      rest = rest.substring(cut + 1);
      indent = 2 * depth + CONTINUED;
    }
    if (!rest.isEmpty()) {
      indent(indent);
      out.write(rest);
    }
    out.write(comment);
    out.write('\n');
  }

  /**
   * The last blank behind an operator or comma up to {@code limit}, or the last one at all, or the
   * first one behind it, or -1; never one inside a string.
   */
  private static int cut(String text, int limit) {
    int found = -1;
    int behindOperator = -1;
    boolean inString = false;
    for (int i = 0; i < text.length() && (i <= limit || found < 0); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        inString = !inString;
      } else if (c == '\\' && inString) {
        i++; // whatever it is, it ends no string
      } else if (c == ' ' && !inString && i > 0) {
        found = i;
        behindOperator = OPERATORS.indexOf(text.charAt(i - 1)) >= 0 ? i : behindOperator;
      }
    }
    return behindOperator > 0 ? behindOperator : found;
  }

  private static int columns(String comment) {
    return Math.min(COLUMNS, COLUMNS_WITH_COMMENT - comment.length());
  }

  private void indent(int columns) throws IOException {
    for (int rest = columns; rest > 0; rest -= BLANKS.length()) {
      out.write(BLANKS, 0, Math.min(rest, BLANKS.length()));
    }
  }
}
