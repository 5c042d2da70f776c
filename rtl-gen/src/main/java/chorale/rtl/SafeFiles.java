package chorale.rtl;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Files that appear whole or not at all, also when the program is stopped while it writes.
 *
 * <pre>{@code
 * Path report = folder.resolve("cycles.txt");
 * SafeFiles.writeText(report, out -> out.write("4711\n"));
 * }</pre>
 */
public final class SafeFiles {
  private static final Pattern PARTIAL = Pattern.compile("\\..+\\.(\\d{1,18})\\.partial");

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
    makeFolder(folder);
    long pid = ProcessHandle.current().pid();
    Path partial = folder.resolve("." + file.getFileName() + "." + pid + ".partial");
    Thread cleaner = new Thread(() -> partial.toFile().delete());
    Runtime.getRuntime().addShutdownHook(cleaner); // Ctrl-C leaves nothing behind
    try {
      try (var out = new BufferedOutputStream(new Named(file, open(file, partial)))) {
        content.to(out);
      }
      move(partial, file);
    } finally {
      Files.deleteIfExists(partial);
      try {
        Runtime.getRuntime().removeShutdownHook(cleaner);
      } catch (IllegalStateException _) {
        // The program is being stopped: the hook runs, and finds nothing to do.
      }
    }
  }

  /**
   * Removes from {@code folder} what programs left that were ended while they wrote, with no time
   * to clean up: their files beside, if nobody has touched them for an hour.
   */
  public static void clean(Path folder) throws IOException {
    var old = Instant.now().minus(Duration.ofHours(1));
    try (var files = Files.newDirectoryStream(folder, ".*.partial")) {
      for (Path f : files) {
        var m = PARTIAL.matcher(f.getFileName().toString());
        if (m.matches()
            && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty()
            && Files.getLastModifiedTime(f).toInstant().isBefore(old)) {
          Files.deleteIfExists(f);
        }
      }
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is no folder: choose another place", e);
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }

  private static OutputStream open(Path file, Path partial) throws IOException {
    try {
      return Files.newOutputStream(partial);
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  private static void move(Path partial, Path file) throws IOException {
    try {
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  /** The system's errors name the file beside, or none at all. */
  private static IOException unwritten(Path file, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          case FileSystemException _ -> "no place for files";
          default -> e.getMessage();
        };
    return new IOException(
        "%s cannot be written: %s: make room, or choose another place".formatted(file, why), e);
  }

  /** Bytes on their way to the disk. */
  private static final class Named extends FilterOutputStream {
    private final Path file;

    Named(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw unwritten(file, e);
      }
    }
  }
}
