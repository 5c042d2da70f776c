package chorale.workload.step.run;

import chorale.workload.step.Condition.Came;
import chorale.workload.step.Packets;
import chorale.workload.step.StepEngine;
import chorale.workload.step.Traffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The semaphores of a chiplet and its queues: SemaphoreFile, Sequencer. */
final class ChipletModel {
  /** An engine that does commands in order. */
  interface Engine {
    /**
     * Takes a command that stands there in this cycle; returns the cycle in which it is issued, or,
     * negative, that it cannot be taken: the engine calls {@link Sequencer#look} when it can.
     */
    long take(int command);
  }

  private final Agenda agenda;
  private final StepGraph graph;
  private final List<Sequencer> sequencers = new ArrayList<>();
  private final Map<Traffic, Integer> arrived = new EnumMap<>(Traffic.class);

  /** Counters of the board, by packet that they count, and packets that they still wait for. */
  private final Map<Row, Came> counter = new HashMap<>();

  private final Map<Came, int[]> missing = new IdentityHashMap<>();

  private final Set<Row> rows = new HashSet<>();
  private final Map<Row, Runnable> awaited = new HashMap<>();

  /** A packet by what is in it. */
  private record Row(Traffic traffic, int token, int rank) {}

  ChipletModel(Agenda agenda, StepGraph graph) {
    this.agenda = agenda;
    this.graph = graph;
    for (var traffic : Traffic.values()) {
      arrived.put(traffic, 0);
    }
  }

  /** Commands wait for the packets of a counter. */
  private void counts(Came came) {
    if (missing.putIfAbsent(came, new int[] {came.token().length}) == null) {
      for (int i = 0; i < came.token().length; i++) {
        counter.put(new Row(came.traffic(), came.token()[i], came.rank()[i]), came);
      }
    }
  }

  /** A packet is complete in this cycle; its flag and its counter are there in the next. */
  void arrive(Traffic traffic, int token, int rank) {
    var row = new Row(traffic, token, rank);
    agenda.at(
        agenda.now() + 1,
        () -> {
          rows.add(row);
          var waits = awaited.remove(row);
          if (waits != null) {
            waits.run();
          }
          var of = counter.get(row);
          if (of != null && --missing.get(of)[0] == 0) {
            look();
          }
        });
  }

  /** Whether a row that came for all experts is there; if not, {@code then} is run when it is. */
  boolean isThere(Traffic traffic, int token, Runnable then) {
    var row = new Row(traffic, token, Packets.ALL);
    if (rows.contains(row)) {
      return true;
    }
    awaited.put(row, then);
    return false;
  }

  /** Adds a queue; its engine is given with {@link Sequencer#runs}. */
  Sequencer add(int queue, long[] issued, long[] done) {
    var sequencer = new Sequencer(queue, issued, done);
    sequencers.add(sequencer);
    return sequencer;
  }

  /** Packets are complete in this cycle. */
  void arrive(Traffic traffic, int packets) {
    agenda.at(
        agenda.now() + 1,
        () -> {
          arrived.merge(traffic, packets, Integer::sum);
          look();
        });
  }

  private void look() {
    sequencers.forEach(Sequencer::look);
  }

  private boolean holds(int command) {
    for (int d : graph.after[command]) {
      if (!sequencer(d).counted(d)) {
        return false;
      }
    }
    for (var came : graph.came[command]) {
      if (missing.get(came)[0] > 0) {
        return false;
      }
    }
    for (int a : graph.arrivals[command]) {
      var at = graph.arrival.get(a);
      if (arrived.get(at.traffic()) < at.packets()) {
        return false;
      }
    }
    return true;
  }

  private Sequencer sequencer(int command) {
    for (var s : sequencers) {
      if (s.queue == graph.queue[command]) {
        return s;
      }
    }
    throw new IllegalArgumentException("command %d is another chiplet's".formatted(command));
  }

  /** A queue of commands. */
  final class Sequencer {
    private final int queue;
    private final long[] issued;
    private final long[] done;
    private Engine engine;
    private int next;
    private int counted; // commands that are done, and known to be
    private long mayIssue = Earliest.BEGIN;

    private Sequencer(int queue, long[] issued, long[] done) {
      this.queue = queue;
      this.issued = issued;
      this.done = done;
      next = graph.first[queue];
      for (int i = next; i < graph.first[queue + 1]; i++) {
        graph.came[i].forEach(ChipletModel.this::counts);
      }
      counted = next;
    }

    StepEngine kind() {
      return graph.step.queues().get(queue).engine();
    }

    void runs(Engine with) {
      engine = with;
    }

    private boolean counted(int command) {
      return command < counted;
    }

    boolean finished() {
      return counted == graph.first[queue + 1];
    }

    /** Issues what can be issued in this cycle. */
    void look() {
      if (next == graph.first[queue + 1]
          || agenda.now() < mayIssue
          || next - counted >= EngineTimes.UNDER_WAY
          || !holds(next)) {
        return;
      }
      long at = engine.take(next);
      if (at < 0) {
        return;
      }
      issued[next] = at;
      next++;
      mayIssue = at + 1;
      agenda.at(mayIssue, this::look);
    }

    /** The oldest command is done in cycle {@code at}. */
    void done(int command, long at) {
      done[command] = at;
      agenda.at(
          at + 1,
          () -> {
            counted++;
            ChipletModel.this.look();
          });
    }
  }
}
