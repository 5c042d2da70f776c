package chorale.workload.hecaton;

import chorale.workload.step.rate.Events;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A link in one direction. What rings pass goes first, then what is on its way between a memory and
 * a die, each in the order in which it came. As flits of a class that goes first do, a ring's pass
 * interrupts what is under way, which goes on after it.
 */
final class LinkPort {
  private final Events events;
  private final double rate;
  private final Deque<Request> urgent = new ArrayDeque<>();
  private final Deque<Request> other = new ArrayDeque<>();
  private Request current;
  private double since;
  private double busy;

  private static final class Request {
    final boolean first;
    final Runnable gone;
    double cycles;

    Request(double cycles, boolean first, Runnable gone) {
      this.cycles = cycles;
      this.first = first;
      this.gone = gone;
    }
  }

  LinkPort(Events events, double rate) {
    this.events = events;
    this.rate = rate;
  }

  /** Passes bytes, and tells when they are gone. */
  void pass(double bytes, boolean first, Runnable gone) {
    var request = new Request(bytes / rate, first, gone);
    busy += request.cycles;
    (first ? urgent : other).add(request);
    if (current != null && first && !current.first) {
      // What is left of it goes on later: its end, which is announced, is none.
      var rest = new Request(current.cycles - (events.now() - since), false, current.gone);
      other.addFirst(rest);
      current = null;
    }
    next();
  }

  private void next() {
    if (current != null || urgent.isEmpty() && other.isEmpty()) {
      return;
    }
    var request = urgent.isEmpty() ? other.remove() : urgent.remove();
    current = request;
    since = events.now();
    events.at(
        since + request.cycles,
        () -> {
          if (current == request) {
            current = null;
            request.gone.run();
            next();
          }
        });
  }

  /** Cycles of what it was given. */
  double busy() {
    return busy;
  }
}
