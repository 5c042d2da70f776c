package chorale.rtl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Foreign;
import chorale.hdl.ir.ModuleIr;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a circuit as Verilog: one file per module, or one for all, and a file list.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * List<Path> files = Verilog.emit(circuit, folder); // Fifo.v
 * }</pre>
 */
public final class Verilog {
  /** Name of the file list, children before parents; readable by Verilator, Icarus and Yosys. */
  public static final String FILE_LIST = "files.f";

  private Verilog() {}

  /** Writes {@code circuit} as {@link VerilogOptions#DEFAULT} says. */
  public static List<Path> emit(Circuit circuit, Path directory) throws IOException {
    return emit(circuit, directory, VerilogOptions.DEFAULT);
  }

  /**
   * Writes the files of all modules into {@code directory}, and {@link #FILE_LIST}; files of others
   * that the design needs are copied beside them. Each file appears whole or not at all; files of
   * an earlier emission, whatever its options, that are not written any more go.
   *
   * @return the Verilog files, children before parents
   */
  public static List<Path> emit(Circuit circuit, Path directory, VerilogOptions options)
      throws IOException {
    Files.createDirectories(directory);
    Path list = directory.resolve(FILE_LIST);
    Set<String> old =
        Files.exists(list) ? new HashSet<>(Files.readAllLines(list)) : new HashSet<>();
    // What we did not write is not ours to delete.
    old.removeIf(name -> !name.matches("\\w+\\.s?v"));
    Map<String, SafeFiles.Text> own = texts(circuit, options);
    var files = new ArrayList<Path>();
    for (Foreign f : circuit.foreign()) {
      if (f.source().isPresent()) {
        Path file = directory.resolve(f.source().get().getFileName());
        if (own.containsKey(file.getFileName().toString())) {
          throw new IOException(
              "%s would be overwritten by our own module: rename the file or the module"
                  .formatted(f.source().get()));
        }
        if (!files.contains(file)) {
          byte[] text = Files.readAllBytes(f.source().get());
          SafeFiles.write(file, out -> out.write(text));
          files.add(file);
        }
      }
    }
    for (var text : own.entrySet()) {
      Path file = directory.resolve(text.getKey());
      SafeFiles.writeText(file, text.getValue());
      files.add(file);
    }
    SafeFiles.writeText(
        list,
        w -> {
          for (Path f : files) {
            w.write(f.getFileName() + "\n");
          }
        });
    files.forEach(f -> old.remove(f.getFileName().toString()));
    for (String stale : old) {
      Files.deleteIfExists(directory.resolve(stale));
    }
    return files;
  }

  /** What goes into each file, by its name. */
  private static Map<String, SafeFiles.Text> texts(Circuit circuit, VerilogOptions options) {
    var texts = new LinkedHashMap<String, SafeFiles.Text>();
    String suffix = options.flavour().suffix();
    switch (options.files()) {
      case PER_MODULE ->
          circuit.modules().forEach(m -> texts.put(m.name() + suffix, w -> write(m, w, options)));
      case ONE -> texts.put(circuit.top().name() + suffix, w -> write(circuit, w, options));
    }
    return texts;
  }

  /** Writes the text of one module as Verilog-2005. */
  public static void write(ModuleIr module, Writer out) throws IOException {
    write(module, out, VerilogOptions.DEFAULT);
  }

  /** Writes the text of one module. It depends on that module alone. */
  public static void write(ModuleIr module, Writer out, VerilogOptions options) throws IOException {
    if (Checks.anyIn(module)) {
      out.write(Checks.PREAMBLE);
    }
    new ModuleWriter(module, out, options).write();
  }

  /** Writes all modules into one text, children before parents. */
  public static void write(Circuit circuit, Writer out, VerilogOptions options) throws IOException {
    if (circuit.modules().size() > 1) {
      out.write(Checks.SEVERAL_MODULES);
    }
    if (circuit.modules().stream().anyMatch(Checks::anyIn)) {
      out.write(Checks.PREAMBLE);
    }
    for (ModuleIr m : circuit.modules()) {
      new ModuleWriter(m, out, options).write();
      if (m != circuit.top()) {
        out.write("\n");
      }
    }
  }
}
