package chorale.bench;

import chorale.chiplet.NodeCounters;
import chorale.chiplet.PackageParameters;
import chorale.sim.EventSink;
import chorale.sim.Model;
import chorale.sim.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the counters of engines and links while a package runs, one a cycle in turn, through the
 * port that reads them at the end. The package does not notice: the port only chooses what is seen.
 *
 * <p>A node's number takes 2 cycles to the counter's port and may change in every cycle; the number
 * of the counter may not, since nodes do not delay it. So a round goes through the counters, and
 * for each through the nodes.
 */
final class CounterSampler {
  /** Samples of a counter in a run that takes its lower bound, at most about this many. */
  private static final int SAMPLES = 1000;

  /** Cycles from a node's number to its counter at the port. */
  private static final int LATENCY = 2;

  /** Cycles between two looks at the buffer of events, which holds those of more. */
  static final int EVENTS_CYCLES = 64;

  private record Reading(int node, int counter, Growing samples) {}

  /** Cycles and counts in turn. */
  private static final class Growing {
    private long[] values = new long[256];
    private int size;

    void add(long cycle, long count) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = cycle;
      values[size++] = count;
    }

    Activity.Track track(long lastCycle, long lastCount) {
      int n = size / 2;
      while (n > 0 && values[2 * n - 2] >= lastCycle) {
        n--;
      }
      var cycles = new long[n + 2];
      var counts = new long[n + 2];
      for (int i = 0; i < n; i++) {
        cycles[i + 1] = values[2 * i];
        counts[i + 1] = values[2 * i + 1];
      }
      cycles[n + 1] = Math.max(1, lastCycle);
      counts[n + 1] = lastCount;
      return new Activity.Track(cycles, counts);
    }
  }

  private final List<NodeCounters.Node> nodes;
  private final List<Reading> round = new ArrayList<>();
  private final long start;
  private final long interval;
  private final Port selectNode;
  private final Port selectCounter;
  private final Port counter;
  private int at;
  private int settled;

  /**
   * A sampler of a model that is about to run.
   *
   * @param expected cycles that the run is expected to take, for the time between samples
   */
  CounterSampler(Model model, PackageParameters p, long expected) {
    nodes = NodeCounters.nodes(p);
    start = model.cycle();
    selectNode = model.port("selectNode");
    selectCounter = model.port("selectCounter");
    counter = model.port("counter");
    int most = nodes.stream().mapToInt(n -> n.counters().size()).max().orElseThrow();
    for (int c = 0; c < most; c++) {
      for (int n = 0; n < nodes.size(); n++) {
        var names = nodes.get(n).counters();
        if (c < names.size() && !names.get(c).startsWith("hbm_")) {
          round.add(new Reading(n, c, new Growing()));
        }
      }
    }
    interval = Math.max(0, expected / SAMPLES - round.size());
  }

  /** Runs cycles until the stop port is 1, or about {@code limit}; returns how many. */
  long run(Model model, long limit, EventSink sink) {
    long before = model.cycle();
    while (!model.stopped() && model.cycle() - before < limit) {
      var reading = round.get(at);
      selectNode.set(reading.node);
      if (at == 0 || round.get(at - 1).counter != reading.counter) {
        selectCounter.set(reading.counter);
        settled = 0;
      }
      step(model, sink);
      settled++;
      if (settled >= LATENCY && !model.stopped()) {
        take(model, at - LATENCY + 1);
      }
      at++;
      if (at == round.size() || round.get(at).counter != reading.counter) {
        drainPipe(model, sink);
      }
      if (at == round.size()) {
        at = 0;
        long pause = Math.min(interval, limit - (model.cycle() - before));
        if (pause > 0 && !model.stopped()) {
          model.run(pause, sink);
        }
      }
    }
    model.drain(sink);
    return model.cycle() - before;
  }

  /** The last nodes of a counter are still on their way. */
  private void drainPipe(Model model, EventSink sink) {
    for (int late = LATENCY - 1; late > 0 && !model.stopped(); late--) {
      step(model, sink);
      if (!model.stopped()) {
        take(model, at - late);
      }
    }
  }

  private void take(Model model, int index) {
    // The port shows the count as it was before the last edge.
    round.get(index).samples.add(model.cycle() - start - 1, counter.get());
  }

  private static void step(Model model, EventSink sink) {
    model.step();
    if (model.cycle() % EVENTS_CYCLES == 0) {
      model.drain(sink);
    }
  }

  /** What was read, with the counts at the end. */
  Activity activity(long cycles, Map<String, Map<String, Long>> counters) {
    var tracks = new LinkedHashMap<String, Map<String, Activity.Track>>();
    for (var reading : round) {
      var node = nodes.get(reading.node);
      var name = node.counters().get(reading.counter);
      long last = counters.get(node.name()).get(name);
      tracks
          .computeIfAbsent(node.name(), _ -> new LinkedHashMap<>())
          .put(name, reading.samples.track(cycles, last));
    }
    return new Activity(tracks);
  }
}
