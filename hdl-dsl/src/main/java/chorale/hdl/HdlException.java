package chorale.hdl;

import java.util.List;

/**
 * A design that breaks rules of the language. The message lists every finding, one a line.
 *
 * <pre>{@code
 * try {
 *   Elaboration.of(() -> new Fifo(null, 64, 1));
 * } catch (HdlException e) {
 *   assert e.diagnostics().getFirst().rule() == Rule.P001; // at least 2 words
 * }
 * }</pre>
 */
public final class HdlException extends RuntimeException {
  private final transient List<Diagnostic> diagnostics;

  HdlException(List<Diagnostic> diagnostics) {
    super(
        String.join(
            "\n", diagnostics.stream().sorted().distinct().map(Diagnostic::toString).toList()),
        null,
        false,
        false);
    this.diagnostics = diagnostics.stream().sorted().distinct().toList();
  }

  /** The number of findings, then each on a line of its own. */
  @Override
  public String toString() {
    int n = diagnostics.size();
    return n + (n == 1 ? " finding:\n" : " findings:\n") + getMessage();
  }

  /** The findings, sorted by file and line. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
