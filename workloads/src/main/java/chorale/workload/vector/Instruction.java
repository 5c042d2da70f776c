package chorale.workload.vector;

/**
 * An instruction of a {@link Kernel}.
 *
 * @param op what it does
 * @param dst the register it writes, or 0
 * @param a the first register it reads, or 0
 * @param b the second one, or 0
 * @param stream the stream that it loads from or stores to, or 0
 * @param immediate a word's offset in the stream; of an EXCHANGE, the power of two
 * @param begins whether it is the first of a loop over the words of a row
 * @param ends whether it is the last of one
 */
public record Instruction(
    VectorOp op, int dst, int a, int b, int stream, int immediate, boolean begins, boolean ends) {
  /** Registers of a row. */
  public static final int REGISTERS = 16;

  /** Streams of a command. */
  public static final int STREAMS = 8;

  /** Offsets and powers of two are below this. */
  public static final int IMMEDIATES = 32;

  /** Checks the ranges. */
  public Instruction {
    below(op, "register", dst, REGISTERS);
    below(op, "register", a, REGISTERS);
    below(op, "register", b, REGISTERS);
    below(op, "stream", stream, STREAMS);
    below(op, op == VectorOp.EXCHANGE ? "power of two" : "offset", immediate, IMMEDIATES);
    if (op == VectorOp.EXCHANGE && dst == a) {
      throw new IllegalArgumentException(
          "EXCHANGE of register %d with itself: its result goes to another one".formatted(a));
    }
  }

  private static void below(VectorOp op, String what, int value, int limit) {
    if (value < 0 || value >= limit) {
      throw new IllegalArgumentException(
          "%s with %s %d: 0 to %d".formatted(op, what, value, limit - 1));
    }
  }
}
