package chorale.rtl.flow;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which ports of a design are clocks and which are resets, followed down to the modules that use
 * them.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * List<String> clocks = Clocks.of(circuit).clocks(); // clock
 * }</pre>
 *
 * @param clocks ports of the top that are a clock of a module below, in the order of the ports
 * @param synchronous ports that reset registers at a clock edge
 * @param asynchronous ports that reset registers at once
 * @param internal clocks that no port brings: {@code Module.net}
 */
public record Clocks(
    List<String> clocks,
    List<String> synchronous,
    List<String> asynchronous,
    List<String> internal) {
  /** Copies the lists. */
  public Clocks {
    clocks = List.copyOf(clocks);
    synchronous = List.copyOf(synchronous);
    asynchronous = List.copyOf(asynchronous);
    internal = List.copyOf(internal);
  }

  /** What a port is for. */
  private enum Use {
    CLOCK,
    RESET,
    ASYNC_RESET
  }

  /** The clocks and resets of a circuit. */
  public static Clocks of(Circuit circuit) {
    Map<String, Map<String, Set<Use>>> uses = new HashMap<>();
    var internal = new ArrayList<String>();
    for (ModuleIr m : circuit.modules()) { // children come before their parents
      uses.put(m.name(), uses(m, uses, internal));
    }
    var top = uses.get(circuit.top().name());
    return new Clocks(
        ports(circuit.top(), top, Use.CLOCK),
        ports(circuit.top(), top, Use.RESET),
        ports(circuit.top(), top, Use.ASYNC_RESET),
        internal);
  }

  private static List<String> ports(ModuleIr top, Map<String, Set<Use>> uses, Use use) {
    return top.ports().stream()
        .map(ModuleIr.Port::name)
        .filter(p -> uses.getOrDefault(p, Set.of()).contains(use))
        .toList();
  }

  private static Map<String, Set<Use>> uses(
      ModuleIr m, Map<String, Map<String, Set<Use>>> below, List<String> internal) {
    var uses = new LinkedHashMap<String, Set<Use>>();
    for (ModuleIr.Domain d : m.domains()) {
      note(uses, d.clock(), Use.CLOCK);
      if (d.reset() != null) {
        note(uses, d.reset(), d.kind().isAsync() ? Use.ASYNC_RESET : Use.RESET);
      }
    }
    for (ModuleIr.Instance i : m.instances()) {
      var child = below.getOrDefault(i.module(), Map.of());
      for (ModuleIr.Binding b : i.inputs()) {
        if (b.value() instanceof Expr.Ref ref) {
          child.getOrDefault(b.port(), Set.of()).forEach(u -> note(uses, ref.name(), u));
        }
      }
    }
    var inputs = m.ports().stream().filter(ModuleIr.Port::input).map(ModuleIr.Port::name).toList();
    uses.forEach(
        (name, what) -> {
          if (what.contains(Use.CLOCK) && !inputs.contains(name)) {
            internal.add(m.name() + "." + name);
          }
        });
    return uses;
  }

  private static void note(Map<String, Set<Use>> uses, String name, Use use) {
    uses.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(use);
  }

  /** Whether a port is a clock or a reset. */
  public boolean has(String port) {
    return clocks.contains(port) || synchronous.contains(port) || asynchronous.contains(port);
  }
}
