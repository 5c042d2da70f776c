package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.Expr.UnaryOp;
import chorale.hdl.ir.ModuleIr.Net;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Map;

/**
 * One step of simplification: an expression whose operands are simple already. {@code nets} holds
 * the nets that are known so far, simplified. What a rule gives has the width and sign of what it
 * replaces, and may stand where that stood: products stay at the top of what is assigned, and what
 * is sign-extended is a signal or a product.
 */
final class Simplification {
  /** Parts of a concatenation that are looked through one after the other for each slice. */
  private static final int FEW = 16;

  private final Map<String, Net> nets;

  Simplification(Map<String, Net> nets) {
    this.nets = nets;
  }

  /** The value of {@code e} if it is known, or null. */
  Expr.Const constant(Expr e) {
    if (e instanceof Expr.Ref r && nets.get(r.name()) instanceof Net n) {
      return n.value() instanceof Expr.Const c ? c : null;
    }
    return e instanceof Expr.Const c ? c : null;
  }

  /** A value equal to {@code e} and no larger. */
  Expr of(Expr e) {
    return switch (e) {
      case Expr.Ref r -> reference(r);
      case Expr.Const c -> c;
      case Expr.Unary u -> unary(u);
      case Expr.Binary b -> binary(b);
      case Expr.Mux m -> mux(m);
      case Expr.Slice s -> slice(s);
      case Expr.Concat c -> concat(c);
      case Expr.Extend x -> extend(x);
      case Expr.Cast c -> cast(c);
      case Expr.Load l -> l;
    };
  }

  private Expr reference(Expr.Ref r) {
    Net n = nets.get(r.name());
    boolean replaced =
        n != null
            && !n.named()
            && (n.value() instanceof Expr.Const || n.value() instanceof Expr.Ref);
    return replaced ? n.value() : r;
  }

  // --- one operand ---

  private Expr unary(Expr.Unary u) {
    Expr.Const c = constant(u.arg());
    if (c != null) {
      BigInteger a = bits(c);
      int ones = a.bitCount();
      return switch (u.op()) {
        case NOT -> value(a.not(), u);
        case REDUCE_AND -> bit(ones == c.width());
        case REDUCE_OR -> bit(ones > 0);
        case REDUCE_XOR -> bit(ones % 2 == 1);
      };
    }
    if (u.op() == UnaryOp.NOT) {
      return u.arg() instanceof Expr.Unary inner && inner.op() == UnaryOp.NOT ? inner.arg() : u;
    }
    return u.arg().width() == 1 && !u.arg().signed() ? u.arg() : u;
  }

  private Expr extend(Expr.Extend x) {
    Expr.Const c = constant(x.arg());
    if (c != null) {
      return value(number(c), x);
    }
    if (x.arg().width() == x.width()) {
      return x.arg();
    }
    return x.arg() instanceof Expr.Extend inner ? new Expr.Extend(inner.arg(), x.width()) : x;
  }

  private Expr cast(Expr.Cast x) {
    Expr.Const c = constant(x.arg());
    if (c != null) {
      return value(bits(c), x);
    }
    if (x.arg().signed() == x.signed()) {
      return x.arg();
    }
    return x.arg() instanceof Expr.Cast inner && inner.arg().signed() == x.signed()
        ? inner.arg()
        : x;
  }

  /** Looks into nets that nobody named; into others only for constants. */
  private Expr slice(Expr.Slice s) {
    Net n = nets.get(s.base().name());
    if (n == null) {
      return s;
    }
    Expr part = part(n.value(), s.hi(), s.lo());
    return part != null && (!n.named() || part instanceof Expr.Const) ? part : s;
  }

  /** Bits of a value as a constant, a signal or a slice of one; null if they are none. */
  private Expr part(Expr e, int hi, int lo) {
    return switch (e) {
      case Expr.Const c -> value(bits(c).shiftRight(lo), hi - lo + 1, false);
      case Expr.Ref r when hi - lo + 1 < r.width() -> of(new Expr.Slice(r, hi, lo));
      case Expr.Ref r when !r.signed() -> r;
      case Expr.Slice s ->
          hi - lo + 1 < s.width() ? of(new Expr.Slice(s.base(), s.lo() + hi, s.lo() + lo)) : s;
      case Expr.Cast c -> part(c.arg(), hi, lo);
      case Expr.Extend x when hi < x.arg().width() -> part(x.arg(), hi, lo);
      case Expr.Extend x when !x.signed() && lo >= x.arg().width() ->
          value(BigInteger.ZERO, hi - lo + 1, false);
      case Expr.Concat c when c.parts().size() <= FEW -> {
        int top = c.width();
        for (Expr p : c.parts()) {
          top -= p.width();
          if (lo >= top) {
            yield hi < top + p.width() ? part(p, hi - top, lo - top) : null;
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  private Expr concat(Expr.Concat c) {
    var parts = new ArrayList<Expr>();
    for (Expr p : c.parts()) {
      Expr last = parts.isEmpty() ? null : parts.getLast();
      if (isPlain(last) && isPlain(p)) {
        BigInteger both = bits((Expr.Const) last).shiftLeft(p.width()).or(bits((Expr.Const) p));
        parts.set(parts.size() - 1, value(both, last.width() + p.width(), false));
      } else {
        parts.add(p);
      }
    }
    if (parts.size() == 1 && parts.getFirst() instanceof Expr.Const all) {
      return all;
    }
    return parts.size() == c.parts().size() ? c : new Expr.Concat(parts, c.width());
  }

  private static boolean isPlain(Expr e) {
    return e instanceof Expr.Const c && c.name() == null;
  }

  // --- more operands ---

  private Expr mux(Expr.Mux m) {
    Expr.Const condition = constant(m.condition());
    if (condition != null) {
      return condition.value().signum() != 0 ? m.yes() : m.no();
    }
    if (same(m.yes(), m.no())) {
      return m.yes();
    }
    Expr.Const yes = constant(m.yes());
    Expr.Const no = constant(m.no());
    if (!isPlain(yes) || !isPlain(no) || m.width() > 1 || m.signed()) {
      return m;
    }
    if (yes.value().equals(no.value())) {
      return yes;
    }
    return yes.value().signum() != 0 ? m.condition() : of(not(m.condition()));
  }

  private static Expr.Unary not(Expr e) {
    return new Expr.Unary(UnaryOp.NOT, e, e.width(), e.signed());
  }

  private Expr binary(Expr.Binary b) {
    Expr.Const left = constant(b.left());
    Expr.Const right = constant(b.right());
    if (left != null && right != null) {
      return computed(b, left, right);
    }
    return switch (b.op()) {
      case ADD, OR, XOR, AND -> {
        boolean swapped = left != null;
        Expr.Const known = swapped ? left : right;
        Expr other = swapped ? b.right() : b.left();
        yield known != null ? withConstant(b, other, known) : withItself(b);
      }
      case SUB -> isZero(right) ? b.left() : withItself(b);
      case MUL -> product(b, left, right);
      case EQ, NE, LT, LE -> comparison(b, left, right);
      case SHL, SHR -> shift(b, left, right);
    };
  }

  private Expr withConstant(Expr.Binary b, Expr other, Expr.Const known) {
    boolean ones = isOnes(known);
    boolean zero = isZero(known);
    return switch (b.op()) {
      case ADD -> zero ? other : b;
      case OR -> zero ? other : ones ? known : b;
      case AND -> ones ? other : zero ? known : b;
      case XOR -> zero ? other : ones && b.width() == 1 ? of(not(other)) : b;
      default -> throw new IllegalStateException(b.op().toString());
    };
  }

  private Expr withItself(Expr.Binary b) {
    if (!same(b.left(), b.right())) {
      return b;
    }
    return switch (b.op()) {
      case AND, OR -> b.left();
      case XOR, SUB -> value(BigInteger.ZERO, b);
      default -> b;
    };
  }

  private static Expr product(Expr.Binary b, Expr.Const left, Expr.Const right) {
    if (isZero(left) || isZero(right)) {
      return value(BigInteger.ZERO, b);
    }
    if (isOne(right) && b.left() instanceof Expr.Ref) {
      return new Expr.Extend(b.left(), b.width());
    }
    return isOne(left) && b.right() instanceof Expr.Ref ? new Expr.Extend(b.right(), b.width()) : b;
  }

  private Expr comparison(Expr.Binary b, Expr.Const left, Expr.Const right) {
    if (same(b.left(), b.right())) {
      return bit(b.op() == Expr.BinaryOp.EQ || b.op() == Expr.BinaryOp.LE);
    }
    return switch (b.op()) {
      case EQ, NE -> {
        Expr.Const known = left != null ? left : right;
        Expr other = left != null ? b.right() : b.left();
        if (!isPlain(known) || other.width() > 1 || other.signed()) {
          yield b;
        }
        boolean straight = isZero(known) == (b.op() == Expr.BinaryOp.NE);
        yield straight ? other : of(not(other));
      }
      case LT -> isHighest(left) || isLowest(right) ? bit(false) : b;
      default -> isLowest(left) || isHighest(right) ? bit(true) : b;
    };
  }

  private static Expr shift(Expr.Binary b, Expr.Const left, Expr.Const right) {
    if (isZero(right) || isZero(left)) {
      return b.left();
    }
    boolean arithmetic = b.op() == Expr.BinaryOp.SHR && b.signed();
    boolean gone = right != null && right.value().compareTo(BigInteger.valueOf(b.width())) >= 0;
    return gone && !arithmetic ? value(BigInteger.ZERO, b) : b;
  }

  private static Expr computed(Expr.Binary b, Expr.Const left, Expr.Const right) {
    BigInteger x = number(left);
    BigInteger y = number(right);
    return switch (b.op()) {
      case ADD -> value(x.add(y), b);
      case SUB -> value(x.subtract(y), b);
      case MUL -> value(x.multiply(y), b);
      case AND -> value(x.and(y), b);
      case OR -> value(x.or(y), b);
      case XOR -> value(x.xor(y), b);
      case EQ -> bit(x.equals(y));
      case NE -> bit(!x.equals(y));
      case LT -> bit(x.compareTo(y) < 0);
      case LE -> bit(x.compareTo(y) <= 0);
      case SHL -> value(x.shiftLeft(amount(y, b.width())), b);
      case SHR -> value(x.shiftRight(amount(y, b.width())), b);
    };
  }

  private static int amount(BigInteger n, int width) {
    return n.min(BigInteger.valueOf(width)).intValueExact();
  }

  /** Whether both are the same signal: what is alike otherwise, common subexpressions make so. */
  private static boolean same(Expr a, Expr b) {
    return a instanceof Expr.Ref x && b instanceof Expr.Ref y && x.name().equals(y.name())
        || a instanceof Expr.Const && b instanceof Expr.Const && a.equals(b);
  }

  // --- constants ---

  private static boolean isZero(Expr.Const c) {
    return c != null && c.value().signum() == 0;
  }

  private static boolean isOne(Expr.Const c) {
    return c != null && number(c).equals(BigInteger.ONE);
  }

  private static boolean isOnes(Expr.Const c) {
    return c != null && bits(c).bitCount() == c.width();
  }

  private static boolean isLowest(Expr.Const c) {
    return c != null && number(c).equals(limit(c, false));
  }

  private static boolean isHighest(Expr.Const c) {
    return c != null && number(c).equals(limit(c, true));
  }

  private static BigInteger limit(Expr.Const c, boolean highest) {
    BigInteger half = BigInteger.ONE.shiftLeft(c.width() - (c.signed() ? 1 : 0));
    return highest ? half.subtract(BigInteger.ONE) : c.signed() ? half.negate() : BigInteger.ZERO;
  }

  /** The bits of a constant as an unsigned number. */
  private static BigInteger bits(Expr.Const c) {
    return c.value().mod(BigInteger.ONE.shiftLeft(c.width()));
  }

  /** The number that a constant stands for. */
  private static BigInteger number(Expr.Const c) {
    return c.signed() && bits(c).testBit(c.width() - 1)
        ? bits(c).subtract(BigInteger.ONE.shiftLeft(c.width()))
        : bits(c);
  }

  private static Expr.Const bit(boolean b) {
    return new Expr.Const(b ? BigInteger.ONE : BigInteger.ZERO, 1, false, null);
  }

  private static Expr.Const value(BigInteger v, Expr like) {
    return value(v, like.width(), like.signed());
  }

  private static Expr.Const value(BigInteger v, int width, boolean signed) {
    BigInteger bits = v.mod(BigInteger.ONE.shiftLeft(width));
    BigInteger number =
        signed && bits.testBit(width - 1) ? bits.subtract(BigInteger.ONE.shiftLeft(width)) : bits;
    return new Expr.Const(number, width, signed, null);
  }
}
