package chorale.hdl;

import chorale.hdl.Node.Operator;
import java.math.BigInteger;

/**
 * One bit that is true (1) or false (0).
 *
 * <pre>{@code
 * var busy = regBool();
 * busy.set(start.or(busy.andNot(last)));
 * value.set(busy.mux(data, UInt.lit(0, 32)));
 * }</pre>
 */
public final class Bool extends Bits {
  Bool(Node node) {
    super(node);
  }

  /** A constant. */
  public static Bool lit(boolean value) {
    return new Bool(new Node.Literal(value ? BigInteger.ONE : BigInteger.ZERO, 1, false, null));
  }

  /** Drives this signal. */
  public void set(Bool source) {
    drive(source.node);
  }

  /** Drives this signal with a constant. */
  public void set(boolean value) {
    drive(lit(value).node);
  }

  /** Gives this value a name in the Verilog. */
  public Bool named(String name) {
    node.explicitName = name;
    return this;
  }

  /** Logical and. */
  public Bool and(Bool other) {
    if (isConstant()) {
      return isTrue() ? other : this;
    }
    if (other.isConstant()) {
      return other.and(this);
    }
    return new Bool(operation(Operator.AND, 1, false, node, other.node));
  }

  /** Logical or. */
  public Bool or(Bool other) {
    if (isConstant()) {
      return isTrue() ? this : other;
    }
    if (other.isConstant()) {
      return other.or(this);
    }
    return new Bool(operation(Operator.OR, 1, false, node, other.node));
  }

  /** Exclusive or. */
  public Bool xor(Bool other) {
    return new Bool(operation(Operator.XOR, 1, false, node, other.node));
  }

  /** Equal. */
  public Bool eq(Bool other) {
    return new Bool(operation(Operator.EQ, 1, false, node, other.node));
  }

  /** Not equal. */
  public Bool ne(Bool other) {
    return xor(other);
  }

  /** Negation. */
  public Bool not() {
    if (isConstant()) {
      return lit(!isTrue());
    }
    return new Bool(operation(Operator.NOT, 1, false, node));
  }

  /** This and not the other. */
  public Bool andNot(Bool other) {
    if (isConstant() || other.isConstant()) {
      return and(other.not());
    }
    Node not = inner(Operator.NOT, 1, false, other.node);
    return new Bool(operation(Operator.AND, 1, false, node, not));
  }

  /** 1 or 0 as a number of {@code width} bits, for sums: {@code held.plus(push.zext(4))}. */
  public UInt zext(int width) {
    return asUInt().zext(width);
  }

  /** {@code yes} where this is true, else {@code no}; the narrower one is extended. */
  public UInt mux(UInt yes, UInt no) {
    int w = Math.max(yes.width(), no.width());
    return new UInt(choose(extended(yes.node, w), extended(no.node, w)));
  }

  /** {@code yes} where this is true, else {@code no}; the narrower one is extended. */
  public SInt mux(SInt yes, SInt no) {
    int w = Math.max(yes.width(), no.width());
    return new SInt(choose(extended(yes.node, w), extended(no.node, w)));
  }

  /** {@code yes} where this is true, else {@code no}. */
  public Bool mux(Bool yes, Bool no) {
    return new Bool(choose(yes.node, no.node));
  }

  private boolean isConstant() {
    return node instanceof Node.Literal;
  }

  private boolean isTrue() {
    return ((Node.Literal) node).value.signum() != 0;
  }

  private Node choose(Node yes, Node no) {
    return operation(Operator.MUX, yes.width, yes.signed, node, yes, no);
  }
}
