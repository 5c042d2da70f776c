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
import java.util.TreeSet;

/** The commands of a chiplet that is the home of tokens. */
final class HomeCommands {
  private final MozartSchedule s;
  private final int chiplet;
  private final ChipletQueues queues;
  private final int tokens;
  private final int words;
  private final int topK;

  HomeCommands(MozartSchedule s, int chiplet, ChipletQueues queues) {
    this.s = s;
    this.chiplet = chiplet;
    this.queues = queues;
    tokens = s.homeTokens();
    words = s.machine().words(s.hidden());
    topK = s.routing().topK();
  }

  /** Sends the tokens to their experts. */
  void dispatch() {
    send(Traffic.DISPATCH, null);
  }

  /** Adds up what comes back, and sends the gradients of the outputs. */
  void outputs() {
    var added = combine(VectorTask.OUTPUT, Traffic.COMBINE);
    if (s.deduplicates()) {
      send(Traffic.GRADIENT, added);
      return;
    }
    Condition scaled = null;
    for (int rank = 0; rank < topK; rank++) {
      scaled = apply(VectorTask.SCALE_RANK, rank, null);
    }
    send(Traffic.GRADIENT, scaled);
  }

  /** Adds up the gradients that come back. */
  void inputGradients() {
    combine(VectorTask.INPUT_GRADIENT, Traffic.RETURN);
  }

  private Condition combine(VectorTask task, Traffic traffic) {
    return apply(task, 0, new Arrived(traffic, tokens * topK));
  }

  private Condition apply(VectorTask task, int rank, Condition condition) {
    var work = new Work.Apply(task, Work.NO_EXPERT, rank, 0, tokens, words);
    return queues.add(StepEngine.VECTOR, work, condition);
  }

  /** Rows of the home tokens, a packet for each expert or for each chiplet with experts. */
  private void send(Traffic traffic, Condition condition) {
    var token = new ArrayList<Integer>();
    var rank = new ArrayList<Integer>();
    var to = new ArrayList<Integer>();
    int first = s.firstToken(chiplet);
    for (int t = first; t < first + tokens; t++) {
      var reached = new TreeSet<Integer>();
      for (int j = 0; j < topK; j++) {
        int there = s.placement().chiplet(s.routing().expert(t, j));
        if (!s.deduplicates() || reached.add(there)) {
          token.add(t);
          rank.add(s.deduplicates() ? Packets.ALL : j);
          to.add(there);
        }
      }
    }
    var packets =
        new Packets(
            traffic,
            token.stream().mapToInt(i -> i).toArray(),
            rank.stream().mapToInt(i -> i).toArray(),
            to.stream().mapToLong(c -> 1L << c).toArray());
    queues.add(StepEngine.SEND, new Work.Send(packets, Work.NO_EXPERT, words), condition);
  }
}
