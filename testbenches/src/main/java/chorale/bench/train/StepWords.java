package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.StreamedMemory.Slot;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Step;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands of a step as words of the chiplets' queues, and their tables of copies. */
final class StepWords {
  private final TrainingParameters p;
  private final TrainingFormat format;
  private final MozartStep step;
  private final List<StreamedMemory> memories;
  private final GroupPlan stored;
  private final ExpertKernels kernels;

  /** Null if there is none. */
  private final AttentionWords attention;

  private final HostWords words;
  private final CommandQueues[] queues;

  private final PacketTable table;

  /** By chiplet, entries of its table of copies so far. */
  private final int[] copies;

  StepWords(
      TrainingParameters p,
      MozartStep step,
      List<StreamedMemory> memories,
      GroupPlan stored,
      ExpertKernels kernels,
      AttentionKernels ofAttention,
      HostWords words) {
    this.p = p;
    this.step = step;
    this.memories = memories;
    this.stored = stored;
    this.kernels = kernels;
    attention = ofAttention == null ? null : new AttentionWords(step, ofAttention);
    this.words = words;
    format = new TrainingFormat(p);
    queues = new CommandQueues[p.chiplets()];
    Arrays.setAll(queues, c -> new CommandQueues(p, words, c));
    table = new PacketTable(p, step, memories, words);
    copies = new int[p.chiplets()];
  }

  /** Adds all commands, and ends the queues. */
  void add(Step program) {
    for (var queue : program.queues()) {
      for (var command : queue.commands()) {
        var conditions = command.conditions();
        var first = conditions.isEmpty() ? null : wait(conditions.getFirst());
        var second = conditions.size() < 2 ? null : wait(conditions.getLast());
        add(queue.chiplet(), queue.number(), command.work(), first, second);
      }
    }
    for (var q : queues) {
      q.end();
    }
  }

  private Wait wait(Condition condition) {
    return switch (condition) {
      case Arrived(Traffic traffic, int count) -> new Wait(traffic.ordinal(), count);
      case Condition.Came _ ->
          throw new IllegalArgumentException("packets that a board counts, in a package without");
      case Done done -> CommandQueues.after(p, done);
    };
  }

  private void add(int c, int tile, Work work, Wait first, Wait second) {
    var m = memories.get(c);
    switch (work) {
      case Work.Attend w -> throw w.refused();
      case Work.Multiply w -> queues[c].array(tile, gemm(m, w), first, second);
      case Work.Apply w -> apply(c, m, w, first, second);
      case Work.Copy w -> copy(c, m, w, first, second);
      case Work.Send w -> send(c, w, first, second);
      case Work.Load w -> {
        var from = stored.of(w.tensor(), w.expert(), w.matrix());
        var to = place(m, w.tensor(), w.expert(), w.matrix(), w.place(), w.isUpdate());
        check(w.blocks(), from);
        queues[c].load(from, to, w.order(), first, second);
      }
      case Work.Store w -> {
        var to = stored.of(w.tensor(), w.expert(), w.matrix());
        var from = place(m, w.tensor(), w.expert(), w.matrix(), w.place(), w.isUpdate());
        check(w.blocks(), to);
        queues[c].store(from, to, w.order(), first, second);
      }
    }
  }

  private static void check(int blocks, Stored there) {
    if (blocks != there.blocks()) {
      throw new IllegalStateException(
          "a schedule with %d blocks of a matrix that fills %d".formatted(blocks, there.blocks()));
    }
  }

  private Region place(
      StreamedMemory m, Tensor tensor, int expert, int matrix, int place, boolean isUpdate) {
    if (isUpdate) {
      return m.buffers[place].of(tensor);
    }
    int microBatch = step.microBatch(step.partOfExpert(expert));
    return m.slots[place].of(tensor, matrix, microBatch, m.experts.get(expert).tokens.length);
  }

  /** Rows of the micro-batch of an expert's part in a slot. */
  private StreamedMemory.Rows rows(Slot slot, int expert) {
    return slot.rows[step.microBatch(step.partOfExpert(expert))];
  }

  private Gemm gemm(StreamedMemory m, Work.Multiply w) {
    if (w.product().isAttention()) {
      return attention.gemm(m.home, w);
    }
    var e = m.experts.get(w.expert());
    var s = m.slots[w.slot()];
    var r = rows(s, w.expert());
    return switch (w.product()) {
      case GATE -> gemm(w, e.x, s.weight[LayerData.GATE], r.gateSum);
      case UP -> gemm(w, e.x, s.weight[LayerData.UP], r.upSum);
      case DOWN -> gemm(w, r.hidden, s.weight[LayerData.DOWN], r.outSum);
      case HIDDEN_GRADIENT -> gemm(w, e.dOut, s.weight[LayerData.DOWN], r.dHidden);
      case INPUT_BY_GATE -> gemm(w, r.dGate, s.weight[LayerData.GATE], r.dxSum);
      case INPUT_BY_UP -> gemm(w, r.dUp, s.weight[LayerData.UP], r.dxSum);
      case GATE_GRADIENT -> gemm(w, e.x, r.dGate, s.gradient[LayerData.GATE]);
      case UP_GRADIENT -> gemm(w, e.x, r.dUp, s.gradient[LayerData.UP]);
      case DOWN_GRADIENT -> gemm(w, r.hidden, e.dOut, s.gradient[LayerData.DOWN]);
      default -> throw new IllegalArgumentException(w.product() + " among experts");
    };
  }

  private static Gemm gemm(Work.Multiply w, Region left, Region top, Region to) {
    return StepGemm.of(w, left.place(), top.place(), w.goesOn() ? to.place() : null, to.place());
  }

  private void apply(int c, StreamedMemory m, Work.Apply w, Wait first, Wait second) {
    if (w.task().isAttention()) {
      var at = attention.streams(m.home, w).toArray(Region[]::new);
      queues[c].vector(attention.kernel(w), w.rows(), w.words(), first, second, at);
      return;
    }
    var e = m.experts.get(w.expert());
    boolean inSlot = e != null && w.task() != VectorTask.UPDATE;
    var s = inSlot ? rows(m.slots[w.place()], w.expert()) : null;
    boolean atHome = w.expert() == Work.NO_EXPERT;
    var home = atHome ? m.home.batches.get(step.microBatch(w.part())) : null;
    int layer = step.layer(w.part());
    int kernel =
        switch (w.task()) {
          case ACTIVATE -> kernels.swiglu();
          case ACTIVATE_BACKWARD -> kernels.swigluBackward();
          case ROUND_OUTPUT, ROUND_GRADIENT -> kernels.toBf16();
          case WEIGH_OUTPUT -> kernels.weigh();
          case SCALE_EXPERT, SCALE_RANK -> kernels.scale();
          case OUTPUT, INPUT_GRADIENT -> kernels.combine();
          case DIFFERENCE -> kernels.difference();
          case UPDATE -> kernels.adamW();
          default -> throw new IllegalArgumentException(w.task() + " among experts");
        };
    var at =
        switch (w.task()) {
          case ACTIVATE -> List.of(s.gateSum, s.upSum, s.hidden);
          case ACTIVATE_BACKWARD -> List.of(s.gateSum, s.upSum, s.dHidden, s.dGate, s.dUp, m.one);
          case ROUND_OUTPUT -> List.of(s.outSum, e.out);
          case WEIGH_OUTPUT -> List.of(e.weight, s.outSum, e.out);
          case ROUND_GRADIENT -> List.of(s.dxSum, e.dx);
          case SCALE_EXPERT -> List.of(e.weight, e.dOut, e.dOut);
          case SCALE_RANK -> {
            var weight = rank(home.weights.get(layer), w.place());
            yield List.of(weight, home.dOut.get(w.place()), home.gradients.get(layer + 1));
          }
          case OUTPUT -> {
            var y = home.states.get(layer + 1);
            var weights = home.weights.isEmpty() ? m.home.ones : home.weights.get(layer);
            yield behind(home.out, weights, y);
          }
          case DIFFERENCE -> List.of(home.states.getLast(), home.target, home.gradients.getLast());
          case INPUT_GRADIENT -> {
            boolean attends = home.dAttended != null;
            var to = attends ? home.dAttended : home.gradients.get(layer);
            yield behind(home.dIn, m.home.ones, to);
          }
          case UPDATE -> {
            var b = m.buffers[w.place()];
            yield List.of(
                m.optimizer,
                b.of(Tensor.GRADIENT),
                b.of(Tensor.FIRST),
                b.of(Tensor.SECOND),
                b.of(Tensor.WEIGHT));
          }
          default -> throw new IllegalArgumentException(w.task() + " among experts");
        };
    queues[c].vector(kernel, w.rows(), w.words(), first, second, at.toArray(Region[]::new));
  }

  private static List<Region> behind(List<Region> ranks, Region... first) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(MemoryPlan.streams(ranks));
    return all;
  }

  private static Region rank(Region weight, int rank) {
    return new Region(weight.memory(), weight.address() + rank, weight.rows(), weight.words());
  }

  /** Rows that came once, to the rows of an expert. */
  private void copy(int c, StreamedMemory m, Work.Copy w, Wait first, Wait second) {
    var e = m.experts.get(w.expert());
    int part = step.partOfExpert(w.expert());
    var arrived = m.arrivals.get(w.traffic())[step.microBatch(part)];
    var to = w.traffic() == Traffic.DISPATCH ? e.x : e.dOut;
    for (int i = 0; i < e.tokens.length; i++) {
      long from = arrived.row(step.parts().get(part).arrivalRow(c, e.tokens[i]));
      words.add(c, Target.COPIES, copies[c] + i, format.copy(from, to.row(i)));
    }
    queues[c].copy(copies[c], e.tokens.length, first, second);
    copies[c] += e.tokens.length;
  }

  private void send(int c, Work.Send w, Wait first, Wait second) {
    queues[c].send(table.add(c, w), w.packets().count(), first, second);
  }
}
