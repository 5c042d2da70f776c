package chorale.workload.step.run;

import chorale.workload.step.Work;
import chorale.workload.vector.VectorCycles;
import java.util.Arrays;

/**
 * When each command is issued and done at the earliest, if it waits for what it has to wait for and
 * for its own engine, but for nobody else: no link, memory or SRAM is shared.
 *
 * <p>Of Sequencer: a command is issued no earlier than the cycle behind the one before, that in
 * which its semaphores have counted, and that behind the end of the fourth before.
 */
final class Earliest {
  /** The first cycle of the run in which a command is issued; TrainingPackage. */
  static final int BEGIN = 1;

  /** Words that the send engine has read and not sent, and the cycles of reading one. */
  private static final int SEND_AHEAD = 6;

  final long[] issue;
  final long[] done;

  /** By command, a cycle before which it is not issued. */
  private final long[] before;

  private final StepGraph graph;
  private final EngineTimes times;
  private final BlockTimes blocks;
  private final StepTiming timing;
  private final boolean[] mayBeForwarded;
  private final ArrivalTimes arrivals;
  private final long[] arrived;
  private final State[] states;

  /** By load or store: the number of its first block in its queue; the end of its first. */
  private final long[] firstBlock;

  private final long[] firstEnd;

  /** Of an engine. */
  private final class State {
    final EngineTimes.Tile tile = times.new Tile();
    long free = BEGIN; // the next command may be taken
    long last; // done, or of blocks arrived, or the last word sent
    long blocks; // so far
    long lastWord; // of the storer
    int oldest; // command whose block was last asked about

    State(int queue) {
      oldest = graph.first[queue];
    }
  }

  /** Times of the commands; {@code last} is what was known of them, or null. */
  Earliest(
      StepGraph graph,
      EngineTimes times,
      StepTiming timing,
      boolean[] mayBeForwarded,
      Earliest last) {
    this.graph = graph;
    this.times = times;
    this.timing = timing;
    this.mayBeForwarded = mayBeForwarded;
    blocks = new BlockTimes(graph.machine, timing);
    issue = new long[graph.command.length];
    before = last == null ? new long[issue.length] : last.issue;
    done = new long[graph.command.length];
    if (last == null) {
      Arrays.fill(before, BEGIN);
    }
    arrivals = new ArrivalTimes(graph, timing, issue, done, before);
    arrived = new long[graph.arrival.size()];
    Arrays.fill(arrived, -1);
    firstBlock = new long[graph.command.length];
    firstEnd = new long[graph.command.length];
    states = new State[graph.first.length - 1];
    Arrays.setAll(states, State::new);
  }

  /** A bound for an arrival beyond that of its own. */
  interface Lift {
    /** The earliest cycle of arrival {@code number} by other reasons. */
    long of(int number);
  }

  /** Finds all times; {@code lift} may put arrivals later. */
  void find(Lift lift) {
    for (int i : graph.order) {
      long valid = BEGIN;
      int before = graph.before(i, 1);
      if (before >= 0) {
        valid = Math.max(valid, issue[before] + 1);
      }
      int fourth = graph.before(i, EngineTimes.UNDER_WAY);
      if (fourth >= 0) {
        valid = Math.max(valid, done[fourth] + 1);
      }
      for (int d : graph.after[i]) {
        valid = Math.max(valid, done[d] + 1);
      }
      for (int a : graph.arrivals[i]) {
        if (arrived[a] < 0) {
          arrived[a] = arrivals.of(a);
          arrived[a] = Math.max(arrived[a], lift.of(a));
        }
        valid = Math.max(valid, arrived[a] + 1);
      }
      run(i, valid);
    }
  }

  private void run(int i, long valid) {
    var state = states[graph.queue[i]];
    switch (graph.command[i].work()) {
      case Work.Attend attend -> throw attend.refused();
      case Work.Multiply gemm -> {
        state.tile.next(gemm, valid);
        issue[i] = state.tile.issued;
        done[i] = state.tile.done;
      }
      case Work.Apply apply -> {
        issue[i] = Math.max(valid, state.free);
        state.free = issue[i] + times.vectorSteps(apply);
        done[i] = state.free + VectorCycles.EDGE;
      }
      case Work.Copy copy -> {
        issue[i] = Math.max(valid, state.free);
        state.free = issue[i] + times.copySteps(copy);
        done[i] = state.free + times.copyEdge();
      }
      case Work.Send _ -> {
        long all = (long) packets(i) * graph.flits(i);
        issue[i] = Math.max(valid, state.free);
        done[i] = Math.max(issue[i] + ArrivalTimes.TO_HEAD - 1, state.last) + all;
        state.last = done[i];
        state.free = issue[i] + sending(i);
      }
      case Work.Load load -> load(i, valid, load.blocks(), state);
      case Work.Store store -> store(i, valid, store.blocks(), state);
    }
  }

  /** Cycles in which a command keeps the send engine from taking the next one. */
  private long sending(int i) {
    long all = (long) packets(i) * graph.flits(i);
    return Math.max(1, all - Math.max(graph.flits(i), SEND_AHEAD));
  }

  private void load(int i, long valid, int count, State state) {
    issue[i] = Math.max(valid, state.free);
    long way = blocks.load(mayBeForwarded[i]);
    firstBlock[i] = state.blocks;
    state.blocks += count;
    long asked = issue[i] + count;
    long oldest = state.blocks - 1 - timing.stack().loads();
    // one of this command ends no earlier than its first, which is asked for in the cycle behind
    firstEnd[i] = Math.max(issue[i] + 1 + way, state.last + blocks.flits);
    done[i] = firstEnd[i] + (long) (count - 1) * blocks.flits;
    if (oldest >= 0) {
      asked = Math.max(asked, end(oldest, i, state) + 1);
    }
    done[i] = Math.max(done[i], asked + way);
    if (!mayBeForwarded[i]) {
      done[i] = Math.max(done[i], issue[i] + 1 + way + (long) (count - 1) * blocks.busCycles);
    }
    state.last = done[i];
    state.free = asked + 1;
  }

  private void store(int i, long valid, int count, State state) {
    issue[i] = Math.max(valid, state.free);
    firstBlock[i] = state.blocks;
    state.blocks += count;
    long word = Math.max(issue[i] + blocks.toStored(), state.lastWord + blocks.storing());
    long last = word + (long) (count - 1) * blocks.storing();
    firstEnd[i] = Math.max(word + blocks.stored(), state.last + 1);
    long oldest = state.blocks - 1 - timing.stack().stores();
    done[i] = firstEnd[i] + count - 1;
    if (oldest >= 0) {
      last = Math.max(last, end(oldest, i, state) + blocks.toStored());
    }
    done[i] = Math.max(done[i], last + blocks.stored());
    state.lastWord = last;
    state.last = done[i];
    state.free = Math.max(issue[i] + 1, last - BlockTimes.STORER_AHEAD);
  }

  /** When the {@code number}-th block of a queue has ended at the earliest. */
  private long end(long number, int i, State state) {
    int from = state.oldest;
    while (from < i && firstBlock[from + 1] <= number) {
      from++;
    }
    state.oldest = from;
    long within = number - firstBlock[from];
    int each = graph.command[from].work() instanceof Work.Load ? blocks.flits : 1;
    return firstEnd[from] + within * each;
  }

  // --- what Tails asks for; all are least times ---

  ArrivalTimes arrivals() {
    return arrivals;
  }

  int packets(int i) {
    return graph.command[i].work() instanceof Work.Send send ? send.packets().count() : 0;
  }

  /** From a command's issue to its end. */
  long least(int i) {
    return switch (graph.command[i].work()) {
      case Work.Attend attend -> throw attend.refused();
      case Work.Multiply gemm -> times.toStep(gemm) + times.entering(gemm) + times.fromStep(gemm);
      case Work.Apply apply -> times.vectorSteps(apply) + VectorCycles.EDGE;
      case Work.Copy copy -> times.copySteps(copy) + times.copyEdge();
      case Work.Send _ -> ArrivalTimes.TO_HEAD - 1 + (long) packets(i) * graph.flits(i);
      case Work.Load load -> {
        int each = mayBeForwarded[i] ? blocks.flits : Math.max(blocks.flits, blocks.busCycles);
        yield 1 + blocks.load(mayBeForwarded[i]) + (load.blocks() - 1L) * each;
      }
      case Work.Store store ->
          blocks.toStored() + (store.blocks() - 1L) * blocks.storing() + blocks.stored();
    };
  }

  /** From a command's end to that of the next one of its queue. */
  long fromDoneToDone(int i, int next) {
    return switch (graph.command[next].work()) {
      case Work.Attend attend -> throw attend.refused();
      case Work.Multiply gemm ->
          times.entering(gemm)
              + times.fromStep(gemm)
              - times.fromStep((Work.Multiply) graph.command[i].work());
      case Work.Apply apply -> times.vectorSteps(apply);
      case Work.Copy copy -> times.copySteps(copy);
      case Work.Send _ -> (long) packets(next) * graph.flits(next);
      case Work.Load load -> (long) load.blocks() * blocks.flits;
      case Work.Store store -> store.blocks();
    };
  }

  /** From a command's issue to that of the next one of its queue. */
  long fromIssueToIssue(int i) {
    return switch (graph.command[i].work()) {
      case Work.Attend attend -> throw attend.refused();
      case Work.Multiply _ -> 1;
      case Work.Apply apply -> times.vectorSteps(apply);
      case Work.Copy copy -> times.copySteps(copy);
      case Work.Send _ -> sending(i);
      case Work.Load load -> load.blocks() + 1L;
      case Work.Store store ->
          Math.max(
              1,
              blocks.toStored()
                  + (store.blocks() - 1L) * blocks.storing()
                  - BlockTimes.STORER_AHEAD);
    };
  }
}
