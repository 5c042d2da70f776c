package chorale.bench.hdl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A hardware language with its versions of the designs.
 *
 * @param name what the report calls it
 * @param classPath of its main class
 * @param main its main class: {@code DESIGN OUTDIR [ROUNDS]}
 * @param clock the port for the clock in its Verilog
 */
record FrontEnd(String name, String classPath, String main, String clock) {
  /** Options of the JVM, of which each front end runs with those that serve it best. */
  enum Setting {
    /** As the JVM comes. */
    PLAIN,
    /** For short runs: the quick compiler alone, the simplest collector. */
    QUICK;

    List<String> options() {
      return switch (this) {
        case PLAIN -> List.of();
        case QUICK -> List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
      };
    }
  }

  /** The command that writes the Verilog of {@code design} into {@code folder}. */
  List<String> command(Path java, Setting setting, String design, Path folder) {
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(setting.options());
    command.addAll(List.of("-cp", classPath, main, design, folder.toString()));
    return command;
  }

  /** The Verilog files in {@code folder}. */
  static List<Path> verilog(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().matches(".*\\.s?v")).sorted().toList();
    }
  }
}
