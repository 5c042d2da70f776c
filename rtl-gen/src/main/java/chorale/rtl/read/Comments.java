package chorale.rtl.read;

import chorale.hdl.ir.Place;
import chorale.rtl.Lines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;

/**
 * What Chorale's line comments say: behind a line, or behind the last piece of one that is broken,
 * the line of Java that it comes from; above a module, where it begins and its description; behind
 * a {@code default}, the constant that it stands for. Where there is no comment, a thing comes from
 * its line of Verilog.
 */
final class Comments {
  private static final Pattern PLACE = Pattern.compile("(.+):(\\d{1,9})");

  private final Source source;
  private final Map<Integer, Place> places = new HashMap<>();

  /** To be made after parsing. */
  Comments(Source source) {
    this.source = source;
    Token first = null; // of the line, or of its first piece
    int line = 0;
    for (Token t : source.tokens.getTokens()) {
      if (t.getChannel() == Token.DEFAULT_CHANNEL && t.getLine() > line) {
        line = t.getLine();
        first = first != null && continues(first, t) ? first : t;
      } else if (t.getType() == VerilogParser.LINE_COMMENT) {
        Place place = place(text(t));
        if (place != null && t.getLine() == line) {
          places.putIfAbsent(line, place);
          places.putIfAbsent(first.getLine(), place);
        }
      }
    }
  }

  private static boolean continues(Token first, Token next) {
    return next.getCharPositionInLine() >= first.getCharPositionInLine() + Lines.CONTINUED;
  }

  /** Where the line that begins with this token comes from. */
  Place place(Token token) {
    Place place = places.get(token.getLine());
    return place != null ? place : source.placeOf(token);
  }

  /** The lines above a module, without the first if it says where the module comes from. */
  String doc(Token module, String name) {
    List<String> lines = above(module);
    return String.join("\n", origin(lines, name) == null ? lines : lines.subList(1, lines.size()));
  }

  /** Where a module comes from. */
  Place origin(Token module, String name) {
    Place origin = origin(above(module), name);
    return origin != null ? origin : source.placeOf(module);
  }

  private static Place origin(List<String> lines, String name) {
    String begin = name + ", from ";
    return !lines.isEmpty() && lines.getFirst().startsWith(begin)
        ? place(lines.getFirst().substring(begin.length()))
        : null;
  }

  private List<String> above(Token module) {
    var lines = new ArrayList<String>();
    var hidden = source.tokens.getHiddenTokensToLeft(module.getTokenIndex());
    for (Token t : hidden == null ? List.<Token>of() : hidden) {
      if (t.getType() == VerilogParser.LINE_COMMENT) {
        lines.add(text(t));
      }
    }
    return lines;
  }

  /** The comment next behind a token, or null. */
  String behind(Token token) {
    var hidden = source.tokens.getHiddenTokensToRight(token.getTokenIndex());
    return hidden == null || hidden.getFirst().getType() != VerilogParser.LINE_COMMENT
        ? null
        : text(hidden.getFirst());
  }

  private static String text(Token comment) {
    String text = comment.getText();
    return text.substring(text.startsWith("// ") ? 3 : 2);
  }

  private static Place place(String text) {
    var m = PLACE.matcher(text);
    return m.matches() ? new Place(m.group(1), Integer.parseInt(m.group(2))) : null;
  }
}
