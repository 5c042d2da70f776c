package chorale.bench.prove;

import chorale.bench.prove.Prover.Answer;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether two modules with a reset are alike from outside: equal outputs from equal inputs, except
 * for {@code x_bits} and {@code x_flit} while {@code x_valid} is 0. What has no reset begins as 0
 * in both.
 */
final class Equality {
  private static final int SECONDS = 100; // what is equal is found to be so at once
  private static final String ENGINE = "scorr; pdr -T " + SECONDS;

  /** Memories and registers without reset begin alike. */
  private static final String ALIKE = "setundef -zero -init\nopt -full\n";

  private static final String ONE = "one_";
  private static final String OTHER = "other_";

  private Equality() {}

  /** Of the tops of two circuits, whatever their inputs do. */
  static Answer anywhere(Circuit one, Circuit other, Path folder) throws IOException {
    var files = new ArrayList<>(Verilog.emit(one, folder.resolve("one")));
    files.addAll(Verilog.emit(renamed(other), folder.resolve("other")));
    Path miter = folder.resolve("miter.v");
    String text = miter(one.top());
    SafeFiles.writeText(miter, out -> out.write(text));
    files.add(miter);
    return Prover.prove(files, "miter", ALIKE, ENGINE, folder);
  }

  /**
   * Of a module of {@code circuit} and {@code other}, with what the inputs do where the module is
   * used there: each use has both, and goes on with the outputs of the first.
   */
  static Answer within(Circuit circuit, ModuleIr module, ModuleIr other, Path folder)
      throws IOException {
    var files = new ArrayList<>(Verilog.emit(circuit, folder.resolve("all")));
    String file = module.name() + ".v";
    files.removeIf(f -> f.endsWith(file));
    for (ModuleIr m : List.of(named(module, ONE), named(other, OTHER))) {
      var alone = new ArrayList<>(circuit.modules());
      alone.subList(alone.indexOf(module), alone.size()).clear();
      alone.add(m);
      Path mine = Path.of(m.name() + ".v");
      Verilog.emit(new Circuit(alone, circuit.foreign()), folder.resolve(m.name())).stream()
          .filter(f -> f.endsWith(mine))
          .forEach(files::add);
    }
    Path both = folder.resolve(file);
    String text = both(module);
    SafeFiles.writeText(both, out -> out.write(text));
    files.add(both);
    return Prover.prove(files, circuit.top().name(), ALIKE, ENGINE, folder);
  }

  /** The same circuit with other names for its modules. */
  private static Circuit renamed(Circuit circuit) {
    var modules = new ArrayList<ModuleIr>();
    for (ModuleIr m : circuit.modules()) {
      var instances = new ArrayList<Instance>();
      for (Instance i : m.instances()) {
        instances.add(
            new Instance(
                i.name(), OTHER + i.module(), i.parameters(), i.inputs(), i.outputs(), i.place()));
      }
      modules.add(named(m, OTHER, instances));
    }
    return new Circuit(modules);
  }

  private static ModuleIr named(ModuleIr m, String prefix) {
    return named(m, prefix, m.instances());
  }

  private static ModuleIr named(ModuleIr m, String prefix, List<Instance> instances) {
    return new ModuleIr(
        prefix + m.name(),
        m.place(),
        m.doc(),
        m.ports(),
        m.domains(),
        m.registers(),
        m.memories(),
        instances,
        m.nets(),
        m.processes());
  }

  private static String miter(ModuleIr m) {
    String inputs =
        m.ports().stream()
            .filter(Port::input)
            .map(Equality::port)
            .collect(Collectors.joining(", "));
    return "module miter ("
        + inputs
        + ");\n"
        + pair(m, "")
        + "  initial assume (reset);\nendmodule\n";
  }

  private static String both(ModuleIr m) {
    String ports = m.ports().stream().map(Equality::port).collect(Collectors.joining(", "));
    String outputs =
        m.ports().stream()
            .filter(p -> !p.input())
            .map(p -> "  assign %s = one_%s;\n".formatted(p.name(), p.name()))
            .collect(Collectors.joining());
    return "module %s (%s);\n".formatted(m.name(), ports) + pair(m, ONE) + outputs + "endmodule\n";
  }

  private static String port(Port p) {
    return "%s wire [%d:0] %s".formatted(p.input() ? "input" : "output", p.width() - 1, p.name());
  }

  /** Both modules with the same inputs, and the checks that their outputs are equal. */
  private static String pair(ModuleIr m, String prefix) {
    var text = new StringBuilder();
    for (String side : List.of("one", "other")) {
      for (Port p : m.ports()) {
        if (!p.input()) {
          text.append("  wire [%d:0] %s_%s;\n".formatted(p.width() - 1, side, p.name()));
        }
      }
      text.append("  %s%s %s (".formatted(side.equals("one") ? prefix : OTHER, m.name(), side));
      text.append(
          m.ports().stream()
              .map(p -> ".%s(%s%s)".formatted(p.name(), p.input() ? "" : side + "_", p.name()))
              .collect(Collectors.joining(", ")));
      text.append(");\n");
    }
    text.append("  always @(posedge clock) if (!reset) begin\n");
    for (Port p : m.ports()) {
      if (!p.input()) {
        String valid = p.name().replaceFirst("(^|_)(bits|flit)$", "$1valid");
        boolean guarded =
            !valid.equals(p.name()) && m.ports().stream().anyMatch(x -> x.name().equals(valid));
        text.append(
            "    assert (%sone_%s == other_%s);\n"
                .formatted(guarded ? "!one_" + valid + " || " : "", p.name(), p.name()));
      }
    }
    return text.append("  end\n").toString();
  }
}
