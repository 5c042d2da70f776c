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

/** The commands of a chiplet that is the home of tokens. */
final class HomeCommands {
  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;
  private final int tokens;
  private final int words;
  private final int topK;
  private final boolean deduplicates;

  HomeCommands(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    var any = step.layers().getFirst();
    tokens = any.homeTokens();
    words = any.machine().words(any.hidden());
    topK = any.routing().topK();
    deduplicates = any.deduplicates();
  }

  /** Sends the tokens to their experts, when the layer before has made those of all homes. */
  void dispatch(int layer) {
    var others = layer > 0 ? others(Traffic.DISPATCH, layer) : null;
    send(layer, Traffic.DISPATCH, queues.last(StepEngine.VECTOR, 0), others);
  }

  /** Adds up what comes back. */
  void outputs(int layer) {
    combine(layer, VectorTask.OUTPUT, Traffic.COMBINE, layer + 1);
    if (step.ownLoss() && layer == step.layers().size() - 1) {
      apply(layer, VectorTask.DIFFERENCE, 0, null);
    }
  }

  /** Sends the gradients of the outputs, when the layer behind has made those of all homes. */
  void gradients(int layer) {
    int before = step.layers().size() - 1 - layer;
    var others = before > 0 ? others(Traffic.GRADIENT, before) : null;
    for (int rank = 0; rank < topK && !deduplicates; rank++) {
      apply(layer, VectorTask.SCALE_RANK, rank, null);
    }
    send(layer, Traffic.GRADIENT, queues.last(StepEngine.VECTOR, 0), others);
  }

  /**
   * Tells the other homes that the tokens of this one have passed a layer, the {@code number}-th;
   * returns when all have. Chiplets count packets, whosever they are: those of the next layer must
   * not come before all of this one have. A home that tells of the next layer has been told of this
   * one by all, so it does not matter which of its two notices is counted.
   */
  private Condition others(Traffic traffic, int number) {
    var machine = step.machine();
    int homes = machine.homeCount();
    if (homes == 1) {
      return null;
    }
    long all = 0;
    for (int i = 0; i < homes; i++) {
      all |= 1L << machine.home(i);
    }
    long[] to = LongStream.of(all & ~(1L << chiplet)).toArray();
    if (!step.layers().getFirst().multicasts()) {
      to =
          IntStream.range(0, homes)
              .map(machine::home)
              .filter(c -> c != chiplet)
              .mapToLong(c -> 1L << c)
              .toArray();
    }
    var rank = new int[to.length];
    Arrays.fill(rank, Packets.NOTICE);
    var notices = new Packets(traffic, new int[to.length], rank, to);
    var passed = queues.last(StepEngine.VECTOR, 0);
    queues.add(StepEngine.SEND, new Work.Send(notices, Work.NO_EXPERT, 1), passed);
    return new Arrived(traffic, number * (homes - 1));
  }

  /** Adds up the gradients that come back. */
  void inputGradients(int layer) {
    combine(layer, VectorTask.INPUT_GRADIENT, Traffic.RETURN, step.layers().size() - layer);
  }

  /** Adds up contributions; {@code passes} of this kind so far, this one included. */
  private void combine(int layer, VectorTask task, Traffic traffic, int passes) {
    int rows = step.layers().get(layer).homeRows();
    apply(layer, task, 0, new Arrived(traffic, passes * tokens * rows));
  }

  private void apply(int layer, VectorTask task, int rank, Condition condition) {
    var work = new Work.Apply(task, Work.NO_EXPERT, rank, layer, tokens, words);
    queues.add(StepEngine.VECTOR, work, condition);
  }

  /** Rows of the home tokens: a packet for each expert, for each chiplet, or for all at once. */
  private void send(int layer, Traffic traffic, Condition... conditions) {
    var s = step.layers().get(layer);
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
          token.add(step.token(layer, t));
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
