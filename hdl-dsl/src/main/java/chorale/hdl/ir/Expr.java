package chorale.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/**
 * A value of a fixed width. Every operator's operands have the width that the operator works at, so
 * that no rule of context-dependent width (IEEE 1364-2005, 5.4) is ever needed to read the IR:
 *
 * <table>
 * <caption>Semantics; w is the width of the result</caption>
 * <tr><td>ADD SUB AND OR XOR<td>operands w bits, result modulo 2^w
 * <tr><td>MUL<td>operands a and b bits, result a + b bits, exact
 * <tr><td>EQ NE LT LE<td>operands of equal width and sign, result 1 bit
 * <tr><td>SHL SHR<td>left operand w bits, right operand unsigned; SHR of a signed value is arithmetic
 * <tr><td>NOT<td>operand w bits
 * <tr><td>REDUCE_AND REDUCE_OR REDUCE_XOR<td>result 1 bit
 * <tr><td>Mux<td>condition 1 bit, both branches w bits
 * <tr><td>Extend<td>zero- or sign-extends by the sign of its operand
 * <tr><td>Cast<td>same bits, other sign
 * </table>
 *
 * <pre>{@code
 * final class Multipliers {
 *   static int in(Expr e) {
 *     int here = e instanceof Expr.Binary b && b.op() == Expr.BinaryOp.MUL ? 1 : 0;
 *     return here + e.operands().stream().mapToInt(Multipliers::in).sum();
 *   }
 * }
 * }</pre>
 */
public sealed interface Expr {
  /** Width of the value in bits, at least 1. */
  int width();

  /** Whether the value is in two's complement. */
  boolean signed();

  /** A signal of the module by name. */
  record Ref(String name, int width, boolean signed) implements Expr {}

  /** A constant; {@code name} is that of an enum constant, or null. */
  record Const(BigInteger value, int width, boolean signed, String name) implements Expr {}

  /** One-operand operator. */
  record Unary(UnaryOp op, Expr arg, int width, boolean signed) implements Expr {}

  /** Two-operand operator. */
  record Binary(BinaryOp op, Expr left, Expr right, int width, boolean signed) implements Expr {}

  /** {@code condition ? yes : no}. */
  record Mux(Expr condition, Expr yes, Expr no) implements Expr {
    @Override
    public int width() {
      return yes.width();
    }

    @Override
    public boolean signed() {
      return yes.signed();
    }
  }

  /** Bits {@code hi} down to {@code lo} of a signal. */
  record Slice(Ref base, int hi, int lo) implements Expr {
    @Override
    public int width() {
      return hi - lo + 1;
    }

    @Override
    public boolean signed() {
      return false;
    }
  }

  /** Concatenation, most significant part first. */
  record Concat(List<Expr> parts, int width) implements Expr {
    public Concat {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean signed() {
      return false;
    }
  }

  /** {@code arg} extended to {@code width} by its own sign. */
  record Extend(Expr arg, int width) implements Expr {
    @Override
    public boolean signed() {
      return arg.signed();
    }
  }

  /** The bits of {@code arg}, read with the other sign. */
  record Cast(Expr arg, boolean signed) implements Expr {
    @Override
    public int width() {
      return arg.width();
    }
  }

  /** The word of a memory at an address, read without a clock. */
  record Load(String memory, Expr address, int width) implements Expr {
    @Override
    public boolean signed() {
      return false;
    }
  }

  /** One-operand operators. */
  enum UnaryOp {
    NOT,
    REDUCE_AND,
    REDUCE_OR,
    REDUCE_XOR
  }

  /** Two-operand operators. */
  enum BinaryOp {
    ADD,
    SUB,
    MUL,
    AND,
    OR,
    XOR,
    EQ,
    NE,
    LT,
    LE,
    SHL,
    SHR
  }

  /** The operands of this expression, left to right. */
  default List<Expr> operands() {
    return switch (this) {
      case Ref _, Const _ -> List.of();
      case Unary u -> List.of(u.arg);
      case Binary b -> List.of(b.left, b.right);
      case Mux m -> List.of(m.condition, m.yes, m.no);
      case Slice s -> List.of(s.base);
      case Concat c -> c.parts;
      case Extend e -> List.of(e.arg);
      case Cast c -> List.of(c.arg);
      case Load l -> List.of(l.address);
    };
  }
}
