package chorale.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over everything that decides what a build yields: equal keys, equal libraries. */
final class BuildKey {
  private final MessageDigest digest;

  private BuildKey() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Key of a model. Source files count by name and content, not by folder. */
  static String model(ModelSpec spec, BuildOptions options, Toolchain tools, String shim)
      throws IOException {
    var key = new BuildKey();
    key.add(spec.top()).add(spec.ports()).add(spec.clock()).add(shim).tools(tools);
    key.add(options.verilatorArguments()).add(options.codeGeneration(options.optimisation()));
    key.add(options.compilerFlags());
    for (var source : spec.sources()) {
      key.add(source.getFileName());
      try {
        key.add(Files.readAllBytes(source));
      } catch (NoSuchFileException e) {
        throw new ToolException(
            "there is no Verilog file " + source, "emit it first, or correct ModelSpec.sources");
      }
    }
    return key.hex();
  }

  /** Key of what models with equal flags share. */
  static String runtime(Toolchain tools, Object flags, Object files) {
    return new BuildKey().tools(tools).add(flags).add(files).hex();
  }

  private BuildKey tools(Toolchain tools) {
    return add(tools).add(System.getProperty("os.name")).add(System.getProperty("os.arch"));
  }

  private BuildKey add(Object value) {
    return add(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private BuildKey add(byte[] bytes) {
    // The length in front keeps ("ab", "c") and ("a", "bc") apart.
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    return this;
  }

  private String hex() {
    // 128 bits are enough against chance, and keep paths readable.
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
