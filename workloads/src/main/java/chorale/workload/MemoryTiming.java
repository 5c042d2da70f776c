package chorale.workload;

/**
 * What the bounds know of a group's memory, besides its bandwidth. All in cycles.
 *
 * @param first what the first byte of all takes beyond {@code least}, at least: of a memory that
 *     has read nothing ahead yet
 * @param shareOfPeak what it moves in thousandths of its bandwidth, at most
 * @param least from a request at the memory to its first byte, at least: of a row that is open
 * @param most the same of a memory without other work, at most
 * @param perBurst what each burst of the network may cost beyond its bytes, at most: the rows that
 *     it opens
 * @param interval mean time between refreshes of all banks; 0 if there are none
 * @param refreshLeast how long a refresh keeps the data bus idle, at least
 * @param refreshMost how long a refresh may hold up what waits
 */
public record MemoryTiming(
    int first,
    int shareOfPeak,
    int least,
    int most,
    int perBurst,
    int interval,
    int refreshLeast,
    int refreshMost) {
  /**
   * Refreshes may be postponed by up to this many (JESD235, refresh management), and one is cut
   * off.
   */
  private static final int POSTPONED = 9;

  private static final int WHOLE = 1000;

  /** A memory of fixed latency without banks. */
  public static MemoryTiming fixed(int latency) {
    return new MemoryTiming(0, WHOLE, latency, latency, 0, 0, 0, 0);
  }

  /** A memory of fixed latency {@code least}, but for bursts that each may cost more. */
  public static MemoryTiming readingAhead(int first, int shareOfPeak, int least, int perBurst) {
    return new MemoryTiming(first, shareOfPeak, least, least, perBurst, 0, 0, 0);
  }

  /** A memory that opens rows and is refreshed. */
  public static MemoryTiming banks(
      int least, int most, int perBurst, int interval, int refreshLeast, int refreshMost) {
    return new MemoryTiming(0, WHOLE, least, most, perBurst, interval, refreshLeast, refreshMost);
  }

  /**
   * The shortest time that holds {@code work} cycles of data at the full bandwidth, what the memory
   * lacks of that, and the refreshes that are due.
   */
  long withLeastRefreshes(long work) {
    if (interval == 0) {
      return work == 0 ? 0 : first + work * WHOLE / shareOfPeak;
    }
    long time = work;
    long before;
    do {
      before = time;
      time = work + Math.max(0, time / interval - POSTPONED) * refreshLeast;
    } while (time != before);
    return time;
  }

  /** What refreshes add at most to a chain of {@code cycles} without them. */
  long mostRefreshes(long cycles) {
    if (interval == 0) {
      return 0;
    }
    // a refresh for each interval of the whole time, those in refreshes included, and one more
    return Math.ceilDiv((cycles + interval) * refreshMost, (long) interval - refreshMost);
  }
}
