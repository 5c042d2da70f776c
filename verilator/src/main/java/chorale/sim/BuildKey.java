package chorale.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** SHA-256 over everything that decides what a build yields: equal keys, equal libraries. */
final class BuildKey {
  /**
   * A comment at the end of a line of emitted Verilog that says which line of Java it is from:
   * these change with every line that is added to a file, and the model does not.
   */
  private static final Pattern PLACE =
      Pattern.compile("[ \\t]*// (?:\\w+, from )?[\\w$]+\\.java:\\d+$", Pattern.MULTILINE);

  private final MessageDigest digest;

  private BuildKey() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Key of a model. Source files count by name and content, not by folder, and not by the places in
   * Java that their comments name.
   */
  static String model(ModelSpec spec, BuildOptions options, Toolchain tools, String shim)
      throws IOException {
    var key = new BuildKey();
    key.add(spec.top()).add(spec.ports()).add(spec.clock()).add(shim).tools(tools);
    key.add(options.verilatorArguments()).add(options.codeGeneration(options.optimisation()));
    key.add(options.compilerFlags());
    if (!options.blocks().isEmpty()) {
      key.add(options.blocks());
    }
    try {
      return key.content(spec.sources()).hex();
    } catch (NoSuchFileException e) {
      throw new ToolException(
          "there is no Verilog file " + e.getFile(), "emit it first, or correct ModelSpec.sources");
    }
  }

  /** Key of files by name and content, short enough to read in a path. */
  static String files(List<Path> files) throws IOException {
    return new BuildKey().content(files).hex().substring(0, 12);
  }

  private BuildKey content(List<Path> files) throws IOException {
    for (var file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      add(file.getFileName()).add(PLACE.matcher(text).replaceAll(""));
    }
    return this;
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
