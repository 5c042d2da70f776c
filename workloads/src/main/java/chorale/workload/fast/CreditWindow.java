package chorale.workload.fast;

import chorale.workload.RunConfig;
import chorale.workload.Timing;
import java.util.Arrays;

/**
 * A virtual channel of a link: a flit per cycle, and a place of the receiver's buffer is used again
 * a credit loop later at the earliest, {@code 2 link latency + Timing.creditTurn}. Where the buffer
 * covers the loop, packets cost no more than their flits.
 */
final class CreditWindow {
  private final int loop;
  private final long[] used; // by place, the cycle in which it was used
  private final boolean covered;
  private int place;
  private long last = Long.MIN_VALUE / 2;

  CreditWindow(RunConfig.Nop nop, Timing timing) {
    loop = 2 * nop.linkLatencyCycles() + timing.creditTurn();
    used = new long[nop.bufferFlits()];
    Arrays.fill(used, last);
    covered = nop.bufferFlits() >= loop;
  }

  /** Whether nothing ever waits for a credit, if the receiver takes what comes. */
  boolean covered() {
    return covered;
  }

  /** The cycle in which a flit that is there in cycle {@code ready} goes. */
  long send(long ready) {
    long at = Math.max(Math.max(ready, last + 1), used[place] + loop);
    used[place] = at;
    place = place + 1 == used.length ? 0 : place + 1;
    last = at;
    return at;
  }

  /** The receiver held the flit that went last up, by {@code cycles}. */
  void heldUp(long cycles) {
    used[place == 0 ? used.length - 1 : place - 1] += cycles;
  }

  /** The cycle in which the last of {@code flits} goes, the first one in {@code ready} or later. */
  long send(long ready, int flits) {
    if (covered) {
      last = Math.max(ready, last + 1) + flits - 1;
      return last;
    }
    long at = ready;
    for (int i = 0; i < flits; i++) {
      at = send(Math.max(at, ready + i));
    }
    return at;
  }
}
