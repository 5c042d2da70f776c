package chorale.workload.step.run;

import chorale.workload.step.Work;
import java.util.Arrays;

/**
 * What follows at least: from a command's issue, its end, or an arrival to an aim, which is the end
 * of the step or an arrival.
 */
final class Tails {
  /** Of what does not lead to the aim. */
  static final long NONE = Long.MIN_VALUE / 4;

  /** From the last command's end to that of the step. */
  static final int END = 1;

  private final StepGraph graph;
  private final Earliest earliest;
  private final long[] issue;
  private final long[] done;
  private final long[] arrival;

  /** Tails to an arrival, or to the end of the step if {@code aim} is -1. */
  Tails(StepGraph graph, Earliest earliest, int aim) {
    this.graph = graph;
    this.earliest = earliest;
    issue = new long[graph.command.length];
    done = new long[graph.command.length];
    arrival = new long[graph.arrival.size()];
    Arrays.fill(issue, NONE);
    Arrays.fill(done, aim < 0 ? END : NONE);
    Arrays.fill(arrival, NONE);
    if (aim >= 0) {
      arrival[aim] = 0;
    }
    for (int at = graph.order.length - 1; at >= 0; at--) {
      set(graph.order[at]);
    }
  }

  long behindDone(int command) {
    return done[command];
  }

  long behindArrival(int number) {
    return arrival[number];
  }

  private void set(int i) {
    long behind = done[i];
    for (int w : graph.waiting.get(i)) {
      behind = Math.max(behind, 1 + issue[w]);
    }
    int fifth = i + EngineTimes.UNDER_WAY;
    if (fifth < graph.first[graph.queue[i] + 1]) {
      behind = Math.max(behind, 1 + issue[fifth]);
    }
    int next = graph.behind(i);
    if (next >= 0) {
      behind = Math.max(behind, earliest.fromDoneToDone(i, next) + done[next]);
    }
    long all = earliest.least(i) + behind;
    if (next >= 0) {
      all = Math.max(all, earliest.fromIssueToIssue(i) + issue[next]);
    }
    if (graph.command[i].work() instanceof Work.Send) {
      for (var feed : graph.feeds.get(i)) {
        long from = arrival[feed.arrival()];
        all = Math.max(all, earliest.arrivals().from(i, feed) + from);
        if (feed.last() == earliest.packets(i) - 1 && !feed.isHead()) {
          behind = Math.max(behind, earliest.arrivals().flight(i, feed.arrival()) + from);
        }
      }
    }
    done[i] = behind > NONE / 2 ? behind : NONE;
    issue[i] = all > NONE / 2 ? all : NONE;
    for (int a : graph.arrivals[i]) {
      if (graph.arrival.get(a).isKnown()) {
        arrival[a] = Math.max(arrival[a], 1 + issue[i]);
      }
    }
  }
}
