package chorale.hdl;

import chorale.hdl.Node.Kind;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.Place;
import java.math.BigInteger;
import java.util.List;

/** What {@code set()} does: an assignment belongs to the module that makes it. */
final class Assignments {
  private Assignments() {}

  /** Records {@code target.set(source)}, or says why it cannot be. */
  static void add(Node target, Node source) {
    Place place = Site.here().place();
    if (!(target instanceof Signal s)) {
      Module scope = target.scope();
      boolean part = target instanceof Node.Operation o && o.operator == Node.Operator.SLICE;
      String message =
          "%s is %s: set() needs a port, a wire or a register"
              .formatted(
                  target.describe(),
                  part
                      ? "a part of a signal, which is driven whole, by Bits.cat()"
                      : "an expression");
      if (scope == null) {
        throw new HdlException(List.of(new Diagnostic(place, message, Rule.D004)));
      }
      scope.design().report(Rule.D004, place, message);
      return;
    }
    Module by = s.kind == Kind.IN ? s.module.parent : s.module;
    if (by == null) {
      s.module
          .design()
          .report(
              Rule.D004,
              place,
              "%s of the top module is driven from outside: read it, or make it an out()"
                  .formatted(s.describe()));
      return;
    }
    Node value = source;
    if (source.width > s.width) {
      by.design()
          .report(
              Rule.W002,
              place,
              "%s has %d bits, its source %s has %d: cut it with slice() or widen the signal"
                  .formatted(s.describe(), s.width, source.describe(), source.width));
      value = zero(s.width);
    }
    by.add(new Block.Assignment(s, Bits.extended(value, s.width), place), place);
  }

  /** A literal 0. */
  static Node zero(int width) {
    return new Node.Literal(BigInteger.ZERO, width, false, null);
  }
}
