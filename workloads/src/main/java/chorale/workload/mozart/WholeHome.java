package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.LOAD;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.STORE;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.mozart.Manner.Exchange;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Packets;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.Arrays;
import java.util.List;

/** The commands of the home of a whole step's tokens. */
final class WholeHome {
  private final WholeStep s;
  private final List<LayerPlan> plans;
  private final ChipletQueues queues;
  private final Manner manner;
  private final int words;
  private final int parts;

  /** Contributions that have come back so far: as many of gradients when these come. */
  private int outputs;

  private int returns;

  /** By layer and part; gradients go where tokens went. */
  private final Packets[][] sent;

  WholeHome(WholeStep s, List<LayerPlan> plans, ChipletQueues queues) {
    this.s = s;
    this.plans = plans;
    this.queues = queues;
    manner = s.manner();
    words = s.machine().words(s.layers().getFirst().hidden());
    parts = manner.overlaps() ? manner.microBatches() : 1;
    sent = new Packets[s.layers().size()][parts];
  }

  void step() {
    int count = s.layers().size();
    Condition before = null;
    for (int l = 0; l < count; l++) {
      before = forward(l, before);
    }
    var gradients = new Condition[parts];
    Arrays.fill(gradients, before);
    for (int l = count - 1; l >= 0; l--) {
      gradients = backward(l, gradients);
    }
  }

  private Condition forward(int l, Condition before) {
    var shared = s.shared().get(l);
    var loaded = load(l, Tensor.SHARED, shared.weights(), ready(before));
    for (int part = 0; part < parts; part++) {
      var attended = attend(l, part, 1, loaded, before);
      if (manner.overlaps()) {
        send(l, Traffic.DISPATCH, part, attended);
      }
    }
    var done = queues.last(TILE, 0);
    var saved = store(l, Tensor.SAVED, shared.saved() * s.tokens(), done);
    if (!manner.overlaps()) {
      send(l, Traffic.DISPATCH, 0, saved);
    }
    outputs += contributions(l);
    return apply(VectorTask.OUTPUT, 0, s.tokens(), new Arrived(Traffic.COMBINE, outputs));
  }

  /** Returns when the gradients of each part are there for the layer before. */
  private Condition[] backward(int l, Condition[] gradients) {
    for (int part = 0; part < parts; part++) {
      var scaled = gradients[part];
      if (manner.exchange() == Exchange.PAIRS) {
        for (int rank = 0; rank < s.layers().get(l).routing().topK(); rank++) {
          int rows = first(part + 1) - first(part);
          scaled = apply(VectorTask.SCALE_RANK, rank, rows, rank == 0 ? scaled : null);
        }
      }
      send(l, Traffic.GRADIENT, part, scaled);
    }
    returns += contributions(l);
    var back = new Arrived(Traffic.RETURN, returns);
    var added = apply(VectorTask.INPUT_GRADIENT, 0, s.tokens(), back);
    var shared = s.shared().get(l);
    int pass = 2 * s.layers().size() - 1 - l;
    load(pass, Tensor.SHARED, shared.weights(), ready(added));
    var loaded = load(pass, Tensor.SAVED, shared.saved() * s.tokens(), null);
    var done = new Condition[parts];
    for (int part = 0; part < parts; part++) {
      done[part] = attend(l, part, 2, loaded, added);
    }
    var stored = store(pass, Tensor.SHARED, shared.weights(), done[parts - 1]);
    if (!manner.overlaps()) {
      done[0] = stored;
    }
    return done;
  }

  /** When a layer's weights are loaded: while the layer before is worked on, or behind it. */
  private Condition ready(Condition before) {
    return manner.overlaps() ? queues.last(TILE, 0) : before;
  }

  private Condition attend(int l, int part, int times, Condition loaded, Condition before) {
    long tokens = first(part + 1) - first(part);
    var shared = s.shared().get(l);
    var work = new Work.Attend(times * tokens * shared.macs(), times * tokens * shared.numbers());
    return queues.add(TILE, work, loaded, before);
  }

  private Condition load(int pass, Tensor tensor, long numbers, Condition condition) {
    var work =
        new Work.Load(tensor, Work.NO_EXPERT, 0, 0, false, s.order(pass, 0), blocks(numbers));
    return queues.add(LOAD, work, condition);
  }

  private Condition store(int pass, Tensor tensor, long numbers, Condition condition) {
    var work =
        new Work.Store(tensor, Work.NO_EXPERT, 0, 0, false, s.order(pass, 0), blocks(numbers));
    return queues.add(STORE, work, condition);
  }

  private Condition apply(VectorTask task, int rank, int rows, Condition condition) {
    var work = new Work.Apply(task, Work.NO_EXPERT, rank, 0, rows, words);
    return queues.add(VECTOR, work, condition);
  }

  private int blocks(long numbers) {
    var machine = s.machine();
    return Math.toIntExact(Math.ceilDiv(numbers, (long) machine.packetWords() * machine.lanes()));
  }

  private int first(int part) {
    return (int) ((long) part * s.tokens() / parts);
  }

  /** Packets that come back from a layer. */
  private int contributions(int l) {
    var plan = plans.get(l);
    int packets = 0;
    for (int t = 0; t < s.tokens(); t++) {
      packets +=
          switch (manner.exchange()) {
            case PAIRS -> s.layers().get(l).routing().topK();
            case CHIPLETS -> Long.bitCount(plan.chiplets(t));
            case GROUPS -> Long.bitCount(groups(plan.chiplets(t)));
          };
    }
    return packets;
  }

  private long groups(long chiplets) {
    long groups = 0;
    for (long rest = chiplets; rest != 0; rest &= rest - 1) {
      groups |= 1L << s.machine().group(Long.numberOfTrailingZeros(rest));
    }
    return groups;
  }

  /** The packets of a part of the tokens to their experts. */
  private void send(int l, Traffic traffic, int part, Condition condition) {
    if (sent[l][part] == null) {
      sent[l][part] = packets(l, part);
    }
    var same = sent[l][part];
    var packets = new Packets(traffic, same.token(), same.rank(), same.to());
    queues.add(SEND, new Work.Send(packets, Work.NO_EXPERT, words), condition);
  }

  private Packets packets(int l, int part) {
    var layer = s.layers().get(l);
    int from = first(part);
    int to = first(part + 1);
    int most = (to - from) * layer.routing().topK();
    var token = new int[most];
    var rank = new int[most];
    var receivers = new long[most];
    int n = 0;
    for (int t = from; t < to; t++) {
      long all = plans.get(l).chiplets(t);
      int packets =
          switch (manner.exchange()) {
            case PAIRS -> layer.routing().topK();
            case CHIPLETS -> Long.bitCount(all);
            case GROUPS -> 1;
          };
      for (int j = 0; j < packets; j++) {
        token[n] = s.token(l, t);
        rank[n] = manner.exchange() == Exchange.PAIRS ? j : Packets.ALL;
        receivers[n++] =
            switch (manner.exchange()) {
              case PAIRS -> 1L << layer.placement().chiplet(layer.routing().expert(t, j));
              case CHIPLETS -> Long.lowestOneBit(all);
              case GROUPS -> all;
            };
        all &= all - 1;
      }
    }
    return new Packets(
        Traffic.DISPATCH,
        Arrays.copyOf(token, n),
        Arrays.copyOf(rank, n),
        Arrays.copyOf(receivers, n));
  }
}
