package chorale.hdl;

import chorale.hdl.Node.Operator;
import java.math.BigInteger;
import java.util.function.BiFunction;

/**
 * A number in two's complement. Operators sign-extend the narrower operand; {@link #plus} and
 * {@link #minus} wrap at the wider width.
 *
 * <pre>{@code
 * var a = inS(8);
 * var b = inS(8);
 * var product = a.times(b); // 16 bits, exact
 * var sum = regS(24);
 * sum.set(start.mux(product, sum.plus(product)));
 * outS(24).named("dot").set(sum);
 * }</pre>
 */
public final class SInt extends Bits {
  SInt(Node node) {
    super(node);
  }

  /** A constant of a given width; an error if it does not fit. */
  public static SInt lit(long value, int width) {
    var v = BigInteger.valueOf(value);
    if (width < 1 || !fits(v, width, true)) {
      throw failure(
          Rule.W001,
          "literal %d does not fit %d signed bits: widen it or change it".formatted(value, width));
    }
    return new SInt(new Node.Literal(v, width, true, null));
  }

  /** Drives this signal; a narrower source is sign-extended, a wider one is an error. */
  public void set(SInt source) {
    drive(source.node);
  }

  /** Drives this signal with a constant that must fit. */
  public void set(long value) {
    drive(literal(value, node));
  }

  /** Gives this value a name in the Verilog. */
  public SInt named(String name) {
    node.explicitName = name;
    return this;
  }

  /** Sum modulo 2^w, w the wider operand's width. */
  public SInt plus(SInt other) {
    return arithmetic(Operator.ADD, other);
  }

  /** Difference modulo 2^w, w the wider operand's width. */
  public SInt minus(SInt other) {
    return arithmetic(Operator.SUB, other);
  }

  /** Sum with a constant that must fit, modulo 2^width. */
  public SInt plus(long other) {
    return plus(constant(other));
  }

  /** Difference with a constant that must fit, modulo 2^width. */
  public SInt minus(long other) {
    return minus(constant(other));
  }

  /** 0 minus this, modulo 2^width: the least number stays what it is. */
  public SInt negate() {
    return lit(0, width()).minus(this);
  }

  /** Exact product; its width is the sum of the operands' widths. */
  public SInt times(SInt other) {
    return new SInt(operation(Operator.MUL, width() + other.width(), true, node, other.node));
  }

  /** Equal. */
  public Bool eq(SInt other) {
    return compare(Operator.EQ, other);
  }

  /** Not equal. */
  public Bool ne(SInt other) {
    return compare(Operator.NE, other);
  }

  /** Less than. */
  public Bool lt(SInt other) {
    return compare(Operator.LT, other);
  }

  /** Less than or equal. */
  public Bool le(SInt other) {
    return compare(Operator.LE, other);
  }

  /** Greater than. */
  public Bool gt(SInt other) {
    return other.lt(this);
  }

  /** Greater than or equal. */
  public Bool ge(SInt other) {
    return other.le(this);
  }

  /** Equal to a constant that must fit. */
  public Bool eq(long other) {
    return eq(constant(other));
  }

  /** Not equal to a constant that must fit. */
  public Bool ne(long other) {
    return ne(constant(other));
  }

  /** Less than a constant that must fit. */
  public Bool lt(long other) {
    return lt(constant(other));
  }

  /** Less than or equal to a constant that must fit. */
  public Bool le(long other) {
    return le(constant(other));
  }

  /** Greater than a constant that must fit. */
  public Bool gt(long other) {
    return gt(constant(other));
  }

  /** Greater than or equal to a constant that must fit. */
  public Bool ge(long other) {
    return ge(constant(other));
  }

  /** Less than 0: the top bit. */
  public Bool isNegative() {
    return asUInt().bit(width() - 1);
  }

  private SInt constant(long value) {
    return new SInt(literal(value, node));
  }

  /** Arithmetic shift right by a constant, at this width: divided by 2^n, rounded down. */
  public SInt shr(int n) {
    return shr(UInt.lit(n, Module.log2(n + 1)));
  }

  /** Arithmetic shift right by a value, at this width. */
  public SInt shr(UInt n) {
    return new SInt(operation(Operator.SHR, width(), true, node, n.node));
  }

  /** Sign-extended; an error if {@code width} is less than this width. */
  public SInt sext(int width) {
    if (width < width()) {
      report(
          node,
          Rule.W004,
          "sext(%d) of %s, which has %d bits: cut it with asUInt().truncate()"
              .formatted(width, node.describe(), width()));
      return this;
    }
    return new SInt(extended(node, width));
  }

  private SInt arithmetic(Operator operator, SInt other) {
    return at(other, (a, b) -> new SInt(operation(operator, a.width, true, a, b)));
  }

  private Bool compare(Operator operator, SInt other) {
    return at(other, (a, b) -> new Bool(operation(operator, 1, false, a, b)));
  }

  private <T> T at(SInt other, BiFunction<Node, Node, T> build) {
    int w = Math.max(width(), other.width());
    return build.apply(extended(node, w), extended(other.node, w));
  }
}
