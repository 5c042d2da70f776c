package chorale.workload.mozart;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Packets;
import chorale.workload.step.StepEngine;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The commands of a chiplet that is the home of tokens. It is told of parts that go on beside each
 * other, and of those behind them when these are home again.
 */
final class HomeCommands {
  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;
  private final int tokens;
  private final int words;
  private final int topK;
  private final boolean deduplicates;

  /** Notices so far, by class. */
  private final int[] notices = new int[Traffic.values().length];

  /** Packets that have come back so far, by class. */
  private final int[] back = new int[Traffic.values().length];

  /** Null if there is none. */
  private final AttentionCommands attention;

  /** When what has come back is added up, of all parts that went on beside each other. */
  private Condition added;

  /** By micro-batch: when what the next layer begins with, or the one before, is there. */
  private final Condition[] made;

  HomeCommands(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    var any = step.parts().getFirst();
    tokens = any.homeTokens();
    words = any.machine().words(any.hidden());
    topK = any.routing().topK();
    deduplicates = any.deduplicates();
    attention = step.attention().map(a -> new AttentionCommands(step, a, queues)).orElse(null);
    made = new Condition[step.microBatches()];
  }

  /**
   * Sends the tokens to their experts, when the parts before have made those of all homes, and
   * attention is done. That of the next micro-batch goes on beside experts of this one.
   */
  void dispatch(int[] parts) {
    var others = parts[0] > 0 ? others(Traffic.DISPATCH) : null;
    for (int part : parts) {
      boolean begins = part == parts[0];
      var ready = attention == null ? added : attention.forward(part, added);
      send(part, Traffic.DISPATCH, ready, begins ? others : here(part - 1, Traffic.GRADIENT));
    }
  }

  /** Adds up what comes back, when all is there. */
  void outputs(int[] parts) {
    combine(parts, VectorTask.OUTPUT, Traffic.COMBINE);
    for (int part : parts) {
      if (step.layer(part) == step.layers().size() - 1) {
        if (step.ownLoss()) {
          apply(part, VectorTask.DIFFERENCE, 0, null);
        }
        scale(part);
      }
    }
  }

  /** Gradients of a part's outputs are there: they are scaled for each rank if experts do not. */
  private void scale(int part) {
    for (int rank = 0; rank < topK && !deduplicates; rank++) {
      apply(part, VectorTask.SCALE_RANK, rank, null);
    }
    made[step.microBatch(part)] = queues.last(StepEngine.VECTOR, 0);
  }

  /** Sends the gradients of the outputs, when the parts before have made those of all homes. */
  void gradients(int[] parts) {
    boolean isFirst = step.layer(parts[0]) == step.layers().size() - 1;
    boolean follows = !isFirst || step.microBatch(parts[0]) > 0;
    var others = follows ? others(Traffic.GRADIENT) : null;
    for (int part : parts) {
      boolean begins = part == parts[0];
      boolean overlaps = step.layers().getFirst().overlaps();
      var ready = overlaps ? made[step.microBatch(part)] : queues.last(StepEngine.VECTOR, 0);
      send(part, Traffic.GRADIENT, ready, begins ? others : here(part - 1, Traffic.DISPATCH));
    }
  }

  /**
   * Tells the other homes that the tokens of this one have passed a part; returns when all have.
   * Chiplets count packets, whosever they are: those of the next part must not come before all of
   * this one have. A home that tells of the next part has been told of this one by all, so it does
   * not matter which of its two notices is counted.
   */
  private Condition others(Traffic traffic) {
    var machine = step.machine();
    int homes = machine.homeCount();
    if (homes == 1) {
      return null;
    }
    var sent =
        notice(
            step, traffic, IntStream.range(0, homes).map(machine::home).filter(c -> c != chiplet));
    queues.add(StepEngine.SEND, sent, added);
    notices[traffic.ordinal()] += homes - 1;
    return new Arrived(traffic, notices[traffic.ordinal()]);
  }

  /** A packet that only counts, to homes. */
  static Work.Send notice(MozartStep step, Traffic traffic, IntStream homes) {
    long[] to = homes.mapToLong(c -> 1L << c).toArray();
    if (step.layers().getFirst().multicasts()) {
      to = new long[] {LongStream.of(to).sum()};
    }
    var rank = new int[to.length];
    Arrays.fill(rank, Packets.NOTICE);
    return new Work.Send(new Packets(traffic, new int[to.length], rank, to), Work.NO_EXPERT, 1);
  }

  /**
   * That all packets of a part have come, as the chiplets that get some have told ({@link
   * ExpertCommands}); a home's own packets come in order. What they tell of the next part they tell
   * when they have packets of it, which are sent when all have told of this one.
   */
  private Condition here(int part, Traffic traffic) {
    var machine = step.machine();
    if (machine.homeCount() == 1) {
      return null;
    }
    var s = step.parts().get(part);
    notices[traffic.ordinal()] +=
        (int) IntStream.range(0, machine.experts()).filter(c -> s.packetsTo(c) > 0).count();
    return new Arrived(traffic, notices[traffic.ordinal()]);
  }

  /**
   * Adds up the gradients that come back, when all are there; attention's backward pass makes of
   * them those of the states before it, one micro-batch after the other.
   */
  void inputGradients(int[] parts) {
    combine(parts, VectorTask.INPUT_GRADIENT, Traffic.RETURN);
    for (int part : parts) {
      if (attention != null) {
        attention.backward(part, added);
      }
      if (step.layer(part) > 0) {
        scale(part - step.microBatches());
      }
    }
  }

  private void combine(int[] parts, VectorTask task, Traffic traffic) {
    int rows = step.parts().getFirst().homeRows();
    back[traffic.ordinal()] += parts.length * tokens * rows;
    for (int part : parts) {
      boolean begins = part == parts[0];
      apply(part, task, 0, begins ? new Arrived(traffic, back[traffic.ordinal()]) : null);
    }
    added = queues.last(StepEngine.VECTOR, 0);
  }

  private void apply(int part, VectorTask task, int rank, Condition condition) {
    var work = new Work.Apply(task, Work.NO_EXPERT, rank, part, tokens, words);
    queues.add(StepEngine.VECTOR, work, condition);
  }

  /** Rows of the home tokens: a packet for each expert, for each chiplet, or for all at once. */
  private void send(int part, Traffic traffic, Condition... conditions) {
    var s = step.parts().get(part);
    var token = new ArrayList<Integer>();
    var rank = new ArrayList<Integer>();
    var to = new ArrayList<Long>();
    int first = s.firstToken(chiplet);
    for (int t = first; t < first + tokens; t++) {
      long reached = 0;
      for (int j = 0; j < topK; j++) {
        long there = 1L << s.placement().chiplet(s.routing().expert(t, j));
        boolean goes = !s.multicasts() && !(deduplicates && (reached & there) != 0);
        reached |= there;
        if (goes || s.multicasts() && j == topK - 1) {
          token.add(step.token(part, t));
          rank.add(deduplicates ? Packets.ALL : j);
          to.add(s.multicasts() ? reached : there);
        }
      }
    }
    var packets =
        new Packets(
            traffic,
            token.stream().mapToInt(i -> i).toArray(),
            rank.stream().mapToInt(i -> i).toArray(),
            to.stream().mapToLong(i -> i).toArray());
    queues.add(StepEngine.SEND, new Work.Send(packets, Work.NO_EXPERT, words), conditions);
  }
}
