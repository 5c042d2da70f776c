package chorale.bench.random;

import chorale.bench.tools.Tool;
import chorale.rtl.SafeFiles;
import chorale.sim.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;

/** CIRCT's Verilog front end, which Maven ships beside firtool. */
public final class CirctVerilog {
  private static final String VERSION = "1.155.0";
  private static final String ARTIFACT = "org.chipsalliance:llvm-firtool:" + VERSION;
  private static final String JAR =
      "org/chipsalliance/llvm-firtool/%1$s/llvm-firtool-%1$s.jar".formatted(VERSION);

  private final Path program;

  private CirctVerilog(Path program) {
    this.program = program;
  }

  /** Takes the program out of Maven's repository into {@code folder}, once; Maven may fetch it. */
  public static CirctVerilog in(Path folder) throws IOException {
    Path program = folder.resolve("circt-verilog-" + VERSION).toAbsolutePath();
    if (Files.notExists(program)) {
      Files.createDirectories(folder);
      Path jar = Path.of(System.getProperty("user.home"), ".m2", "repository").resolve(JAR);
      if (Files.notExists(jar)) {
        Tool.run(
                folder,
                List.of("mvn", "-q", "-B", "-ntp", "dependency:get", "-Dartifact=" + ARTIFACT))
            .orThrow("Maven");
      }
      String entry = "org.chipsalliance/llvm-firtool/" + platform() + "/bin/circt-verilog";
      try (var zip = new ZipFile(jar.toFile())) {
        var found = zip.getEntry(entry);
        if (found == null) {
          throw new ToolException(
              ARTIFACT + " has no circt-verilog for " + platform(), "leave it out with --no-circt");
        }
        SafeFiles.write(program, out -> zip.getInputStream(found).transferTo(out));
      }
      if (!program.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + program + " executable");
      }
    }
    return new CirctVerilog(program);
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    return (system.contains("mac") ? "macos" : "linux") + (arm ? "-aarch64" : "-x64");
  }

  /**
   * Whether it takes the files without a word; it may find a constant shift too far.
   *
   * <p>Behind its front end, a pass of CIRCT 1.155 stumbles over registers that enable themselves
   * to take a constant, {@code if (u | x) u <= 1'b1;}. Then the word of the front end counts.
   */
  boolean accepts(List<Path> files, Path folder) throws IOException {
    var said = read("--ir-hw", files, folder);
    if (said.text().contains("operation's operand is unlinked")) {
      said = read("--ir-moore", files, folder);
    }
    return said.status() == 0 && said.text().isEmpty();
  }

  private Tool.Said read(String level, List<Path> files, Path folder) throws IOException {
    var command =
        new ArrayList<>(
            List.of(program.toString(), level, "-Wno-shift-count-overflow", "-o", "/dev/null"));
    files.forEach(f -> command.add(f.toAbsolutePath().toString()));
    return Tool.run(folder, command);
  }
}
