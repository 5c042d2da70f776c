package chorale.chiplet.memory;

/**
 * A memory of fixed latency and rate, in cycles of its user. With {@code streams}, it reads ahead:
 * a read of a page that was read from lately, or of the one behind it, finds the page there.
 *
 * @param name what it is
 * @param source where the figures are from
 * @param latency from a read to its first byte, if its page was not read ahead
 * @param milliBytes thousandths of a byte that move in a cycle, reads and writes together
 * @param pageBytes bytes of a page, a power of two
 * @param streams sequences of pages that it follows at a time, a power of two; 0: it does not read
 *     ahead
 */
public record FlatTiming(
    String name, String source, int latency, int milliBytes, int pageBytes, int streams) {
  /**
   * The slow tier that Mozart compares with, for a clock of 1 GHz. Its link is the bound: PCIe 5.0
   * of four lanes, 32 GT/s x 4 x 128/130 / 8 = 15.75 GB/s.
   */
  public static final FlatTiming SSD =
      new FlatTiming(
          "ssd",
          "rate: Mozart, 15.8 GB/s; page and read: MQSim 0d76b1d, ssdconfig.xml, 8,192 B in 75 us",
          75_000,
          15_800,
          8192,
          16);

  public FlatTiming {
    boolean pages = pageBytes >= 1 && Integer.bitCount(pageBytes) == 1;
    boolean follows = streams == 0 || streams >= 2 && Integer.bitCount(streams) == 1;
    if (latency < 1 || milliBytes < 1 || !pages || !follows) {
      throw new IllegalArgumentException(
          "a memory %s of latency %d, %d mB a cycle, pages of %d and %d streams: at least 1, 1 and 1, and 0, 2, 4 .."
              .formatted(name, latency, milliBytes, pageBytes, streams));
    }
  }

  /** Any memory that does not read ahead. */
  public static FlatTiming fixed(int latency, int milliBytes) {
    return new FlatTiming("fixed", "chosen", latency, milliBytes, 1, 0);
  }

  /**
   * Cycles from the first of {@code bursts} reads in sequence until the last is answered, if they
   * come as fast as they are taken: {@code latency + ceil(n burst / rate) - 1}, and no less for any
   * other reads.
   */
  public long cycles(long bursts, int burstBytes) {
    return latency - 1 + Math.ceilDiv(bursts * burstBytes * 1000, milliBytes);
  }
}
