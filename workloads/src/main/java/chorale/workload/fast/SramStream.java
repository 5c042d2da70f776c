package chorale.workload.fast;

import java.util.Arrays;

/**
 * Accesses to a chiplet's SRAM that go before the array's, flit by flit: what arrives, and results
 * that leave. Intervals are entered in the order of time and asked for in that order.
 */
final class SramStream {
  private final int lowBits;
  private long[] from = new long[64];
  private long[] word = new long[64];
  private int[] flits = new int[64];
  private int head;
  private int tail;

  /** {@code flitsPerWord} of them share a word, a power of two. */
  SramStream(int flitsPerWord) {
    lowBits = Integer.numberOfTrailingZeros(flitsPerWord);
  }

  /** A flit a cycle from {@code start} on, {@code n} of them, to words from {@code first} on. */
  void add(long start, int n, long first) {
    if (tail == from.length) {
      int used = tail - head;
      int size = Math.max(64, 2 * used);
      from = move(from, size);
      word = move(word, size);
      var moved = new int[size];
      System.arraycopy(flits, head, moved, 0, used);
      flits = moved;
      head = 0;
      tail = used;
    }
    from[tail] = start;
    word[tail] = first;
    flits[tail++] = n;
  }

  private long[] move(long[] old, int size) {
    return Arrays.copyOf(Arrays.copyOfRange(old, head, tail), size);
  }

  /** The word that is asked for in cycle {@code t}, or -1. */
  long at(long t) {
    while (head < tail && t >= from[head] + flits[head]) {
      head++;
    }
    return head == tail || t < from[head] ? -1 : word[head] + (t - from[head] >> lowBits);
  }
}
