package chorale.rtl;

import chorale.hdl.ir.Expr;
import chorale.hdl.ir.ModuleIr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is connected to what within a module, for a drawing: its children, its own state, and its
 * ports, those of a bundle together. A wire goes from where a value is held or comes in to where it
 * is used, through whatever logic lies between. Clocks and resets, which go everywhere, are left
 * out.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * for (Connections.Wire w : Connections.of(circuit.top(), Set.of("clock", "reset")).wires()) {
 *   System.out.println(w.from().name() + " -> " + w.to().name() + ", bits: " + w.bits());
 * }
 * }</pre>
 *
 * @param blocks in the order of the module: inputs, children, own state, outputs
 * @param wires between blocks
 */
public record Connections(List<Block> blocks, List<Wire> wires) {
  /** Copies the lists. */
  public Connections {
    blocks = List.copyOf(blocks);
    wires = List.copyOf(wires);
  }

  /** What a block is. */
  public enum Kind {
    INPUT,
    CHILD,
    STATE,
    OUTPUT
  }

  /**
   * A block.
   *
   * @param name of the child, or of the ports
   * @param detail the child's module, or what is in it
   */
  public record Block(Kind kind, String name, String detail) {}

  /**
   * Signals from a block to another.
   *
   * @param bits of all of them
   */
  public record Wire(Block from, Block to, List<String> signals, int bits) {
    /** Copies the list. */
    public Wire {
      signals = List.copyOf(signals);
    }
  }

  /**
   * The connections of a module.
   *
   * @param left out are these ports of it: its clocks and resets
   */
  public static Connections of(ModuleIr m, Set<String> left) {
    return new Tracer(m, left).connections();
  }

  /** A value and where it is held. */
  private record Source(Block block, String signal, int bits) {}

  /** Follows values through the nets of one module. */
  private static final class Tracer {
    private final ModuleIr m;
    private final Set<String> left;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Source> held = new HashMap<>();
    private final Map<String, List<String>> computed = new HashMap<>();
    private final Map<String, Set<Source>> known = new HashMap<>();
    private final Map<Block, Map<Block, Set<Source>>> wires = new LinkedHashMap<>();

    Tracer(ModuleIr m, Set<String> left) {
      this.m = m;
      this.left = left;
    }

    Connections connections() {
      var outputs = new LinkedHashMap<String, Block>();
      var inputs = new LinkedHashMap<String, Block>();
      for (ModuleIr.Port p : m.ports()) {
        if (left.contains(p.name())) {
          continue;
        }
        String bundle = bundle(p.name());
        if (p.input()) {
          var block = inputs.computeIfAbsent(bundle, b -> new Block(Kind.INPUT, b, ""));
          held.put(p.name(), new Source(block, p.name(), p.width()));
        } else {
          outputs.put(p.name(), new Block(Kind.OUTPUT, bundle, ""));
        }
      }
      blocks.addAll(inputs.values());
      state();
      children();
      for (ModuleIr.Net n : m.nets()) {
        Walk.reads(n.value(), r -> reads(n.name(), r));
      }
      for (ModuleIr.Process p : m.processes()) {
        Walk.reads(p.body(), r -> reads(p.target(), r));
      }
      use(outputs);
      blocks.addAll(new LinkedHashSet<>(outputs.values()));
      return new Connections(blocks, wires());
    }

    /** The part of a port's name that it shares with the other ports of its bundle. */
    private static String bundle(String port) {
      int end = port.lastIndexOf('_');
      return end > 0 ? port.substring(0, end) : port;
    }

    private Block state = null;

    private void state() {
      long registers = m.registers().stream().mapToLong(ModuleIr.Register::width).sum();
      long memories = m.memories().stream().mapToLong(x -> (long) x.depth() * x.width()).sum();
      if (registers + memories == 0) {
        return;
      }
      String detail = "%,d bits of registers".formatted(registers);
      if (memories > 0) {
        detail = (registers > 0 ? detail + ", " : "") + "%,d of memory".formatted(memories);
      }
      state = new Block(Kind.STATE, "own state", detail);
      blocks.add(state);
      for (ModuleIr.Register r : m.registers()) {
        held.put(r.name(), new Source(state, r.name(), r.width()));
      }
      for (ModuleIr.Memory x : m.memories()) {
        held.put(x.name(), new Source(state, x.name(), x.width()));
      }
    }

    private void children() {
      for (ModuleIr.Instance i : m.instances()) {
        var block = new Block(Kind.CHILD, i.name(), i.module());
        blocks.add(block);
        for (ModuleIr.Binding b : i.outputs()) {
          if (b.value() instanceof Expr.Ref ref) {
            held.put(ref.name(), new Source(block, b.port(), ref.width()));
          }
        }
      }
    }

    private void reads(String target, String read) {
      computed.computeIfAbsent(target, _ -> new ArrayList<>()).add(read);
    }

    private void use(Map<String, Block> outputs) {
      for (ModuleIr.Instance i : m.instances()) {
        var block = new Block(Kind.CHILD, i.name(), i.module());
        for (ModuleIr.Binding b : i.inputs()) {
          Walk.reads(b.value(), r -> wire(r, block));
        }
      }
      outputs.forEach((port, block) -> wire(port, block));
      if (state != null) {
        Walk.reads(m.clocked(), r -> wire(r, state));
      }
    }

    private void wire(String read, Block to) {
      for (Source s : sources(read)) {
        if (!s.block.equals(to)) {
          wires
              .computeIfAbsent(s.block, _ -> new LinkedHashMap<>())
              .computeIfAbsent(to, _ -> new LinkedHashSet<>())
              .add(s);
        }
      }
    }

    /** Where the value of a signal is held; a chain of nets may be long, so it is no recursion. */
    private Set<Source> sources(String signal) {
      var there = known.get(signal);
      if (there != null) {
        return there;
      }
      var found = new LinkedHashSet<Source>();
      var seen = new LinkedHashSet<String>();
      var open = new ArrayList<>(List.of(signal));
      while (!open.isEmpty()) {
        String name = open.removeLast();
        if (!seen.add(name)) {
          continue;
        }
        Source source = held.get(name);
        if (source != null) {
          found.add(source);
        } else {
          open.addAll(computed.getOrDefault(name, List.of()));
        }
      }
      known.put(signal, found);
      return found;
    }

    private List<Wire> wires() {
      var all = new ArrayList<Wire>();
      wires.forEach(
          (from, ends) ->
              ends.forEach(
                  (to, sources) -> {
                    var names = new TreeMap<String, Integer>();
                    sources.forEach(s -> names.put(s.signal, s.bits));
                    int bits = names.values().stream().mapToInt(Integer::intValue).sum();
                    all.add(new Wire(from, to, List.copyOf(names.keySet()), bits));
                  }));
      return all;
    }
  }
}
