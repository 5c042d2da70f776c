package chorale.hdl;

import chorale.hdl.Node.Kind;
import chorale.hdl.Node.Signal;
import chorale.hdl.ir.Circuit;

/**
 * A top module together with the circuit that it has become, so that its ports can be found in the
 * Verilog:
 *
 * <pre>{@code
 * var counter = Elaboration.withTop(() -> new Counter(null, 10));
 * counter.nameOf(counter.top().value); // "value"
 * }</pre>
 */
public record Elaborated<M extends Module>(M top, Circuit circuit) {
  /**
   * The name in the Verilog of a port of the top module. Throws {@link IllegalArgumentException},
   * with what to do instead, if {@code port} is anything else.
   */
  public String nameOf(Bits port) {
    if (!(port.node instanceof Signal s)) {
      throw new IllegalArgumentException(
          "%s is an expression, not a port of %s: drive an out() with it"
              .formatted(port.node.describe(), top.kind()));
    }
    if (s.module != top) {
      throw new IllegalArgumentException(
          s.module.parent == null
              ? "%s belongs to another %s: use the ports of this simulation's own module"
                  .formatted(s.describe(), s.module.kind())
              : "%s is a signal of the child %s: only ports of the top module %s can be reached"
                  .formatted(s.describe(), s.module.kind(), top.kind()));
    }
    if (s.kind != Kind.IN && s.kind != Kind.OUT) {
      throw new IllegalArgumentException(
          "%s is not a port of %s: drive an out() with it".formatted(s.describe(), top.kind()));
    }
    return s.name;
  }
}
