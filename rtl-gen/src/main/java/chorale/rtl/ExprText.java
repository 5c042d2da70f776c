package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.BinaryOp;
import chorale.hdl.ir.Expr.UnaryOp;
import java.math.BigInteger;
import java.util.List;

/**
 * Writes expressions as Verilog. Every operand in the IR already has the width at which its
 * operator works, so that Verilog's widening by context never changes a value; extensions are spelt
 * as concatenations, which close off the context.
 */
final class ExprText {
  private ExprText() {}

  /** The whole right-hand side of an assignment. */
  static String of(Expr e) {
    return e instanceof Expr.Extend x && x.signed() && !isProduct(x.arg())
        ? signExtended(x)
        : text(e);
  }

  /** A constant with its width: {@code 1'b1}, {@code 8'd5}, {@code 64'h1f}, {@code -4'sd3}. */
  static String constant(Expr.Const c) {
    if (c.name() != null) {
      return c.name();
    }
    BigInteger v = c.value();
    if (c.signed() && c.width() == 1) {
      return "1'sh" + v.abs(); // Slang warns that 1'sd0 needs two bits
    }
    if (v.signum() < 0 && v.abs().bitLength() == c.width()) {
      return c.width() + "'sh" + v.abs().toString(16); // without its sign it would not fit
    }
    if (c.signed()) {
      return (v.signum() < 0 ? "-" : "") + c.width() + "'sd" + v.abs();
    }
    if (c.width() == 1) {
      return "1'b" + v;
    }
    return v.bitLength() <= 31 ? c.width() + "'d" + v : c.width() + "'h" + v.toString(16);
  }

  private static String text(Expr e) {
    return switch (e) {
      case Expr.Ref r -> r.name();
      case Expr.Const c -> constant(c);
      case Expr.Unary u -> symbol(u.op()) + primary(u.arg());
      case Expr.Binary b -> binary(b);
      case Expr.Mux m ->
          operand(m.condition())
              + " ? "
              + operand(m.yes())
              + " : "
              + (m.no() instanceof Expr.Mux ? text(m.no()) : operand(m.no()));
      case Expr.Slice s -> s.base().name() + range(s.hi(), s.lo());
      case Expr.Concat c -> concat(c.parts());
      case Expr.Extend x -> extend(x);
      case Expr.Cast c -> (c.signed() ? "$signed(" : "$unsigned(") + text(c.arg()) + ")";
      case Expr.Load l -> l.memory() + index(l.address());
    };
  }

  /**
   * The address of a word in brackets, and in braces if it has more bits when it is computed with
   * more: an index stands for itself (IEEE 1364-2005, 5.4.1), but Icarus 11 widens it.
   */
  static String index(Expr address) {
    return carries(address) ? "[{" + text(address) + "}]" : "[" + text(address) + "]";
  }

  private static boolean carries(Expr e) {
    return switch (e) {
      case Expr.Ref _, Expr.Const _, Expr.Slice _, Expr.Load _ -> false;
      case Expr.Concat _, Expr.Extend _, Expr.Cast _ -> false;
      case Expr.Unary u -> u.op() == UnaryOp.NOT;
      case Expr.Mux m -> carries(m.yes()) || carries(m.no());
      case Expr.Binary b ->
          switch (b.op()) {
            case ADD, SUB, SHL -> true;
            case AND, OR, XOR -> carries(b.left()) || carries(b.right());
            case SHR -> carries(b.left());
            case EQ, NE, LT, LE, MUL -> false;
          };
    };
  }

  static String range(int hi, int lo) {
    return hi == lo ? "[" + hi + "]" : "[" + hi + ":" + lo + "]";
  }

  private static String extend(Expr.Extend x) {
    if (x.signed()) {
      return isProduct(x.arg()) ? text(x.arg()) : "$signed(" + signExtended(x) + ")";
    }
    int more = x.width() - x.arg().width();
    return "{" + more + "'d0, " + text(x.arg()) + "}";
  }

  private static String signExtended(Expr.Extend x) {
    String whole = ((Expr.Ref) x.arg()).name();
    int w = x.arg().width();
    String sign = w == 1 ? whole : whole + "[" + (w - 1) + "]";
    return "{{" + (x.width() - w) + "{" + sign + "}}, " + whole + "}";
  }

  private static boolean isProduct(Expr e) {
    return e instanceof Expr.Binary b && b.op() == BinaryOp.MUL;
  }

  private static String concat(List<Expr> parts) {
    return "{" + String.join(", ", parts.stream().map(ExprText::text).toList()) + "}";
  }

  private static String binary(Expr.Binary b) {
    if (b.op() == BinaryOp.MUL && !b.signed()) {
      return widened(b.left(), b.width()) + " * " + widened(b.right(), b.width());
    }
    if (b.op() == BinaryOp.MUL) {
      return factor(b.left()) + " * " + factor(b.right());
    }
    String symbol = b.op() == BinaryOp.SHR && b.signed() ? ">>>" : symbol(b.op());
    return same(b.left(), b.op()) + " " + symbol + " " + same(b.right(), b.op());
  }

  /** An unsigned factor at the width of the product. */
  private static String widened(Expr e, int width) {
    return "{" + (width - e.width()) + "'d0, " + text(e) + "}";
  }

  /**
   * A signed factor; Verilog would compute it at the width of the product, and it might not wrap. A
   * negative constant is spelt without its sign: Verilator warns of the minus at that width.
   */
  private static String factor(Expr e) {
    return switch (e) {
      case Expr.Binary b when !isProduct(b) -> "$signed(" + text(e) + ")";
      case Expr.Mux _ -> "$signed(" + text(e) + ")";
      case Expr.Const c when c.value().signum() < 0 ->
          c.width() + "'sh" + c.value().mod(BigInteger.ONE.shiftLeft(c.width())).toString(16);
      default -> operand(e);
    };
  }

  /** An operand of {@code op}: chains of one associative operator need no parentheses. */
  private static String same(Expr e, BinaryOp op) {
    boolean associative =
        op == BinaryOp.AND || op == BinaryOp.OR || op == BinaryOp.XOR || op == BinaryOp.ADD;
    return associative && e instanceof Expr.Binary b && b.op() == op ? text(e) : operand(e);
  }

  private static String operand(Expr e) {
    return switch (e) {
      case Expr.Binary _, Expr.Mux _ -> "(" + text(e) + ")";
      case Expr.Unary u when u.op() != UnaryOp.NOT -> "(" + text(e) + ")";
      case Expr.Extend x when x.signed() && isProduct(x.arg()) -> "(" + text(e) + ")";
      default -> text(e);
    };
  }

  /** What may follow a unary operator: no other one (IEEE 1364-2005, A.8.3), for ^~ is one too. */
  private static String primary(Expr e) {
    return e instanceof Expr.Unary || e instanceof Expr.Const c && c.value().signum() < 0
        ? "(" + text(e) + ")"
        : operand(e);
  }

  private static String symbol(UnaryOp op) {
    return switch (op) {
      case NOT -> "~";
      case REDUCE_AND -> "&";
      case REDUCE_OR -> "|";
      case REDUCE_XOR -> "^";
    };
  }

  private static String symbol(BinaryOp op) {
    return switch (op) {
      case ADD -> "+";
      case SUB -> "-";
      case MUL -> "*";
      case AND -> "&";
      case OR -> "|";
      case XOR -> "^";
      case EQ -> "==";
      case NE -> "!=";
      case LT -> "<";
      case LE -> "<=";
      case SHL -> "<<";
      case SHR -> ">>";
    };
  }
}
