package chorale.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear whole or not at all. */
final class SafeFiles {
  private SafeFiles() {}

  /** What goes into a file. */
  interface Content {
    void to(Writer out) throws IOException;
  }

  /** Writes beside {@code file}, then puts the result in its place in one step. */
  static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    long pid = ProcessHandle.current().pid();
    Path partial = folder.resolve("." + file.getFileName() + "." + pid + ".partial");
    Thread cleaner = new Thread(() -> partial.toFile().delete());
    Runtime.getRuntime().addShutdownHook(cleaner); // Ctrl-C leaves nothing behind
    try {
      try (var out = Files.newBufferedWriter(partial)) {
        content.to(out);
      }
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
      try {
        Runtime.getRuntime().removeShutdownHook(cleaner);
      } catch (IllegalStateException _) {
        // The program is being stopped: the hook runs, and finds nothing to do.
      }
    }
  }
}
