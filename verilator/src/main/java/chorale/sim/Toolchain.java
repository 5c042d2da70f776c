package chorale.sim;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the installed tools say about themselves.
 *
 * @param verilator output of {@code verilator --version}
 * @param compiler output of {@code clang++ --version}, which names the target architecture
 * @param cpu the CPU and features {@code -march=native} stands for here; empty without that flag
 */
record Toolchain(String verilator, String compiler, String cpu) {
  private static final Pattern TARGET = Pattern.compile("\"-target-(?:cpu|feature)\" \"[^\"]+\"");

  /** Answers by what was asked: each question is put once a process, for it takes 70 ms. */
  private static final ConcurrentHashMap<List<?>, Toolchain> KNOWN = new ConcurrentHashMap<>();

  /** Asks the tools. Throws {@link ToolException} if one is missing. */
  static Toolchain probe(BuildOptions options) throws IOException {
    var question = List.of(options.verilator(), options.compiler(), options.nativeCpu());
    var known = KNOWN.get(question);
    if (known == null) {
      known = ask(options);
      KNOWN.put(question, known);
    }
    return known;
  }

  private static Toolchain ask(BuildOptions options) throws IOException {
    var verilator = output("Verilator", "verilator", List.of(options.verilator(), "--version"));
    var compiler = output("The C++ compiler", "clang", List.of(options.compiler(), "--version"));
    var cpu = options.nativeCpu() ? nativeCpu(options.compiler()) : "";
    return new Toolchain(verilator, compiler, cpu);
  }

  private static String nativeCpu(String compiler) throws IOException {
    // -### prints the commands without running them.
    var command = List.of(compiler, "-march=native", "-###", "-c", "-x", "c++", "/dev/null");
    return TARGET
        .matcher(output("The C++ compiler", "clang", command))
        .results()
        .map(match -> match.group())
        .collect(Collectors.joining(" "));
  }

  private static String output(String tool, String debianPackage, List<String> command)
      throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new ToolException(
          tool + " cannot be started: " + e.getMessage(),
          "install it with: apt-get install "
              + debianPackage
              + ", or name its file in BuildOptions");
    }
    try (var out = process.inputReader()) {
      var text = out.lines().collect(Collectors.joining("\n"));
      int status = process.onExit().join().exitValue();
      if (status != 0) {
        throw new ToolException(
            String.join(" ", command) + " ends with status " + status + ": " + text,
            "repair the installation, or name another tool in BuildOptions");
      }
      return text;
    }
  }
}
