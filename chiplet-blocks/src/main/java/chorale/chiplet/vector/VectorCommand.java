package chorale.chiplet.vector;

import java.util.List;

/**
 * Runs rows through a kernel.
 *
 * @param entry the kernel's first instruction
 * @param rows at least 1
 * @param words of a row: turns of each loop, at least 1
 * @param streams up to 8
 */
public record VectorCommand(int entry, int rows, int words, List<Stream> streams) {
  /** Streams of a command. */
  public static final int STREAMS = 8;

  /**
   * Where a stream's words are: word j of row i at {@code address + i * rowStride + j *
   * wordStride}, in the memory that the instruction says. Addresses wrap.
   *
   * @param address of the first word
   * @param rowStride from a row to the next
   * @param wordStride from a word to the next: 1 if rows lie there as they are
   */
  public record Stream(long address, long rowStride, long wordStride) {
    /** Rows of consecutive words. */
    public static Stream rows(long address, long rowStride) {
      return new Stream(address, rowStride, 1);
    }
  }

  /** Checks the ranges. */
  public VectorCommand {
    streams = List.copyOf(streams);
    int most = (1 << VectorParameters.COUNT_BITS) - 1;
    if (rows < 1 || rows > most || words < 1 || words > most) {
      throw new IllegalArgumentException(
          "a vector command of %d rows of %d words: 1 to %d of each".formatted(rows, words, most));
    }
    if (streams.size() > STREAMS) {
      throw new IllegalArgumentException(
          "a vector command with %d streams: at most %d".formatted(streams.size(), STREAMS));
    }
  }
}
