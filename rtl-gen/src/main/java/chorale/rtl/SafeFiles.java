package chorale.rtl;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files that appear whole or not at all, also when the program is stopped while it writes.
 *
 * <pre>{@code
 * Path report = folder.resolve("cycles.txt");
 * SafeFiles.writeText(report, out -> out.write("4711\n"));
 * }</pre>
 */
public final class SafeFiles {
  private SafeFiles() {}

  /** What goes into a text file. */
  public interface Text {
    /** Writes it, in UTF-8. */
    void to(Writer out) throws IOException;
  }

  /** What goes into a file. */
  public interface Content {
    /** Writes it. */
    void to(OutputStream out) throws IOException;
  }

  /** Writes a text beside {@code file}, then puts it in its place in one step. */
  public static void writeText(Path file, Text text) throws IOException {
    write(
        file,
        out -> {
          var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          text.to(writer);
          writer.flush();
        });
  }

  /** Writes beside {@code file}, then puts the result in its place in one step. */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    long pid = ProcessHandle.current().pid();
    Path partial = folder.resolve("." + file.getFileName() + "." + pid + ".partial");
    Thread cleaner = new Thread(() -> partial.toFile().delete());
    Runtime.getRuntime().addShutdownHook(cleaner); // Ctrl-C leaves nothing behind
    try {
      try (var out = new BufferedOutputStream(Files.newOutputStream(partial))) {
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
