package chorale.workload.fast;

import java.util.PriorityQueue;

/** Time in cycles, and what happens when; what falls in one cycle happens as it was asked for. */
final class Clock {
  private record Event(long time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long number;

  long now() {
    return now;
  }

  /** Runs {@code action} in cycle {@code time}, which is not over yet. */
  void at(long time, Runnable action) {
    if (time < now) {
      throw new IllegalArgumentException("cycle " + time + " is over, it is " + now);
    }
    events.add(new Event(time, number++, action));
  }

  /** Runs until nothing is left to happen. */
  void run() {
    while (!events.isEmpty()) {
      var event = events.remove();
      now = event.time();
      event.action().run();
    }
  }
}
