package chorale.hdl;

import chorale.hdl.Node.Operation;
import chorale.hdl.Node.Operator;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BiFunction;

/**
 * An unsigned number. Operators widen the narrower operand; {@link #plus} and {@link #minus} wrap
 * at the wider width. Nothing narrows but {@link #slice}, {@link #truncate} and {@link #resize}.
 *
 * <pre>{@code
 * var total = reg(32);
 * var sum = total.plusCarry(data); // 33 bits
 * total.set(sum.bit(32).mux(UInt.lit(0xFFFF_FFFFL, 32), sum.truncate(32)));
 * value.set(total);
 * }</pre>
 */
public final class UInt extends Bits {
  UInt(Node node) {
    super(node);
  }

  /** A constant of a given width; an error if it does not fit. */
  public static UInt lit(long value, int width) {
    return lit(BigInteger.valueOf(value), width);
  }

  /** A constant of a given width; an error if it does not fit. */
  public static UInt lit(BigInteger value, int width) {
    if (width < 1) {
      throw failure(Rule.W004, "literal of %d bits: at least 1".formatted(width));
    }
    if (!fits(value, width, false)) {
      throw failure(
          Rule.W001,
          "literal %d does not fit %d unsigned bits: widen it or change it"
              .formatted(value, width));
    }
    return new UInt(new Node.Literal(value, width, false, null));
  }

  /** Drives this signal; a narrower source is zero-extended, a wider one is an error. */
  public void set(UInt source) {
    drive(source.node);
  }

  /** Drives this signal with a constant that must fit. */
  public void set(long value) {
    drive(literal(value, node));
  }

  /** Gives this value a name in the Verilog. */
  public UInt named(String name) {
    node.explicitName = name;
    return this;
  }

  /** Sum modulo 2^w, w the wider operand's width. */
  public UInt plus(UInt other) {
    return arithmetic(Operator.ADD, other);
  }

  /** Sum with a constant, modulo 2^width. */
  public UInt plus(long other) {
    return plus(like(other));
  }

  /** Sum with its carry: one bit wider than the wider operand. */
  public UInt plusCarry(UInt other) {
    int w = Math.max(width(), other.width()) + 1;
    return new UInt(operation(Operator.ADD, w, false, extended(node, w), extended(other.node, w)));
  }

  /** Difference modulo 2^w, w the wider operand's width. */
  public UInt minus(UInt other) {
    return arithmetic(Operator.SUB, other);
  }

  /** Difference with a constant, modulo 2^width. */
  public UInt minus(long other) {
    return minus(like(other));
  }

  /** Exact product; its width is the sum of the operands' widths. */
  public UInt times(UInt other) {
    return new UInt(operation(Operator.MUL, width() + other.width(), false, node, other.node));
  }

  /** Bitwise and. */
  public UInt and(UInt other) {
    return arithmetic(Operator.AND, other);
  }

  /** Bitwise or. */
  public UInt or(UInt other) {
    return arithmetic(Operator.OR, other);
  }

  /** Bitwise exclusive or. */
  public UInt xor(UInt other) {
    return arithmetic(Operator.XOR, other);
  }

  /** Bitwise complement. */
  public UInt not() {
    return new UInt(operation(Operator.NOT, width(), false, node));
  }

  /** This value where {@code enable} is 1, else 0. */
  public UInt mask(Bool enable) {
    return new UInt(
        operation(
            Operator.MUX,
            width(),
            false,
            enable.node,
            node,
            new Node.Literal(BigInteger.ZERO, width(), false, null)));
  }

  /** Equal. */
  public Bool eq(UInt other) {
    return compare(Operator.EQ, other, false);
  }

  /** Equal to a constant that must fit. */
  public Bool eq(long other) {
    return eq(like(other));
  }

  /** Not equal. */
  public Bool ne(UInt other) {
    return compare(Operator.NE, other, false);
  }

  /** Not equal to a constant that must fit. */
  public Bool ne(long other) {
    return ne(like(other));
  }

  /** Less than. */
  public Bool lt(UInt other) {
    return compare(Operator.LT, other, false);
  }

  /** Less than a constant that must fit. */
  public Bool lt(long other) {
    return lt(like(other));
  }

  /** Less than or equal. */
  public Bool le(UInt other) {
    return compare(Operator.LE, other, false);
  }

  /** Less than or equal to a constant that must fit. */
  public Bool le(long other) {
    return le(like(other));
  }

  /** Greater than. */
  public Bool gt(UInt other) {
    return compare(Operator.LT, other, true);
  }

  /** Greater than a constant that must fit. */
  public Bool gt(long other) {
    return gt(like(other));
  }

  /** Greater than or equal. */
  public Bool ge(UInt other) {
    return compare(Operator.LE, other, true);
  }

  /** Greater than or equal to a constant that must fit. */
  public Bool ge(long other) {
    return ge(like(other));
  }

  /** Shifted left by a constant: {@code n} bits wider, nothing is lost. */
  public UInt shl(int n) {
    return n == 0 ? this : cat(this, lit(0, n));
  }

  /** Shifted right by a constant: {@code n} bits narrower; one zero bit if nothing is left. */
  public UInt shr(int n) {
    return n == 0 ? this : n >= width() ? lit(0, 1) : slice(width() - 1, n);
  }

  /** Shifted left by a value, at this width. */
  public UInt shl(UInt n) {
    return new UInt(operation(Operator.SHL, width(), false, node, n.node));
  }

  /** Shifted right by a value, at this width. */
  public UInt shr(UInt n) {
    return new UInt(operation(Operator.SHR, width(), false, node, n.node));
  }

  /** Bits {@code hi} down to {@code lo}. */
  public UInt slice(int hi, int lo) {
    if (lo < 0 || hi < lo || hi >= width()) {
      report(
          node,
          Rule.W003,
          "slice(%d, %d) of %s, which has %d bits: indices run from 0 to %d, the higher first"
              .formatted(hi, lo, node.describe(), width(), width() - 1));
      return lit(0, Math.max(1, hi - lo + 1));
    }
    if (lo == 0 && hi == width() - 1) {
      return this;
    }
    if (node instanceof Node.Literal l) {
      var mask = BigInteger.ONE.shiftLeft(hi - lo + 1).subtract(BigInteger.ONE);
      return lit(l.value.shiftRight(lo).and(mask), hi - lo + 1);
    }
    Node base = node;
    int shift = 0;
    if (node instanceof Operation o && o.operator == Operator.SLICE && o.isAnonymous()) {
      base = o.operands.getFirst();
      shift = o.lo;
    }
    return new UInt(
        new Operation(
            Operator.SLICE,
            hi - lo + 1,
            false,
            hi + shift,
            lo + shift,
            List.of(base),
            Site.here()));
  }

  /** One bit, by a constant index. */
  public Bool bit(int index) {
    return new Bool(slice(index, index).node);
  }

  /** One bit, by a value; 0 beyond the width. */
  public Bool bit(UInt index) {
    return new UInt(inner(Operator.SHR, width(), false, node, index.node)).bit(0);
  }

  /** Whether any bit is 1. */
  public Bool any() {
    return width() == 1 ? bit(0) : new Bool(operation(Operator.REDUCE_OR, 1, false, node));
  }

  /** Whether all bits are 1. */
  public Bool all() {
    return width() == 1 ? bit(0) : new Bool(operation(Operator.REDUCE_AND, 1, false, node));
  }

  /** Whether the number of ones is odd. */
  public Bool parity() {
    return new Bool(operation(Operator.REDUCE_XOR, 1, false, node));
  }

  /** Zero-extended or cut to {@code width}. */
  public UInt resize(int width) {
    return width <= width() ? truncate(width) : zext(width);
  }

  /** The low {@code width} bits; an error if there are fewer. */
  public UInt truncate(int width) {
    return slice(width - 1, 0);
  }

  /** Zero-extended; an error if {@code width} is less than this width. */
  public UInt zext(int width) {
    if (width < width()) {
      report(
          node,
          Rule.W004,
          "zext(%d) of %s, which has %d bits: use truncate() or resize() to cut it"
              .formatted(width, node.describe(), width()));
      return this;
    }
    return new UInt(extended(node, width));
  }

  /** The same bits in two's complement. */
  public SInt asSInt() {
    return new SInt(operation(Operator.CAST, width(), true, node));
  }

  private UInt like(long value) {
    return new UInt(literal(value, node));
  }

  private UInt arithmetic(Operator operator, UInt other) {
    return at(other, (a, b) -> new UInt(operation(operator, a.width, false, a, b)));
  }

  private Bool compare(Operator operator, UInt other, boolean swapped) {
    return at(other, (a, b) -> swapped ? compare(operator, b, a) : compare(operator, a, b));
  }

  /** A comparison that always or never holds is a constant: tools warn about it otherwise. */
  private static Bool compare(Operator operator, Node a, Node b) {
    if (operator == Operator.LT && (isHighest(a) || isLowest(b))) {
      return Bool.lit(false);
    }
    if (operator == Operator.LE && (isLowest(a) || isHighest(b))) {
      return Bool.lit(true);
    }
    return new Bool(operation(operator, 1, false, a, b));
  }

  private static boolean isLowest(Node n) {
    return n instanceof Node.Literal l && l.value.signum() == 0;
  }

  private static boolean isHighest(Node n) {
    return n instanceof Node.Literal l && l.value.bitCount() == l.width;
  }

  private <T> T at(UInt other, BiFunction<Node, Node, T> build) {
    int w = Math.max(width(), other.width());
    return build.apply(extended(node, w), extended(other.node, w));
  }
}
