package chorale.bench.train;

import chorale.bench.train.ChipletMemory.Expert;
import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.List;

/**
 * The step of {@link TrainingProgram} with the experts in the memories of the groups, as Mozart
 * streams them (arXiv 2603.07006, section 4): weights are loaded before the forward and the
 * backward pass, hottest experts first; what the backward pass needs of the forward one is stored
 * and loaded again; gradients are stored; and the optimizer loads weights, gradients and moments
 * and stores weights and moments.
 *
 * <p>Of each chiplet {@link ChipletMemory#SLOTS} experts have a place at a time; the loads of one
 * hide behind the work of the one before. Order numbers rise from phase to phase, and in a phase
 * from round to round, in each of which the hotter experts come first.
 */
final class StreamedProgram {
  private final TrainingParameters p;
  private final LayerData data;
  private final KernelMemory instructions;
  private final ExpertKernels kernels;
  private final List<ChipletMemory> memories = new ArrayList<>();
  private final List<DramPlan> plans = new ArrayList<>();
  private final List<List<ExpertStore>> stores = new ArrayList<>();
  private final HostWords words;

  /** By expert, its number in the order of its group. */
  private final int[] round;

  /** Where an expert lies in its group's memory. */
  static final class ExpertStore {
    final Expert expert;
    final Stored[] weight = new Stored[3];
    final Stored[] gradient = new Stored[3];
    final Stored[] first = new Stored[3];
    final Stored[] second = new Stored[3];
    private final Stored gateSum;
    private final Stored upSum;
    private final Stored hidden;

    private ExpertStore(DramPlan plan, Expert e) {
      expert = e;
      for (int matrix = 0; matrix < weight.length; matrix++) {
        weight[matrix] = plan.take(e.weight[matrix]);
        gradient[matrix] = plan.take(e.gradient[matrix]);
        first[matrix] = plan.take(e.gradient[matrix]);
        second[matrix] = plan.take(e.gradient[matrix]);
      }
      gateSum = plan.take(e.gateSum);
      upSum = plan.take(e.upSum);
      hidden = plan.take(e.hidden);
    }
  }

  StreamedProgram(TrainingParameters p, LayerData data) {
    this.p = p;
    this.data = data;
    var routing = data.routing();
    TrainingProgram.check(p, data);
    int each = p.stack().orElseThrow().chiplets();
    instructions = new KernelMemory(p.vector());
    kernels = ExpertKernels.into(instructions, routing.topK());
    words = new HostWords(p);
    round = new int[routing.expertCount()];
    for (int c = 0; c < p.chiplets(); c++) {
      var memory = new ChipletMemory(p, data, c, data.optimizer().constants(data.step()).length);
      memories.add(memory);
      if (c % each == 0) {
        plans.add(new DramPlan(p));
      }
      var plan = plans.getLast();
      stores.add(memory.experts.stream().map(e -> new ExpertStore(plan, e)).toList());
    }
    for (int g = 0; g < p.groups(); g++) {
      rounds(g * each, each);
    }
    for (int c = 0; c < p.chiplets(); c++) {
      TrainingProgram.fillTokens(words, instructions, data, memories.get(c), c);
      new Queues(c).build();
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  ChipletMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  List<ExpertStore> experts(int chiplet) {
    return stores.get(chiplet);
  }

  /** Writes weights and moments to the memories; gradients are 0 where no token makes any. */
  void fill(List<GroupDram> drams) {
    for (int c = 0; c < p.chiplets(); c++) {
      var dram = drams.get(c / p.stack().orElseThrow().chiplets());
      for (var s : stores.get(c)) {
        for (int matrix = 0; matrix < s.weight.length; matrix++) {
          var parameter = data.experts()[s.expert.number][matrix];
          for (int i = 0; i < s.weight[matrix].rows(); i++) {
            dram.operands(s.weight[matrix], i, parameter.weight()[i]);
            dram.sums(s.first[matrix], i, parameter.first()[i]);
            dram.sums(s.second[matrix], i, parameter.second()[i]);
          }
        }
      }
    }
  }

  /** Numbers the experts of a group: round by round, in a round by descending load. */
  private void rounds(int firstChiplet, int chiplets) {
    var routing = data.routing();
    int each = routing.expertCount() / p.chiplets();
    int number = 0;
    var hottest = new ArrayList<List<Integer>>();
    for (int c = firstChiplet; c < firstChiplet + chiplets; c++) {
      hottest.add(ChipletMemory.hottestFirst(routing, c * each, each));
    }
    for (int r = 0; r < each; r++) {
      int of = r;
      var now = new ArrayList<>(hottest.stream().map(l -> l.get(of)).toList());
      now.sort((a, b) -> Integer.compare(routing.load(b), routing.load(a)));
      for (int expert : now) {
        round[expert] = number++;
      }
    }
  }

  /** The command queues of a chiplet. */
  private final class Queues {
    private final ChipletMemory m;
    private final ExpertCommands on;
    private final CommandQueues queues;
    private final List<ExpertStore> all;

    /** Those with tokens, the hottest first. */
    private final List<ExpertStore> active;

    /** By slot: its last GEMM, and the last store from it. */
    private final Wait[] multiplied = new Wait[ChipletMemory.SLOTS];

    private final Wait[] stored = new Wait[ChipletMemory.SLOTS];
    private final int experts;

    Queues(int c) {
      m = memories.get(c);
      var own = stores.get(c);
      experts = data.routing().expertCount() / p.chiplets() * p.stack().orElseThrow().chiplets();
      int first = m.experts.getFirst().number;
      all =
          ChipletMemory.hottestFirst(data.routing(), first, own.size()).stream()
              .map(e -> own.get(e - first))
              .toList();
      active = all.stream().filter(s -> s.expert.tokens > 0).toList();
      var order = active.stream().map(s -> s.expert).toList();
      on = new ExpertCommands(p, data, kernels, memories, words, c, order);
      queues = on.queues;
    }

    void build() {
      int tokensHere = m.experts.stream().mapToInt(e -> e.tokens).sum();
      on.sendTokens(ExpertCommands.DISPATCH, m.x, null);
      forward(new Wait(ExpertCommands.DISPATCH, tokensHere));
      on.outputs();
      on.gradientsOfOutputs();
      var gradients = backward(new Wait(ExpertCommands.GRADIENT, tokensHere));
      update(gradients);
      on.gradients();
      queues.end();
    }

    /** The order number of an expert in a phase. */
    private int order(int phase, ExpertStore s) {
      return phase * experts + round[s.expert.number];
    }

    private Wait loadWeights(ExpertStore s, int order, int slot) {
      Wait loaded = null;
      for (int matrix = 0; matrix < s.weight.length; matrix++) {
        boolean first = matrix == 0;
        loaded =
            queues.load(
                s.weight[matrix],
                s.expert.weight[matrix],
                order,
                first ? multiplied[slot] : null,
                first ? stored[slot] : null);
      }
      return loaded;
    }

    /** The down projection of an expert follows gate and up of the next one. */
    private void forward(Wait arrived) {
      int h = data.hidden();
      int inner = data.inner();
      Wait activated = null;
      for (int i = 0; i < active.size(); i++) {
        var s = active.get(i);
        var e = s.expert;
        int slot = i % ChipletMemory.SLOTS;
        var loaded = loadWeights(s, order(0, s), slot);
        on.forward(e, e.x, LayerData.GATE, e.gateSum, h, inner, arrived, loaded);
        on.forward(e, e.x, LayerData.UP, e.upSum, h, inner, null, null);
        var before = activated;
        activated = on.activate(e);
        queues.store(e.gateSum, s.gateSum, order(0, s), activated);
        queues.store(e.upSum, s.upSum, order(0, s), null);
        stored[slot] = queues.store(e.hidden, s.hidden, order(0, s), null);
        if (i > 0) {
          down(i - 1, before);
        }
      }
      if (!active.isEmpty()) {
        down(active.size() - 1, activated);
      }
    }

    private void down(int i, Wait activated) {
      var e = active.get(i).expert;
      on.forward(
          e, e.hidden, LayerData.DOWN, e.outSum, data.inner(), data.hidden(), activated, null);
      multiplied[i % ChipletMemory.SLOTS] = on.last(e);
      on.sendHome(ExpertCommands.COMBINE, e, e.out, on.round(e, e.outSum, e.out, on.last(e)));
    }

    /** When the gradients of each expert are in the group's memory. */
    private List<Wait> backward(Wait arrived) {
      int h = data.hidden();
      int inner = data.inner();
      var written = new ArrayList<Wait>();
      for (int i = 0; i < active.size(); i++) {
        var s = active.get(i);
        var e = s.expert;
        int slot = i % ChipletMemory.SLOTS;
        int order = order(1, s);
        loadWeights(s, order, slot);
        queues.load(s.gateSum, e.gateSum, order, null, null);
        queues.load(s.upSum, e.upSum, order, null, null);
        var loaded = queues.load(s.hidden, e.hidden, order, null, null);
        on.array(e, on.back(e, e.dOut, LayerData.DOWN, null, e.dHidden, h, inner), arrived, loaded);
        var swiglu = on.activateBackward(e);
        on.array(e, on.back(e, e.dGate, LayerData.GATE, null, e.dxSum, inner, h), swiglu, null);
        var begun = on.last(e);
        on.outer(e, LayerData.DOWN, e.hidden, e.dOut, inner, h);
        on.outer(e, LayerData.GATE, e.x, e.dGate, h, inner);
        on.outer(e, LayerData.UP, e.x, e.dUp, h, inner);
        on.array(e, on.back(e, e.dUp, LayerData.UP, e.dxSum, e.dxSum, inner, h), begun, null);
        multiplied[slot] = on.last(e);
        for (int matrix = 0; matrix < s.gradient.length; matrix++) {
          stored[slot] =
              queues.store(
                  e.gradient[matrix], s.gradient[matrix], order, matrix == 0 ? on.last(e) : null);
        }
        written.add(stored[slot]);
        on.sendHome(ExpertCommands.RETURN, e, e.dx, on.round(e, e.dxSum, e.dx, on.last(e)));
      }
      return written;
    }

    private void update(List<Wait> gradients) {
      var free = new Wait[m.buffers.size()];
      int turn = 0;
      for (var s : all) {
        int i = active.indexOf(s);
        var written = i < 0 ? null : gradients.get(i);
        int order = order(2, s);
        for (int matrix = 0; matrix < s.weight.length; matrix++) {
          int b = turn++ % free.length;
          var buffer = m.buffers.get(b);
          queues.load(s.gradient[matrix], buffer.gradient, order, written, free[b]);
          queues.load(s.first[matrix], buffer.first, order, null, null);
          queues.load(s.second[matrix], buffer.second, order, null, null);
          var loaded = queues.load(s.weight[matrix], buffer.weight, order, null, null);
          var updated =
              queues.vector(
                  kernels.adamW(),
                  buffer.weight.rows(),
                  buffer.weight.words(),
                  loaded,
                  null,
                  m.optimizer,
                  buffer.gradient,
                  buffer.first,
                  buffer.second,
                  buffer.weight);
          queues.store(buffer.first, s.first[matrix], order, updated);
          queues.store(buffer.second, s.second[matrix], order, null);
          free[b] = queues.store(buffer.weight, s.weight[matrix], order, null);
        }
      }
    }
  }
}
