package chorale.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard output, whose errors Java keeps to itself: a table that a full disk cut short would
 * end with exit code 0.
 */
final class StandardOutput extends FilterOutputStream {
  private IOException failure;

  private StandardOutput(OutputStream out) {
    super(out);
  }

  /** Puts one in place of {@link System#out}. */
  static StandardOutput watched() {
    var out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
    return out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /**
   * Whether a part of what was printed went nowhere, which is then said. A reader that has enough,
   * as {@code head} has, is no loss.
   */
  boolean lost() {
    System.out.flush();
    if (failure == null || String.valueOf(failure.getMessage()).contains("Broken pipe")) {
      return false;
    }
    System.err.printf(
        "error: the standard output cannot be written: %s: make room, or redirect it elsewhere%n",
        failure.getMessage());
    return true;
  }
}
