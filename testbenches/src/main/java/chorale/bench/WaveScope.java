package chorale.bench;

import chorale.chiplet.PackageParameters;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A part of a package whose signals are wanted: an instance with all below it. Only its signals are
 * compiled for waves, since those of all 47,000 nets of 16 chiplets take minutes to compile.
 *
 * @param path of the instance, dots between the names
 * @param module what it is an instance of
 */
record WaveScope(String path, ModuleIr module) {
  /**
   * The part that the user calls {@code name}: a node ({@code switch_1}, {@code chiplet_3}, {@code
   * memory_0}, {@code root}, {@code attention}) or any instance's path; underscores may be left
   * out.
   *
   * @throws IOException if there is none, with some that there are
   */
  static WaveScope of(Circuit circuit, PackageParameters p, String name) throws IOException {
    Map<String, ModuleIr> modules =
        circuit.modules().stream().collect(Collectors.toMap(ModuleIr::name, Function.identity()));
    var instances = new TreeMap<String, ModuleIr>();
    collect("", circuit.top(), modules, instances);
    var aliases = new TreeMap<String, String>();
    instances.keySet().forEach(path -> aliases.put(plain(path), path));
    for (int g : p.enabledGroups()) {
      aliases.put(plain("switch_" + g), "network.router_" + p.enabledGroups().indexOf(g));
    }
    aliases.put("root", "network.router_" + p.enabledGroups().size());
    var path = aliases.get(plain(name));
    if (path == null) {
      throw new IOException("--scope " + name + ": there is no such part; " + known(instances, p));
    }
    return new WaveScope(path, instances.get(path));
  }

  private static String known(Map<String, ModuleIr> instances, PackageParameters p) {
    var names = new ArrayList<String>(List.of("root"));
    p.enabledGroups().forEach(g -> names.add("switch_" + g));
    instances.keySet().stream()
        .filter(i -> i.matches("(chiplet|memory)_\\d+|attention"))
        .forEach(names::add);
    return "write one of "
        + String.join(", ", names)
        + ", or an instance below, as chiplet_0.array";
  }

  private static String plain(String name) {
    return name.replace("_", "");
  }

  private static void collect(
      String path, ModuleIr module, Map<String, ModuleIr> modules, Map<String, ModuleIr> all) {
    for (var child : module.instances()) {
      var own = modules.get(child.module());
      if (own != null) { // a black box has no inside
        String full = path.isEmpty() ? child.name() : path + "." + child.name();
        all.put(full, own);
        collect(full, own, modules, all);
      }
    }
  }

  /** Writes what Verilator has to know: one more source, a configuration file. */
  Path writeConfiguration(Path folder) throws IOException {
    var text =
        """
        `verilator_config
        tracing_off -scope "*"
        tracing_on -scope "*.%1$s"
        tracing_on -scope "*.%1$s.*"
        """
            .formatted(path);
    return Files.writeString(folder.resolve("waves.vlt"), text);
  }

  /**
   * Writes a save file for GTKWave beside the waves: the ports of the part, one bit ones as bits,
   * others in hexadecimal.
   *
   * @param start time of the first cycle
   */
  void writeSaveFile(Circuit circuit, Path waves, long start) throws IOException {
    String prefix = circuit.top().name() + "." + path + ".";
    var file =
        waves.resolveSibling(waves.getFileName().toString().replaceFirst("\\.\\w+$", ".gtkw"));
    SafeFiles.writeText(
        file,
        out -> {
          out.write("[*] Signals of " + path + ", with their names in Java\n");
          out.write("[dumpfile] \"" + waves.getFileName() + "\"\n");
          out.write("[timestart] " + start + "\n[size] 1400 900\n[pos] -1 -1\n");
          for (var port : module.ports()) {
            boolean bit = port.width() == 1;
            out.write(bit ? "@28\n" : "@22\n");
            out.write(prefix + port.name() + (bit ? "" : "[" + (port.width() - 1) + ":0]") + "\n");
          }
        });
  }
}
