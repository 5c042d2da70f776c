package chorale.hdl;

import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.Foreign.Direction;
import chorale.hdl.ir.ModuleIr;
import java.util.HashMap;
import java.util.Map;

/**
 * A module that others wrote in Verilog. A subclass declares its ports, as any module does, and
 * nothing else; they are held against the header that was read. Nothing is known of its clocks and
 * of paths through it: neither loops nor crossings through it are found.
 *
 * <pre>{@code
 * final class Pll extends BlackBox {
 *   final Bool clk_in = inBool();
 *   final Bool clk_out = outBool();
 *
 *   Pll(Module parent, int multiplier) {
 *     super(parent, VerilogHeader.foreign(Path.of("pll.v"), "pll", Map.of("MULT", multiplier)));
 *   }
 * }
 * }</pre>
 */
public abstract class BlackBox extends Module {
  final Foreign foreign;

  /** An instance of {@code foreign} in {@code parent}. */
  protected BlackBox(Module parent, Foreign foreign) {
    super(parent);
    this.foreign = foreign;
  }

  @Override
  protected final String kind() {
    return foreign.name();
  }

  /** Reports what the ports declared in Java and those of the header do not agree on. */
  final void check(ModuleIr declared) {
    Map<String, Foreign.Port> open = new HashMap<>();
    foreign.ports().forEach(p -> open.put(p.name(), p));
    for (ModuleIr.Port p : declared.ports()) {
      Foreign.Port theirs = open.remove(p.name());
      if (theirs == null) {
        report(p, "%s at %s has no such port".formatted(foreign.name(), foreign.place()));
      } else if (theirs.width() != p.width()) {
        report(p, "%s says %d bits".formatted(theirs.place(), theirs.width()));
      } else if ((theirs.direction() == Direction.INPUT) != p.input()
          || theirs.direction() == Direction.INOUT) {
        report(p, "%s says %s".formatted(theirs.place(), word(theirs.direction())));
      }
    }
    for (Foreign.Port theirs : foreign.ports()) {
      if (open.containsKey(theirs.name()) && theirs.direction() != Direction.OUTPUT) {
        design()
            .report(
                Rule.B001,
                place,
                "%s of %s (%s) is not declared: %s"
                    .formatted(
                        word(theirs.direction()) + " " + theirs.name(),
                        foreign.name(),
                        theirs.place(),
                        theirs.direction() == Direction.INPUT
                            ? "add an in() of that name"
                            : "wrap it in a module without bidirectional ports"));
      }
    }
    if (!body.isEmpty() || !children.isEmpty() || !domains.isEmpty()) {
      design()
          .report(
              Rule.B001,
              place,
              "black box %s has a body: its subclass may declare ports only"
                  .formatted(foreign.name()));
    }
  }

  private void report(ModuleIr.Port p, String theirs) {
    design()
        .report(
            Rule.B001,
            p.place(),
            "%s %s of %d bits of %s: %s: make both alike"
                .formatted(p.input() ? "in" : "out", p.name(), p.width(), foreign.name(), theirs));
  }

  private static String word(Direction d) {
    return switch (d) {
      case INPUT -> "input";
      case OUTPUT -> "output";
      case INOUT -> "inout";
    };
  }
}
