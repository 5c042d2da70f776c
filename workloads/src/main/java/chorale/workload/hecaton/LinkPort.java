package chorale.workload.hecaton;

import chorale.workload.step.rate.Events;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A link in one direction. What rings pass goes first, then what is on its way between a memory and
 * a die, each in the order in which it came; what is under way is not interrupted.
 */
final class LinkPort {
  private final Events events;
  private final double rate;
  private final Queue<Request> urgent = new ArrayDeque<>();
  private final Queue<Request> other = new ArrayDeque<>();
  private boolean works;
  private double busy;

  private record Request(double bytes, Runnable gone) {}

  LinkPort(Events events, double rate) {
    this.events = events;
    this.rate = rate;
  }

  /** Passes bytes, and tells when they are gone. */
  void pass(double bytes, boolean first, Runnable gone) {
    (first ? urgent : other).add(new Request(bytes, gone));
    next();
  }

  private void next() {
    if (works || urgent.isEmpty() && other.isEmpty()) {
      return;
    }
    var request = urgent.isEmpty() ? other.remove() : urgent.remove();
    works = true;
    double cycles = request.bytes / rate;
    busy += cycles;
    events.at(
        events.now() + cycles,
        () -> {
          works = false;
          request.gone.run();
          next();
        });
  }

  /** Cycles in which it works. */
  double busy() {
    return busy;
  }
}
