package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.SEND;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What comes to a chiplet with experts, and what it sends to the homes. */
final class ExpertPackets {
  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;

  /** By part, packets that come here each way. */
  private final int[] come;

  ExpertPackets(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    come = step.parts().stream().mapToInt(l -> l.packetsTo(chiplet)).toArray();
  }

  /** When all tokens, or gradients, of a part are here. */
  Condition arrived(Traffic traffic, int part) {
    boolean forward = traffic == Traffic.DISPATCH;
    int from = forward ? 0 : step.part(step.layer(part), 0);
    int own = Arrays.stream(come, from, part + 1).sum();
    // the backward pass begins with the last layer
    int behind = forward ? come.length : step.part(step.layer(part) + 1, 0);
    return new Arrived(traffic, own + Arrays.stream(come, behind, come.length).sum());
  }

  /**
   * Tells homes, if there are several, that the packets of a micro-batch are here and those of the
   * next one may come, and does so for one micro-batch ahead: what is sent in between are results.
   */
  void tellHomes(int part, Traffic of, Traffic by) {
    var s = step.parts().get(part);
    int from = step.microBatch(part) == 0 ? part : part + 1;
    for (int p = from; p <= part + 1 && s.overlaps() && s.machine().homes() > 1; p++) {
      boolean hasNext = step.microBatch(p) < step.microBatches() - 1;
      if (step.layer(p) == step.layer(part) && hasNext && come[p] > 0) {
        var homes = IntStream.range(0, s.machine().homes()).map(s.machine()::home);
        queues.add(SEND, HomeCommands.notice(step, by, homes), arrived(of, p));
      }
    }
  }

  /** Rows of an expert's tokens to their homes. */
  Condition sendHome(int part, int expert, Traffic traffic, Condition condition) {
    var s = step.parts().get(part);
    int[] tokens = s.routing().tokensOf(expert);
    int[] rank = IntStream.of(tokens).map(t -> s.rank(t, expert)).toArray();
    long[] to = Arrays.stream(tokens).mapToLong(t -> 1L << s.home(t)).toArray();
    int[] numbers = IntStream.of(tokens).map(t -> step.token(part, t)).toArray();
    var sent = new Packets(traffic, numbers, rank, to);
    var work = new Work.Send(sent, step.expert(part, expert), s.machine().words(s.hidden()));
    return queues.add(SEND, work, condition);
  }

  /**
   * Rows of all experts to the homes, in the order of tokens and of a token in top-k order, when
   * all are there; and the end.
   */
  void sendSums(int part, Traffic traffic, Condition condition) {
    var s = step.parts().get(part);
    var routing = s.routing();
    var token = new ArrayList<Integer>();
    var rank = new ArrayList<Integer>();
    for (int t : s.addingOrder()) {
      for (int j = 0; j < routing.topK(); j++) {
        if (s.placement().chiplet(routing.expert(t, j)) == chiplet) {
          token.add(t);
          rank.add(j);
        }
      }
    }
    token.add(0);
    rank.add(Packets.END);
    var sent =
        new Packets(
            traffic,
            token.stream().mapToInt(t -> step.token(part, t)).toArray(),
            rank.stream().mapToInt(j -> j).toArray(),
            token.stream().mapToLong(t -> 1L << s.home(t)).toArray());
    var work = new Work.Send(sent, Work.ALL_EXPERTS, s.machine().words(s.hidden()));
    queues.add(SEND, work, condition);
  }
}
