package chorale.rtl.read;

import chorale.rtl.read.VerilogParser.ChoiceContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.InfixContext;
import chorale.rtl.read.VerilogParser.MacroContext;
import chorale.rtl.read.VerilogParser.NameContext;
import chorale.rtl.read.VerilogParser.NumberContext;
import chorale.rtl.read.VerilogParser.OperandContext;
import chorale.rtl.read.VerilogParser.ParenthesisContext;
import chorale.rtl.read.VerilogParser.PrefixContext;
import chorale.rtl.read.VerilogParser.PrimaryContext;
import chorale.rtl.read.VerilogParser.SystemCallContext;
import java.math.BigInteger;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/**
 * A constant expression of a header (5.1), whose value depends on parameters.
 *
 * <pre>{@code
 * var text = "module rom #(parameter W = 8) (output [W-1:0] q); endmodule";
 * var rom = VerilogHeader.readText("rom.v", text).getFirst();
 * Constant left = rom.ports().getFirst().range().orElseThrow().left();
 * assert left.toString().equals("W-1");
 * }</pre>
 */
public final class Constant {
  /** Longer numbers are taken for a mistake. */
  private static final int LONGEST = 1 << 16;

  /** Macros within one another; more are taken for a circle. */
  private static final int MOST_MACROS = 16;

  /** Characters of a macro: with {@link #MOST_MACROS} this bounds the stack. */
  private static final int LONGEST_MACRO = 200;

  private final Source source;
  private final ExprContext tree;
  private final Map<String, String> macros;

  Constant(Source source, ExprContext tree, Map<String, String> macros) {
    this.source = source;
    this.tree = tree;
    this.macros = macros;
  }

  /** The expression as it is written, without blanks. */
  @Override
  public String toString() {
    return tree.getText();
  }

  BigInteger in(ConstantScope scope) {
    return new Evaluation(source, macros, scope, 0).of(tree);
  }

  /** The value as a bound of a range. */
  int index(ConstantScope scope) {
    BigInteger value = in(scope);
    if (value.abs().bitLength() >= Integer.SIZE - 12) {
      throw source.failure(tree.start, "a range that reaches to " + shown(value));
    }
    return value.intValue();
  }

  private static String shown(BigInteger value) {
    return value.bitLength() < 128
        ? value.toString()
        : "a number of " + value.bitLength() + " bits";
  }

  private record Evaluation(
      Source source, Map<String, String> macros, ConstantScope scope, int depth) {
    BigInteger of(ExprContext e) {
      return switch (e) {
        case OperandContext o -> primary(o.primary());
        case PrefixContext p -> prefix(p.op, of(p.expr()));
        case InfixContext i -> infix(i);
        case ChoiceContext c -> of(isTrue(of(c.expr(0))) ? c.expr(1) : c.expr(2));
        default -> throw source.failure(e.start, "expected a constant");
      };
    }

    private BigInteger primary(PrimaryContext p) {
      return switch (p) {
        case NumberContext n -> Literal.of(source, n.start).value();
        case ParenthesisContext x -> of(x.expr());
        case MacroContext m -> macro(m.start);
        case NameContext n when n.ID().size() == 1 && n.select().isEmpty() -> {
          BigInteger value = scope.value(HeaderReader.name(n.start));
          if (value == null) {
            throw source.failure(n.start, n.getText() + " is no parameter that is known here");
          }
          yield value;
        }
        case SystemCallContext c
            when c.SYSTEM().getText().equals("$clog2") && c.expr().size() == 1 -> {
          BigInteger value = of(c.expr(0));
          if (value.signum() < 0) {
            throw source.failure(c.start, "$clog2 of a negative number");
          }
          yield value.signum() == 0
              ? value
              : BigInteger.valueOf(value.subtract(BigInteger.ONE).bitLength());
        }
        default ->
            throw source.failure(p.start, p.getText() + " is no number that can be computed");
      };
    }

    /** A macro must be one value: text that operators around it would tear apart is not taken. */
    private BigInteger macro(Token token) {
      String name = token.getText();
      String text = macros.get(name.substring(1));
      if (text == null) {
        throw source.failure(token, name + " is not defined");
      }
      if (depth == MOST_MACROS || text.length() > LONGEST_MACRO) {
        throw source.failure(token, name + " is too long or stands for itself");
      }
      BigInteger known = scope.value(name); // else 30 macros that double each other take minutes
      if (known != null) {
        return known;
      }
      var inner = new Source(name, text);
      try {
        PrimaryContext primary = inner.parser.primaryText().primary();
        BigInteger value = new Evaluation(inner, macros, scope, depth + 1).primary(primary);
        scope.define(name, value);
        return value;
      } catch (VerilogSyntaxException _) {
        throw source.failure(token, name + " stands for no single value that can be computed");
      }
    }

    private BigInteger prefix(Token op, BigInteger v) {
      return switch (op.getText()) {
        case "+" -> v;
        case "-" -> v.negate();
        case "~" -> v.not();
        case "!" -> bit(!isTrue(v));
        default -> throw unknown(op);
      };
    }

    private BigInteger infix(InfixContext i) {
      BigInteger a = of(i.expr(0));
      BigInteger b = of(i.expr(1));
      return switch (i.op.getText()) {
        case "**" -> power(i.op, a, b);
        case "*" -> product(i.op, a, b);
        case "/" -> a.divide(divisor(i.op, b));
        case "%" -> a.remainder(divisor(i.op, b));
        case "+" -> a.add(b);
        case "-" -> a.subtract(b);
        case "<<", "<<<" -> a.shiftLeft(amount(i.op, a, b));
        case ">>", ">>>" -> a.shiftRight(amount(i.op, a, b));
        case "<" -> bit(a.compareTo(b) < 0);
        case "<=" -> bit(a.compareTo(b) <= 0);
        case ">" -> bit(a.compareTo(b) > 0);
        case ">=" -> bit(a.compareTo(b) >= 0);
        case "==", "===" -> bit(a.equals(b));
        case "!=", "!==" -> bit(!a.equals(b));
        case "&" -> a.and(b);
        case "|" -> a.or(b);
        case "^" -> a.xor(b);
        case "&&" -> bit(isTrue(a) && isTrue(b));
        case "||" -> bit(isTrue(a) || isTrue(b));
        default -> throw unknown(i.op);
      };
    }

    private BigInteger product(Token op, BigInteger a, BigInteger b) {
      bound(op, (long) a.bitLength() + b.bitLength());
      return a.multiply(b);
    }

    private BigInteger power(Token op, BigInteger a, BigInteger b) {
      if (b.signum() < 0 || b.bitLength() > 16) {
        throw source.failure(op, "power with exponent " + shown(b));
      }
      bound(op, (long) a.bitLength() * b.intValue());
      return a.pow(b.intValue());
    }

    private int amount(Token op, BigInteger a, BigInteger b) {
      if (b.signum() < 0 || b.bitLength() > 16) {
        throw source.failure(op, "shift by " + shown(b));
      }
      bound(op, (long) a.bitLength() + b.intValue());
      return b.intValue();
    }

    private BigInteger divisor(Token op, BigInteger b) {
      if (b.signum() == 0) {
        throw source.failure(op, "division by zero");
      }
      return b;
    }

    private void bound(Token op, long bits) {
      if (bits > LONGEST) {
        throw source.failure(op, "a number of more than " + LONGEST + " bits");
      }
    }

    private VerilogSyntaxException unknown(Token op) {
      return source.failure(op, "operator " + op.getText() + " is not computed");
    }

    private static boolean isTrue(BigInteger v) {
      return v.signum() != 0;
    }

    private static BigInteger bit(boolean b) {
      return b ? BigInteger.ONE : BigInteger.ZERO;
    }
  }
}
