package chorale.hdl;

import chorale.hdl.Node.Operator;
import java.math.BigInteger;

/**
 * A value of a Java enum, held in binary by the constant's ordinal. In the Verilog every constant
 * is a {@code localparam} named {@code Type_CONSTANT}.
 *
 * <pre>{@code
 * enum State { IDLE, BUSY }
 * var state = reg(State.IDLE);
 * when(start, () -> state.set(State.BUSY)).elseWhen(last, () -> state.set(State.IDLE));
 * done.set(state.is(State.IDLE));
 * }</pre>
 */
public final class Choice<E extends Enum<E>> extends Bits {
  final Class<E> type;

  Choice(Node node, Class<E> type) {
    super(node);
    this.type = type;
  }

  /** The enum; the constant of ordinal n is held as n. */
  public Class<E> type() {
    return type;
  }

  /** Whether the value is {@code constant}. */
  public Bool is(E constant) {
    return new Bool(operation(Operator.EQ, 1, false, node, literal(constant)));
  }

  /** Drives this signal with a constant. */
  public void set(E constant) {
    drive(literal(constant));
  }

  /** Drives this signal with another value of the same enum. */
  public void set(Choice<E> source) {
    drive(source.node);
  }

  /** Gives this value a name in the Verilog. */
  public Choice<E> named(String name) {
    node.explicitName = name;
    return this;
  }

  static <E extends Enum<E>> int widthOf(Class<E> type) {
    return Module.log2(type.getEnumConstants().length);
  }

  static <E extends Enum<E>> Node.Literal literal(E constant) {
    Class<E> type = constant.getDeclaringClass();
    String name = type.getSimpleName() + "_" + constant.name();
    return new Node.Literal(BigInteger.valueOf(constant.ordinal()), widthOf(type), false, name);
  }
}
