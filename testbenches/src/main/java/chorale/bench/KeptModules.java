package chorale.bench;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Large modules of which a design has many: Verilator shall compile each once, instead of
 * dissolving every instance in its parent. A package of 16 chiplets builds in two thirds of the
 * time and simulates as fast; one of 64 memory controllers could not be built otherwise, and one
 * that trains without values runs a third faster.
 */
public final class KeptModules {
  private static final int MANY = 4;
  private static final long LARGE = 300;

  private final Map<String, Long> size = new HashMap<>();
  private final Map<String, Long> count = new HashMap<>();

  private KeptModules(Circuit circuit) {
    for (ModuleIr m : circuit.modules()) { // children come before their parents
      long own = m.nets().size() + m.registers().size() + m.processes().size();
      for (var child : m.instances()) {
        own += size.getOrDefault(child.module(), 0L);
      }
      size.put(m.name(), own);
    }
    count.put(circuit.top().name(), 1L);
    for (ModuleIr m : circuit.modules().reversed()) {
      for (var child : m.instances()) {
        count.merge(child.module(), count.getOrDefault(m.name(), 0L), Long::sum);
      }
    }
  }

  /** Names of the modules, children before their parents. */
  static List<String> of(Circuit circuit) {
    var kept = new KeptModules(circuit);
    return circuit.modules().stream()
        .map(ModuleIr::name)
        .filter(name -> kept.count.getOrDefault(name, 0L) >= MANY && kept.size.get(name) >= LARGE)
        .toList();
  }

  /** Writes what Verilator has to know of them, as one more source: a configuration file. */
  public static Path write(Circuit circuit, Path folder) throws IOException {
    var text = new StringBuilder("`verilator_config\n");
    of(circuit).forEach(name -> text.append("no_inline -module \"%s\"\n".formatted(name)));
    Path file = folder.resolve("modules.vlt");
    Files.writeString(file, text);
    return file;
  }
}
