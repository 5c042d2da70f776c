package chorale.workload.step.rate;

import java.util.PriorityQueue;

/** Events in the order of their times, of equal ones in that in which they were announced. */
public final class Events {
  private record Event(double time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> waiting = new PriorityQueue<>();
  private double now;
  private long announced;

  /** The time of the event under way. */
  public double now() {
    return now;
  }

  /** Announces an event; one of the past is due now. */
  public void at(double time, Runnable action) {
    waiting.add(new Event(Math.max(time, now), announced++, action));
  }

  /** Until nothing is announced. */
  public void run() {
    while (!waiting.isEmpty()) {
      var event = waiting.poll();
      now = event.time;
      event.action.run();
    }
  }

  /** How many there were. */
  public long count() {
    return announced;
  }
}
