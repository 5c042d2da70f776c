package chorale.bench.cost;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Memory;
import chorale.hdl.ir.ModuleIr.Net;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Process;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines of Java behind the signals of a circuit, by their names in a flat netlist. */
final class SourceLines {
  private static final int LATE = 1 << 30;

  private final Map<String, ModuleIr> modules;
  private final Map<String, Signal> signals = new HashMap<>();

  /**
   * A signal.
   *
   * @param name with the instances it lies in, {@code buffer_0_0.head}
   * @param place the line of Java that makes it
   * @param rank the lower, the nearer to where its value is made
   */
  record Signal(String name, Place place, int rank) {}

  SourceLines(Circuit circuit) {
    modules = circuit.modules().stream().collect(Collectors.toMap(ModuleIr::name, m -> m));
    walk(circuit.top(), "");
  }

  /** State first, then what children make, then nets, each after those that it uses. */
  private void walk(ModuleIr m, String path) {
    for (Register r : m.registers()) {
      add(path, r.name(), r.place(), 0);
    }
    for (Memory r : m.memories()) {
      add(path, r.name(), r.place(), 0);
    }
    for (Port p : m.ports()) {
      if (p.input()) {
        add(path, p.name(), p.place(), path.isEmpty() ? 0 : LATE);
      }
    }
    for (Instance i : m.instances()) {
      if (modules.containsKey(i.module())) {
        walk(modules.get(i.module()), path + i.name() + ".");
      }
    }
    for (Net n : m.nets()) {
      add(path, n.name(), n.place(), 0);
    }
    for (Process p : m.processes()) {
      add(path, p.target(), p.place(), 0);
    }
  }

  private void add(String path, String name, Place place, int late) {
    signals.putIfAbsent(path + name, new Signal(path + name, place, late + signals.size()));
  }

  /**
   * The signal that a net of Yosys is a bit of, or null: the part before {@code [}, without what
   * Yosys says about processes and flattening ({@code $flatten\buffer_0_0.$0\head[1:0]}). What a
   * register takes next has its name, but a late rank.
   */
  Signal signal(String net) {
    String bare = net.replace("$flatten\\", "").replaceFirst("\\[.*", "");
    String name = bare.replaceAll("\\$\\d+\\\\", "");
    Signal known = signals.get(name);
    if (known == null) {
      known = signals.get(name.replaceFirst("\\w+_edge\\w*\\.", "")); // a variable of the process
      return known;
    }
    return name.equals(bare) ? known : new Signal(known.name, known.place, LATE + known.rank);
  }
}
