package chorale.workload.step.run;

import chorale.workload.step.Traffic;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** When packets arrive at the earliest, by when the commands are issued that send them. */
final class ArrivalTimes {
  /**
   * From taking a command of the send engine to the head of its first packet, if its words followed
   * without a gap: the head goes a cycle sooner, and the first word is read meanwhile.
   */
  static final int TO_HEAD = 2;

  private record Coming(long head, int flits) {}

  private final StepGraph graph;
  private final StepTiming timing;
  private final Links links;
  private final SumWay sumWay;
  private final Map<Traffic, SumTimes> sums = new EnumMap<>(Traffic.class);
  private final long[] issue;
  private final long[] done;
  private final long[] before;

  /** By what is known of commands so far; {@code before}: a cycle before which none is issued. */
  ArrivalTimes(StepGraph graph, StepTiming timing, long[] issue, long[] done, long[] before) {
    this.graph = graph;
    this.timing = timing;
    this.issue = issue;
    this.done = done;
    this.before = before;
    links = new Links(graph.machine);
    sumWay = SumWay.of(graph.machine, timing.links());
    graph.sums.forEach((traffic, s) -> sums.put(traffic, new SumTimes(s, sumWay)));
  }

  /** The earliest cycle of an arrival; of a known one, the commands that feed it are known. */
  long of(int number) {
    var at = graph.arrival.get(number);
    if (at.isOrdered()) {
      var added = graph.sums.get(at.traffic());
      return sums.get(at.traffic()).arrival(added.last(at.chiplet(), at.packets()), sending);
    }
    return packets(at);
  }

  /**
   * The last packet of an arrival: each comes no earlier than its sender can send it, and the link
   * to the chiplet takes one after the other. If not all packets are waited for, those that can
   * come first are taken, by what is known of their senders from the last time, all as short as the
   * shortest.
   */
  private long packets(StepGraph.Arrival at) {
    var coming = new Coming[at.all()];
    int count = 0;
    for (var sent : graph.sends.of(at.chiplet(), at.traffic())) {
      long from = (at.isKnown() ? issue : before)[sent.command()];
      long flight = timing.flight(links.routers(graph.chiplet(sent.command()), at.chiplet()));
      int flits = graph.flits(sent.command());
      for (int k : sent.places()) {
        coming[count++] = new Coming(from + TO_HEAD + (long) k * flits + flight, flits);
      }
    }
    Arrays.sort(coming, Comparator.comparingLong(Coming::head));
    int shortest = Arrays.stream(coming).mapToInt(Coming::flits).min().orElseThrow();
    long end = 0;
    for (int i = 0; i < at.packets(); i++) {
      end = Math.max(end, coming[i].head) + (at.isKnown() ? coming[i].flits : shortest);
    }
    return end - 1;
  }

  /** When packets that are added are sent. */
  private final SumTimes.Sending sending =
      new SumTimes.Sending() {
        @Override
        public long head(Sums.Part p) {
          return behind(p, 1) + (long) p.place() * graph.flits(p.command());
        }

        @Override
        public long tail(Sums.Part p) {
          return behind(p, TO_HEAD) + (p.place() + 1L) * graph.flits(p.command()) - 1;
        }

        /** So many cycles behind the command, and behind the last word of the one before. */
        private long behind(Sums.Part p, int cycles) {
          int last = graph.before(p.command(), 1);
          return Math.max(issue[p.command()] + cycles, last < 0 ? 0 : done[last] + 1);
        }
      };

  /** From a command's issue to an arrival that it feeds, at least. */
  long from(int i, StepGraph.Feed feed) {
    long before = (long) feed.last() * graph.flits(i);
    // behind a head that a sum waits for come the sum's flits
    long last = feed.isHead() ? 1 + before : TO_HEAD + before;
    return last + graph.flits(i) - 1 + flight(i, feed.arrival());
  }

  /** From a word that is taken to its arrival, or to that of its sum, at least. */
  long flight(int i, int arrival) {
    var at = graph.arrival.get(arrival);
    return at.isOrdered()
        ? sumWay.flight()
        : timing.flight(links.routers(graph.chiplet(i), at.chiplet()));
  }
}
