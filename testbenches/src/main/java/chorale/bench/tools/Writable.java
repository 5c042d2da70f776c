package chorale.bench.tools;

import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out before the work whether its results can be written. Nothing is made, and what a killed
 * program left half-written is cleared away.
 */
public final class Writable {
  private Writable() {}

  /**
   * Checks that {@code folder}, which is made when the first file is written, can take one.
   *
   * @param mend what to do if it cannot
   * @throws IOException which says why not
   */
  public static void folder(Path folder, String mend) throws IOException {
    Path there = folder.toAbsolutePath().normalize();
    boolean made = Files.exists(there);
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new IOException(
          made
              ? "%s is no folder: %s".formatted(folder, mend)
              : "%s cannot be made a folder, for %s is a file: %s".formatted(folder, there, mend));
    }
    try { // permissions do not tell: a file system may be read-only, or no place for files
      Files.delete(Files.createTempFile(there, ".chorale", ""));
      SafeFiles.clean(there);
    } catch (IOException _) {
      throw new IOException(
          made || Files.exists(folder)
              ? "%s cannot be written: %s".formatted(folder, mend)
              : "%s cannot be made, for nothing can be written in %s: %s"
                  .formatted(folder, there, mend));
    }
  }

  /**
   * Checks that {@code file} can be written, in place of one that is there.
   *
   * @param mend what to do if it cannot
   * @throws IOException which says why not
   */
  public static void file(Path file, String mend) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("%s is a folder: %s".formatted(file, mend));
    }
    folder(file.toAbsolutePath().normalize().getParent(), mend);
  }
}
