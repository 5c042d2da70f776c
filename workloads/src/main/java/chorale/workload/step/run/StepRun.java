package chorale.workload.step.run;

import java.util.Map;
import java.util.TreeMap;

/** What the fast model has found of a step. */
public final class StepRun {
  private final StepGraph graph;
  private final long cycles;
  private final long[] issued;
  private final long[] done;
  private final Map<String, Long> busy;

  StepRun(StepGraph graph, long cycles, long[] issued, long[] done, Map<String, Long> busy) {
    this.graph = graph;
    this.cycles = cycles;
    this.issued = issued.clone();
    this.done = done.clone();
    this.busy = new TreeMap<>(busy);
  }

  /** Cycles of the step. */
  public long cycles() {
    return cycles;
  }

  /** The cycle in which a command of a queue, both numbered from 0, is issued. */
  public long issued(int queue, int command) {
    return issued[number(queue, command)];
  }

  /** The cycle in which it is done. */
  public long done(int queue, int command) {
    return done[number(queue, command)];
  }

  private int number(int queue, int command) {
    int number = graph.first[queue] + command;
    if (command < 0 || number >= graph.first[queue + 1]) {
      throw new IllegalArgumentException(
          "command %d of queue %d, which has %d"
              .formatted(command, queue, graph.first[queue + 1] - graph.first[queue]));
    }
    return number;
  }

  /** Cycles in which each resource is busy, by the names of {@link StepBound}. */
  public Map<String, Long> busy() {
    return Map.copyOf(busy);
  }
}
