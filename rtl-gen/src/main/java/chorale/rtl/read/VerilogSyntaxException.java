package chorale.rtl.read;

/**
 * Text that is no Verilog, or none that the reader takes; the message begins with the position.
 *
 * <pre>{@code
 * try {
 *   VerilogReader.readText("Fifo.v", "module Fifo (");
 * } catch (VerilogSyntaxException e) {
 *   assert e.line() == 1 && e.column() == 14;
 * }
 * }</pre>
 */
public final class VerilogSyntaxException extends RuntimeException {
  private final String file;
  private final int line;
  private final int column;

  VerilogSyntaxException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  /** The file, as it was named to the reader. */
  public String file() {
    return file;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column of the first character that does not fit, from 1. */
  public int column() {
    return column;
  }
}
