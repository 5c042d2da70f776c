package chorale.workload.fast;

import java.util.Arrays;

/**
 * The link to a chiplet: a flit per cycle, classes by priority. Traffic that goes first is entered
 * as intervals of cycles, in order; what comes after it gets the cycles that are left.
 */
final class LeafLink {
  private long[] from = new long[64];
  private long[] to = new long[64];
  private int[] flits = new int[64];
  private int count;
  private int oldest; // intervals before it are over

  /** {@code n} flits of the first class go in the cycles {@code first .. last}. */
  void reserve(long first, long last, int n) {
    if (count == from.length) {
      int size = 2 * count;
      from = Arrays.copyOf(from, size);
      to = Arrays.copyOf(to, size);
      flits = Arrays.copyOf(flits, size);
    }
    from[count] = first;
    to[count] = last;
    flits[count++] = n;
  }

  /**
   * The cycle in which the last of {@code n} flits of a later class goes, the first one in {@code
   * start} or later. Starts do not fall.
   */
  long finish(long start, int n) {
    while (oldest < count && to[oldest] < start) {
      oldest++;
    }
    long at = start; // next cycle that may be free
    long left = n;
    for (int i = oldest; i < count && at + left > from[i]; i++) {
      long before = Math.max(0, from[i] - at);
      left -= before;
      long begin = Math.max(at, from[i]);
      long length = to[i] - from[i] + 1;
      // flits of a throttled packet leave gaps, evenly
      long gaps = (length - flits[i]) * (to[i] + 1 - begin) / length;
      if (gaps >= left) {
        return begin + left * length / Math.max(1, length - flits[i]) - 1;
      }
      left -= gaps;
      at = to[i] + 1;
    }
    return at + left - 1;
  }
}
