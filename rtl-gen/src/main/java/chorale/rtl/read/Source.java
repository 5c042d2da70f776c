package chorale.rtl.read;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** One text and its parser, which stops at the first error. */
final class Source {
  /** Longer lists of what could stand at a place help nobody. */
  private static final int LONGEST_LIST = 13;

  final String name;
  final CommonTokenStream tokens;
  final VerilogParser parser;

  /** {@code name} is what errors call the text. */
  Source(String name, String text) {
    this.name = name;
    var lexer = new VerilogLexer(CharStreams.fromString(text, name));
    lexer.removeErrorListeners();
    this.tokens = new CommonTokenStream(lexer);
    this.parser = new VerilogParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> r,
              Object at,
              int line,
              int column,
              String text,
              RecognitionException e) {
            throw failure(
                (Token) at, text.equals(LimitedParser.TOO_DEEP) ? text : unexpected((Token) at));
          }
        });
  }

  /** The text of a file; bytes that are no UTF-8 become replacement characters. */
  static String textOf(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  VerilogSyntaxException failure(Token at, String problem) {
    return new VerilogSyntaxException(name, at.getLine(), at.getCharPositionInLine() + 1, problem);
  }

  /** The line of a token in this text. */
  Place placeOf(Token token) {
    return new Place(name, token.getLine());
  }

  private String unexpected(Token found) {
    IntervalSet expected = parser.getExpectedTokens();
    var words = new ArrayList<String>();
    for (int type : expected.toList()) {
      words.add(display(type));
    }
    String what =
        switch (found.getType()) {
          case Token.EOF -> "the end of the text";
          case VerilogParser.UNCLOSED -> "a comment or string that is not closed";
          default -> "'" + found.getText().strip() + "'";
        };
    if (words.isEmpty() || words.size() > LONGEST_LIST) {
      return "unexpected " + what;
    }
    return "expected " + listed(words) + ", found " + what;
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static String display(int type) {
    return switch (type) {
      case Token.EOF -> "the end of the text";
      case VerilogParser.ID -> "a name";
      case VerilogParser.NUMBER -> "a number";
      case VerilogParser.MACRO -> "a macro";
      default -> VerilogParser.VOCABULARY.getDisplayName(type);
    };
  }
}
