package chorale.bench.cost;

import java.util.function.Function;

/**
 * The function of a cell's output, as Liberty files write it: {@code !} for not, a space, {@code *}
 * or {@code &} for and, {@code +} or {@code |} for or, {@code ^} for exclusive or.
 */
sealed interface CellFunction {

  /** A pin. */
  record Pin(String name) implements CellFunction {}

  /** The opposite. */
  record Not(CellFunction of) implements CellFunction {}

  /** {@code *}, {@code +} or {@code ^} of two. */
  record Both(char operator, CellFunction left, CellFunction right) implements CellFunction {}

  /** Its values in 64 cases at once, given those of the pins. */
  default long value(Function<String, Long> pins) {
    return switch (this) {
      case Pin(String name) -> pins.apply(name);
      case Not(CellFunction of) -> ~of.value(pins);
      case Both(char operator, CellFunction left, CellFunction right) -> {
        long a = left.value(pins);
        long b = right.value(pins);
        yield operator == '*' ? a & b : operator == '+' ? a | b : a ^ b;
      }
    };
  }

  static CellFunction parse(String text) {
    var parser = new Parser(text);
    CellFunction all = parser.or();
    if (parser.next() != 0) {
      throw new IllegalArgumentException("a function of a cell: " + text);
    }
    return all;
  }

  /** By recursive descent: or, exclusive or, and, not. */
  final class Parser {
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private char next() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    private CellFunction or() {
      var left = exclusive();
      while (next() == '+' || next() == '|') {
        at++;
        left = new Both('+', left, exclusive());
      }
      return left;
    }

    private CellFunction exclusive() {
      var left = and();
      while (next() == '^') {
        at++;
        left = new Both('^', left, and());
      }
      return left;
    }

    private CellFunction and() {
      var left = not();
      while (true) {
        char c = next();
        if (c == '*' || c == '&') {
          at++;
        } else if (c != '!' && c != '(' && !Character.isLetterOrDigit(c)) {
          return left;
        }
        left = new Both('*', left, not());
      }
    }

    private CellFunction not() {
      char c = next();
      if (c == '!') {
        at++;
        return new Not(not());
      }
      if (c == '(') {
        at++;
        var inner = or();
        if (next() != ')') {
          throw new IllegalArgumentException("a ) is absent: " + text);
        }
        at++;
        return inner;
      }
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      if (from == at) {
        throw new IllegalArgumentException("a pin is absent: " + text);
      }
      return new Pin(text.substring(from, at));
    }
  }
}
