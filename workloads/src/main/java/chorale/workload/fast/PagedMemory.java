package chorale.workload.fast;

import chorale.workload.RunConfig;
import java.util.Arrays;

/**
 * The slow tier, FlatTier and FlatMemory: bursts one after the other at a fixed rate; a read of a
 * page that was read from lately, or of the one behind it, finds the page there, any other waits.
 *
 * @param latency of a read whose page was not read ahead
 * @param milliBytes thousandths of a byte that move in a cycle
 * @param pageBytes bytes of a page
 * @param streams sequences of pages that are followed
 * @param burstBytes bytes of a burst of the memory
 * @param queue bursts that the memory has before it
 */
public record PagedMemory(
    int latency, int milliBytes, int pageBytes, int streams, int burstBytes, int queue)
    implements MemoryModel {
  @Override
  public int coveredLatency() {
    return 2; // of a burst whose page is there: its queue and that of the transfer
  }

  @Override
  public Device device(Clock clock, RunConfig config) {
    int ofFlit = config.pack().nop().flitBytes() / burstBytes;
    long cost = 1000L * burstBytes;
    var pages = new long[streams];
    Arrays.fill(pages, -2);
    var moved = new long[queue];
    return new Device() {
      private int turn;
      private int at;
      private long asked;
      private long last;
      private long over;

      @Override
      public void read(long address, int flits, Runnable whole) {
        asked = Math.max(asked, clock.now());
        for (long b = address * ofFlit; b < (address + flits) * ofFlit; b++) {
          asked = Math.max(asked + 1, moved[at] + 1);
          long due = asked + (followed(b * burstBytes / pageBytes) ? 1 : latency);
          long begin = Math.max(due, last + 1);
          long cycles = Math.max(1, Math.ceilDiv(cost - over, milliBytes));
          over += cycles * milliBytes - cost;
          last = begin + cycles - 1;
          moved[at] = last;
          at = at + 1 == queue ? 0 : at + 1;
        }
        clock.at(last + 1, whole);
      }

      private boolean followed(long page) {
        for (int s = 0; s < pages.length; s++) {
          if (page == pages[s] || page == pages[s] + 1) {
            pages[s] = page;
            return true;
          }
        }
        pages[turn] = page;
        turn = (turn + 1) % pages.length;
        return false;
      }
    };
  }
}
