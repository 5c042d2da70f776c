package chorale.rtl.read;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.BinaryOp;
import chorale.hdl.ir.Expr.UnaryOp;
import chorale.rtl.read.VerilogParser.BracesContext;
import chorale.rtl.read.VerilogParser.ChoiceContext;
import chorale.rtl.read.VerilogParser.ExprContext;
import chorale.rtl.read.VerilogParser.InfixContext;
import chorale.rtl.read.VerilogParser.NameContext;
import chorale.rtl.read.VerilogParser.NumberContext;
import chorale.rtl.read.VerilogParser.OperandContext;
import chorale.rtl.read.VerilogParser.ParenthesisContext;
import chorale.rtl.read.VerilogParser.PrefixContext;
import chorale.rtl.read.VerilogParser.SystemCallContext;
import java.math.BigInteger;
import java.util.ArrayList;
import org.antlr.v4.runtime.Token;

/**
 * Turns expressions into IR. The text must be such that Verilog's widening by context changes
 * nothing: operands of equal width and sign, extensions spelt out. The one exception is a signed
 * product in a sum that is assigned as a whole, which Verilog computes at the width of the target.
 */
final class ExprReader {
  private static final int FACTOR = -1;

  private final Source source;
  private final Scope scope;

  ExprReader(Source source, Scope scope) {
    this.source = source;
    this.scope = scope;
  }

  /** The value of an assignment to {@code target}, which it must equal in width and sign. */
  Expr assigned(ExprContext e, Expr.Ref target) {
    Expr value = isSignExtension(e) && target.signed() ? signExtension(e) : read(e, target.width());
    if (value.width() != target.width() || value.signed() != target.signed()) {
      throw source.failure(
          e.start, "%s is %s, its value %s".formatted(target.name(), type(target), type(value)));
    }
    return value;
  }

  /** A value that stands for itself: a condition, a subject, an address. */
  Expr value(ExprContext e) {
    return read(e, 0);
  }

  /** A value of one bit. */
  Expr condition(ExprContext e) {
    Expr value = value(e);
    if (value.width() != 1) {
      throw source.failure(e.start, "expected a condition of 1 bit, found " + type(value));
    }
    return value;
  }

  /** A constant of the width and sign of {@code like}. */
  Expr.Const constant(ExprContext e, Expr like) {
    Expr value = value(e);
    if (value instanceof Expr.Const c && c.width() == like.width() && c.signed() == like.signed()) {
      return c;
    }
    throw source.failure(e.start, "expected a constant: " + type(like));
  }

  private static String type(Expr e) {
    return e.width() + (e.width() == 1 ? " bit" : " bits") + (e.signed() ? " signed" : "");
  }

  /**
   * {@code context}: the width of the target if {@code e} is a part of its sum, {@link #FACTOR} if
   * it is a factor in one, else 0.
   */
  private Expr read(ExprContext e, int context) {
    return switch (e) {
      case OperandContext o -> primary(o, context);
      case PrefixContext p -> prefix(p);
      case InfixContext i -> infix(i, context);
      case ChoiceContext c -> {
        Expr condition = condition(c.expr(0));
        Expr yes = value(c.expr(1));
        Expr no = value(c.expr(2));
        same(c.expr(2).start, yes, no);
        yield new Expr.Mux(condition, yes, no);
      }
      default -> throw source.failure(e.start, "expected an expression");
    };
  }

  private Expr primary(OperandContext o, int context) {
    return switch (o.primary()) {
      case NumberContext n -> literal(n.start, false);
      case NameContext n -> name(n);
      case ParenthesisContext p -> read(p.expr(), context);
      case BracesContext b ->
          isSignExtension(o) ? new Expr.Cast(signExtension(o), false) : braces(b);
      case SystemCallContext c -> systemCall(c);
      default -> throw source.failure(o.start, "expected a signal, a constant or an operator");
    };
  }

  private Expr.Const literal(Token token, boolean negated) {
    Literal l = Literal.of(source, token);
    if (l.width() == 0) {
      throw source.failure(token, "expected a constant with its width, such as 8'd5");
    }
    BigInteger value = negated ? l.value().negate() : l.value();
    if (value.bitLength() >= l.width() && l.signed()) {
      value = l.value(); // the negative of the lowest number is itself
    }
    return new Expr.Const(value, l.width(), l.signed(), null);
  }

  private Expr name(NameContext n) {
    if (n.ID().size() > 1 || n.select().size() > 1) {
      throw source.failure(n.start, "expected one name with at most one select");
    }
    String name = n.start.getText();
    Expr whole = scope.signal(name) != null ? scope.signal(name) : scope.constant(name);
    if (whole == null && scope.memory(name) == null) {
      throw source.failure(n.start, name + " is not declared");
    }
    if (n.select().isEmpty()) {
      if (whole == null) {
        throw source.failure(n.start, name + " is a memory: expected [ and an address");
      }
      return whole;
    }
    var select = n.select(0);
    if (select.op != null && !select.op.getText().equals(":")) {
      throw source.failure(select.op, "expected ':'");
    }
    return whole == null
        ? new Expr.Load(name, address(n, select), scope.memory(name).width())
        : slice(n, whole, select);
  }

  private Expr address(NameContext n, VerilogParser.SelectContext select) {
    if (select.op != null) {
      throw source.failure(n.start, "a memory is read word by word");
    }
    return value(select.expr(0));
  }

  private Expr slice(NameContext n, Expr whole, VerilogParser.SelectContext select) {
    int hi = scope.index(select.expr(0));
    int lo = select.op == null ? hi : scope.index(select.expr(1));
    if (!(whole instanceof Expr.Ref base) || hi < lo || hi >= whole.width()) {
      throw source.failure(
          select.start, "no such bits: %s is %s".formatted(n.start.getText(), type(whole)));
    }
    return new Expr.Slice(base, hi, lo);
  }

  private Expr prefix(PrefixContext p) {
    if (p.op.getText().equals("-")
        && p.expr() instanceof OperandContext o
        && o.primary() instanceof NumberContext n) {
      return literal(n.start, true);
    }
    UnaryOp op =
        switch (p.op.getText()) {
          case "~" -> UnaryOp.NOT;
          case "&" -> UnaryOp.REDUCE_AND;
          case "|" -> UnaryOp.REDUCE_OR;
          case "^" -> UnaryOp.REDUCE_XOR;
          default ->
              throw source.failure(p.op, "operator " + p.op.getText() + " is not taken here");
        };
    Expr arg = value(p.expr());
    return op == UnaryOp.NOT
        ? new Expr.Unary(op, arg, arg.width(), arg.signed())
        : new Expr.Unary(op, arg, 1, false);
  }

  private Expr infix(InfixContext i, int context) {
    BinaryOp op =
        switch (i.op.getText()) {
          case "+" -> BinaryOp.ADD;
          case "-" -> BinaryOp.SUB;
          case "*" -> BinaryOp.MUL;
          case "&" -> BinaryOp.AND;
          case "|" -> BinaryOp.OR;
          case "^" -> BinaryOp.XOR;
          case "==" -> BinaryOp.EQ;
          case "!=" -> BinaryOp.NE;
          case "<" -> BinaryOp.LT;
          case "<=" -> BinaryOp.LE;
          case "<<" -> BinaryOp.SHL;
          case ">>", ">>>" -> BinaryOp.SHR;
          default ->
              throw source.failure(i.op, "operator " + i.op.getText() + " is not taken here");
        };
    int inner =
        switch (op) {
          case ADD, SUB -> context;
          case MUL -> FACTOR;
          default -> 0;
        };
    Expr left = read(i.expr(0), inner);
    Expr right = read(i.expr(1), inner);
    return switch (op) {
      case MUL -> product(i, left, right, context);
      case EQ, NE, LT, LE -> {
        same(i.op, left, right);
        yield new Expr.Binary(op, left, right, 1, false);
      }
      case SHL, SHR -> {
        boolean arithmetic = i.op.getText().equals(">>>");
        if (right.signed() || op == BinaryOp.SHR && left.signed() != arithmetic) {
          throw source.failure(
              i.op, "shift %s of %s by %s".formatted(i.op.getText(), type(left), type(right)));
        }
        yield new Expr.Binary(op, left, right, left.width(), left.signed());
      }
      case ADD, SUB, AND, OR, XOR -> {
        same(i.op, left, right);
        yield new Expr.Binary(op, left, right, left.width(), left.signed());
      }
    };
  }

  /**
   * Unsigned factors stand there at the width of the product. Signed ones stand at their own, and
   * Verilog widens them: so they must be such that this does not change what they are.
   */
  private Expr product(InfixContext i, Expr left, Expr right, int context) {
    if (left.signed() && right.signed()) {
      int width = width(i.op, (long) left.width() + right.width());
      if (context == 0 || !isClosed(i.expr(0)) || !isClosed(i.expr(1))) {
        throw source.failure(i.op, "a signed product of sums, or one that is not assigned whole");
      }
      var product = new Expr.Binary(BinaryOp.MUL, left, right, width, true);
      return context > width ? new Expr.Extend(product, context) : product;
    }
    if (left instanceof Expr.Extend a
        && right instanceof Expr.Extend b
        && !a.signed()
        && !b.signed()
        && a.width() == b.width()
        && a.width() == a.arg().width() + b.arg().width()) {
      return new Expr.Binary(BinaryOp.MUL, a.arg(), b.arg(), a.width(), false);
    }
    throw source.failure(i.op, "factors of %s and %s".formatted(type(left), type(right)));
  }

  private static boolean isClosed(ExprContext e) {
    return switch (e) {
      case OperandContext o when o.primary() instanceof ParenthesisContext p -> isClosed(p.expr());
      case InfixContext i -> i.op.getText().equals("*");
      case ChoiceContext _ -> false;
      default -> true;
    };
  }

  private void same(Token at, Expr left, Expr right) {
    if (left.width() != right.width() || left.signed() != right.signed()) {
      throw source.failure(at, "operands of %s and %s".formatted(type(left), type(right)));
    }
  }

  private int width(Token at, long width) {
    if (width > Literal.WIDEST) {
      throw source.failure(at, "a value of more than " + Literal.WIDEST + " bits");
    }
    return (int) width;
  }

  private Expr systemCall(SystemCallContext c) {
    boolean signed = c.SYSTEM().getText().equals("$signed");
    if (!signed && !c.SYSTEM().getText().equals("$unsigned") || c.expr().size() != 1) {
      throw source.failure(c.start, "expected $signed or $unsigned of one value");
    }
    if (signed && isSignExtension(c.expr(0))) {
      return signExtension(c.expr(0));
    }
    Expr arg = value(c.expr(0)); // at its own width: that is what the call is for if signs agree
    return arg.signed() == signed ? arg : new Expr.Cast(arg, signed);
  }

  private static boolean isReplication(BracesContext b) {
    return b.getChild(2).getText().equals("{");
  }

  /** {@code {8'd0, x}} extends; anything else is a concatenation. */
  private Expr braces(BracesContext b) {
    if (isReplication(b)) {
      throw source.failure(b.start, "only the sign bit of a signal is taken several times");
    }
    if (b.expr().size() == 1) {
      return value(b.expr(0)); // so that it stands for itself, whoever reads it
    }
    var parts = new ArrayList<Expr>();
    long width = 0;
    for (ExprContext e : b.expr()) {
      Expr part = value(e);
      parts.add(part);
      width += part.width();
    }
    var whole = new Expr.Concat(parts, width(b.start, width));
    boolean isExtension =
        parts.size() == 2 && b.expr(0).getText().endsWith("'d0") && !parts.getLast().signed();
    return isExtension ? new Expr.Extend(parts.getLast(), whole.width()) : whole;
  }

  /** Whether {@code e} has the form <code>{{n{a}}, b}</code>. */
  private static boolean isSignExtension(ExprContext e) {
    return e instanceof OperandContext o
        && o.primary() instanceof BracesContext outer
        && !isReplication(outer)
        && outer.expr().size() == 2
        && outer.expr(0) instanceof OperandContext first
        && first.primary() instanceof BracesContext inner
        && isReplication(inner);
  }

  private Expr.Extend signExtension(ExprContext e) {
    var outer = (BracesContext) ((OperandContext) e).primary();
    var inner = (BracesContext) ((OperandContext) outer.expr(0)).primary();
    int more = scope.index(inner.expr(0));
    Expr bit = inner.expr().size() == 2 ? value(inner.expr(1)) : null;
    if (value(outer.expr(1)) instanceof Expr.Ref whole && whole.signed() && more > 0) {
      int top = whole.width() - 1;
      if (new Expr.Slice(whole, top, top).equals(bit) || top == 0 && whole.equals(bit)) {
        return new Expr.Extend(whole, width(e.start, (long) more + whole.width()));
      }
    }
    throw source.failure(e.start, "only the sign bit of a signal is taken several times");
  }

  /** A plain number of any size, as it stands in a list of parameters; it may be negative. */
  BigInteger plain(ExprContext e) {
    if (e instanceof PrefixContext p && p.op.getText().equals("-")) {
      return plain(p.expr()).negate();
    }
    if (e instanceof OperandContext o && o.primary() instanceof NumberContext n) {
      Literal literal = Literal.of(source, n.start);
      if (literal.width() == 0) {
        return literal.value();
      }
    }
    throw source.failure(e.start, "expected a plain number");
  }
}
