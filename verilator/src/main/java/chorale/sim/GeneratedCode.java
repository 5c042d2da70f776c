package chorale.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Verilator has written of a model: the lists of {@code Vmodel_classes.mk} and the ports of
 * {@code Vmodel.h}; or of a block of it, under the block's name.
 */
final class GeneratedCode {
  private static final Pattern LIST = Pattern.compile("(?m)^(VM_\\w+) \\+=((?:.*\\\\\\n)*)");
  private static final Pattern SWITCH = Pattern.compile("(?m)^(VM_\\w+) = (\\d)");
  private static final Pattern ROOT = Pattern.compile("(?m)^VERILATOR_ROOT = (.+)$");
  private static final Pattern PORT =
      Pattern.compile("VL_(IN|OUT|INOUT)(?:8|16|64|W)?\\(&?(\\w+),(\\d+),(\\d+)");

  /** Prefix of a model's files. */
  static final String MODEL = "Vmodel";

  private final Path folder;
  private final String classes;

  /** Name of the block, which a file of that name connects with the model; empty: none. */
  private final String block;

  private GeneratedCode(Path folder, String prefix, String block) throws IOException {
    this.folder = folder;
    this.block = block;
    classes = Files.readString(folder.resolve(prefix + "_classes.mk"));
  }

  /** A model in {@code folder}. */
  static GeneratedCode model(Path folder) throws IOException {
    return new GeneratedCode(folder, MODEL, "");
  }

  /** A block of the model. */
  GeneratedCode block(String module) throws IOException {
    return new GeneratedCode(folder.resolve("V" + module), "V" + module, module);
  }

  /** Where the files are. */
  Path folder() {
    return folder;
  }

  /** Files that run in each cycle, of the model itself. */
  List<Path> fast() {
    var files = files("VM_CLASSES_FAST", "VM_SUPPORT_FAST");
    if (!block.isEmpty()) {
      files.add(folder.resolve(block + ".cpp"));
    }
    return files;
  }

  /** Files that run once, such as constructors and initial values. */
  List<Path> slow() {
    return files("VM_CLASSES_SLOW", "VM_SUPPORT_SLOW");
  }

  /** Names of Verilator's own run-time files that the model needs, without suffix. */
  List<String> runtime() {
    var all = new ArrayList<>(list("VM_GLOBAL_FAST"));
    all.addAll(list("VM_GLOBAL_SLOW"));
    return all;
  }

  /** Verilator's switches as compiler arguments, {@code -DVM_TRACE=1} and so on. */
  List<String> switches() {
    return SWITCH
        .matcher(classes)
        .results()
        .map(match -> "-D" + match.group(1) + "=" + match.group(2))
        .toList();
  }

  /** The folder of Verilator's headers and run-time sources. */
  Path include() throws IOException {
    var root = ROOT.matcher(Files.readString(folder.resolve(MODEL + ".mk")));
    if (!root.find()) {
      throw new IOException("Verilator's makefile names no VERILATOR_ROOT");
    }
    return Path.of(root.group(1), "include");
  }

  private List<Path> files(String... lists) {
    var files = new ArrayList<Path>();
    for (var list : lists) {
      list(list).forEach(name -> files.add(folder.resolve(name + ".cpp")));
    }
    return files;
  }

  private List<String> list(String name) {
    return LIST.matcher(classes)
        .results()
        .filter(match -> match.group(1).equals(name))
        .flatMap(match -> match.group(2).replace("\\\n", " ").trim().lines())
        .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * Throws {@link ToolException} unless the Verilog's top module has each port of the
   * specification.
   */
  void checkPorts(ModelSpec spec) throws IOException {
    Map<String, PortInfo> actual = new HashMap<>();
    Matcher port = PORT.matcher(Files.readString(folder.resolve(MODEL + ".h")));
    while (port.find()) {
      int width = Integer.parseInt(port.group(3)) - Integer.parseInt(port.group(4));
      actual.put(
          port.group(2),
          new PortInfo(port.group(2), Math.abs(width) + 1, port.group(1).equals("IN")));
    }
    for (var wanted : spec.ports()) {
      var found = actual.get(wanted.member());
      if (found == null) {
        throw mismatch(spec, wanted, "has no port " + wanted.name());
      }
      if (found.width() != wanted.width() || found.input() != wanted.input()) {
        throw mismatch(
            spec,
            wanted,
            "declares " + wanted.name() + " as " + describe(found) + ", not " + describe(wanted));
      }
    }
  }

  private static ToolException mismatch(ModelSpec spec, PortInfo port, String what) {
    return new ToolException(
        "module " + spec.top() + " " + what,
        "correct the entry " + port.name() + " of ModelSpec.ports");
  }

  private static String describe(PortInfo port) {
    return (port.input() ? "input" : "output") + " of " + port.width() + " bits";
  }
}
