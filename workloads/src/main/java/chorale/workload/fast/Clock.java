package chorale.workload.fast;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Time in cycles, and what happens when; what falls in one cycle happens as it was asked for. The
 * next {@link #NEAR} cycles have a list each, since nearly all of what happens was asked for
 * shortly before.
 */
final class Clock {
  private record Event(long time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private static final int NEAR = 1 << 12;

  private final ArrayDeque<?>[] near = new ArrayDeque<?>[NEAR];
  private final PriorityQueue<Event> later = new PriorityQueue<>();
  private int inNear;
  private long now;
  private long number;

  Clock() {
    Arrays.setAll(near, _ -> new ArrayDeque<Runnable>(4));
  }

  long now() {
    return now;
  }

  @SuppressWarnings("unchecked")
  private ArrayDeque<Runnable> list(long time) {
    return (ArrayDeque<Runnable>) near[(int) (time & NEAR - 1)];
  }

  /** Runs {@code action} in cycle {@code time}, which is not over yet. */
  void at(long time, Runnable action) {
    if (time < now) {
      throw new IllegalArgumentException("cycle " + time + " is over, it is " + now);
    }
    if (time - now < NEAR) {
      inNear++;
      list(time).add(action);
    } else {
      later.add(new Event(time, number++, action));
    }
  }

  /** Runs until nothing is left to happen. */
  void run() {
    while (inNear > 0 || !later.isEmpty()) {
      if (inNear == 0) {
        now = later.element().time();
      }
      // what comes near was asked for before anything that is entered there from now on
      while (!later.isEmpty() && later.element().time() - now < NEAR) {
        var event = later.remove();
        inNear++;
        list(event.time()).add(event.action());
      }
      var here = list(now);
      while (!here.isEmpty()) {
        inNear--;
        here.remove().run();
      }
      now++;
    }
  }
}
