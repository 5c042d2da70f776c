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
import java.util.List;
import java.util.Set;

/** Writes a circuit as Verilog-2005: one file per module and a file list. */
public final class Verilog {
  /** Name of the file list, children before parents; readable by Verilator, Icarus and Yosys. */
  public static final String FILE_LIST = "files.f";

  private Verilog() {}

  /**
   * Writes {@code NAME.v} for every module into {@code directory}, and {@link #FILE_LIST}; files of
   * others that the design needs are copied beside them. Each file appears whole or not at all;
   * files of an earlier emission that have no module any more go.
   *
   * @return the Verilog files, children before parents
   */
  public static List<Path> emit(Circuit circuit, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path list = directory.resolve(FILE_LIST);
    Set<String> old =
        Files.exists(list) ? new HashSet<>(Files.readAllLines(list)) : new HashSet<>();
    old.removeIf(name -> !name.matches("\\w+\\.v")); // what we did not write is not ours to delete
    var files = new ArrayList<Path>();
    for (Foreign f : circuit.foreign()) {
      if (f.source().isPresent()) {
        Path file = directory.resolve(f.source().get().getFileName());
        if (circuit.modules().stream().anyMatch(m -> file.endsWith(m.name() + ".v"))) {
          throw new IOException(
              "%s would be overwritten by our own module: rename the file or the module"
                  .formatted(f.source().get()));
        }
        if (!files.contains(file)) {
          byte[] text = Files.readAllBytes(f.source().get());
          SafeFiles.write(file, out -> out.write(text));
          files.add(file);
          old.remove(file.getFileName().toString());
        }
      }
    }
    for (ModuleIr m : circuit.modules()) {
      Path file = directory.resolve(m.name() + ".v");
      SafeFiles.writeText(file, w -> write(m, w));
      files.add(file);
      old.remove(file.getFileName().toString());
    }
    SafeFiles.writeText(
        list,
        w -> {
          for (Path f : files) {
            w.write(f.getFileName() + "\n");
          }
        });
    for (String stale : old) {
      Files.deleteIfExists(directory.resolve(stale));
    }
    return files;
  }

  /** Writes the text of one module. */
  public static void write(ModuleIr module, Writer out) throws IOException {
    new ModuleWriter(module, out).write();
  }
}
