package chorale.hdl;

import chorale.hdl.Node.Operation;
import chorale.hdl.Node.Operator;
import chorale.hdl.ir.Place;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A value in hardware: {@link UInt}, {@link SInt}, {@link Bool} or {@link Choice}. Values are made
 * by the methods of {@link Module} (ports, wires, registers) and by operators on other values.
 *
 * <pre>{@code
 * UInt frame = Bits.cat(data, data.parity()); // 33 bits, the parity lowest
 * var framed = out(frame.width());
 * framed.set(frame);
 * }</pre>
 */
public abstract sealed class Bits permits UInt, SInt, Bool, Choice {
  final Node node;

  Bits(Node node) {
    this.node = node;
  }

  /** Width in bits. */
  public final int width() {
    return node.width;
  }

  /** The same bits as an unsigned number. */
  public UInt asUInt() {
    return node.signed ? new UInt(operation(Operator.CAST, width(), false, node)) : new UInt(node);
  }

  /** The bits of {@code parts}, the first in the most significant place. */
  public static UInt cat(Bits... parts) {
    if (parts.length == 0) {
      throw failure(Rule.W004, "cat() of nothing: give at least one part");
    }
    if (parts.length == 1) {
      return parts[0].asUInt();
    }
    var nodes = new ArrayList<Node>();
    int width = 0;
    for (Bits p : parts) {
      nodes.add(p.node.signed ? inner(Operator.CAST, p.width(), false, p.node) : p.node);
      width += p.width();
    }
    return new UInt(
        new Operation(Operator.CONCAT, width, false, 0, 0, List.copyOf(nodes), Site.here()));
  }

  static Operation operation(Operator operator, int width, boolean signed, Node... operands) {
    return new Operation(operator, width, signed, 0, 0, List.of(operands), Site.here());
  }

  /** An operator inside another one of the language: it has a line, but takes nobody's name. */
  static Operation inner(Operator operator, int width, boolean signed, Node... operands) {
    var site = new Site(Site.here().place(), null);
    return new Operation(operator, width, signed, 0, 0, List.of(operands), site);
  }

  /** {@code n} at {@code width} bits or more; the extension is not an operator of the designer. */
  static Node extended(Node n, int width) {
    if (n.width >= width) {
      return n;
    }
    if (n instanceof Node.Literal l) {
      return new Node.Literal(l.value, width, l.signed, null);
    }
    var site = new Site(n.site == null ? Site.here().place() : n.site.place(), null);
    return new Operation(Operator.EXTEND, width, n.signed, 0, 0, List.of(n), site);
  }

  /** A literal of the width and sign of {@code like}; a finding if it does not fit. */
  static Node literal(long value, Node like) {
    var v = BigInteger.valueOf(value);
    if (!fits(v, like.width, like.signed)) {
      report(
          like,
          Rule.W001,
          "literal %d does not fit %d %s bits of %s: widen the signal or change the literal"
              .formatted(value, like.width, like.signed ? "signed" : "unsigned", like.describe()));
      v = BigInteger.ZERO;
    }
    return new Node.Literal(v, like.width, like.signed, null);
  }

  static boolean fits(BigInteger v, int width, boolean signed) {
    if (signed) {
      return v.bitLength() < width;
    }
    return v.signum() >= 0 && v.bitLength() <= width;
  }

  /** A parent may leave this output unread: no warning. */
  public final void optional() {
    if (node instanceof Node.Signal s) {
      s.optional = true;
    }
  }

  /**
   * This register may take values of other clock domains: it is the first stage of a synchroniser,
   * or takes what is known to stand still.
   */
  public final void acrossDomains() {
    if (node instanceof Node.Signal s && s.kind == Node.Kind.REG) {
      s.crosses = true;
    } else {
      report(
          node,
          Rule.D004,
          "%s is no register: only one can synchronise".formatted(node.describe()));
    }
  }

  /** Adds a finding at the designer's line; throws at once if no design is known. */
  static void report(Node about, Rule rule, String message) {
    Module scope = about.scope();
    if (scope == null) {
      throw failure(rule, message);
    }
    scope.design().report(rule, Site.here().place(), message);
  }

  static HdlException failure(Rule rule, String message) {
    Place place = Site.here().place();
    return new HdlException(List.of(new Diagnostic(place, message, rule)));
  }

  /** Hands an assignment to the module that makes it. */
  final void drive(Node source) {
    Assignments.add(node, source);
  }
}
