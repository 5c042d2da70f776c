package chorale.bench.train;

import chorale.bench.train.ChipletMemory.Expert;
import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A training step of a layer of experts as commands of a package: tokens to their experts, forward,
 * back home, gradients to the experts, backward, update, gradients home. All that experts have lies
 * in their chiplets.
 *
 * <p>No command waits for a later phase than its own, and every engine does the phases in the same
 * order, so some command can always go on.
 */
final class TrainingProgram {
  private final TrainingParameters p;
  private final LayerData data;
  private final KernelMemory instructions;
  private final ExpertKernels kernels;
  private final List<ChipletMemory> memories = new ArrayList<>();
  private final HostWords words;

  TrainingProgram(TrainingParameters p, LayerData data) {
    this.p = p;
    this.data = data;
    var routing = data.routing();
    check(p, data);
    int chiplets = p.chiplets();
    instructions = new KernelMemory(p.vector());
    kernels = ExpertKernels.into(instructions, routing.topK(), p.packetWords());
    words = new HostWords(p);
    for (int c = 0; c < chiplets; c++) {
      memories.add(new ChipletMemory(p, data, c, data.optimizer().constants(data.step()).length));
    }
    for (int c = 0; c < chiplets; c++) {
      fill(c);
      new Queues(c).build();
    }
  }

  /** Throws if a package cannot do a layer. */
  static void check(TrainingParameters p, LayerData data) {
    var routing = data.routing();
    int chiplets = p.chiplets();
    if (routing.tokens() % chiplets != 0 || routing.expertCount() % chiplets != 0) {
      throw new IllegalArgumentException(
          "%d tokens and %d experts for %d chiplets: multiples of the chiplets"
              .formatted(routing.tokens(), routing.expertCount(), chiplets));
    }
    if (data.hidden() != p.packetWords() * p.lanes() || data.inner() % p.lanes() != 0) {
      throw new IllegalArgumentException(
          "hidden size %d and inner size %d for packets of %d words of %d lanes: as large as a packet, and whole words"
              .formatted(data.hidden(), data.inner(), p.packetWords(), p.lanes()));
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  ChipletMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  // --- memories ---

  private void fill(int c) {
    var m = memories.get(c);
    fillTokens(words, instructions, data, m, c);
    for (Expert e : m.experts) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        var parameter = data.experts()[e.number][matrix];
        for (int i = 0; i < e.weight[matrix].rows(); i++) {
          words.operands(c, e.weight[matrix], i, parameter.weight()[i]);
          words.sums(c, e.first[matrix], i, parameter.first()[i]);
          words.sums(c, e.second[matrix], i, parameter.second()[i]);
          if (e.tokens == 0) {
            words.sums(c, e.gradient[matrix], i, new float[parameter.weight()[i].length]);
          }
        }
      }
    }
  }

  /** Fills what a chiplet has besides its experts. */
  static void fillTokens(
      HostWords words, KernelMemory instructions, LayerData data, ChipletMemory m, int c) {
    words.kernels(c, instructions);
    for (int t = 0; t < m.tokens; t++) {
      words.operands(c, m.x, t, data.x()[m.firstToken + t]);
      words.operands(c, m.dy, t, data.dy()[m.firstToken + t]);
      words.scalars(c, m.weight, t, data.weight()[m.firstToken + t]);
    }
    var ones = new float[m.ones.words()];
    Arrays.fill(ones, 1);
    words.scalars(c, m.ones, 0, ones);
    words.scalars(c, m.optimizer, 0, data.optimizer().constants(data.step()));
  }

  // --- commands ---

  /** The command queues of a chiplet and its table of packets. */
  private final class Queues {
    private final ChipletMemory m;
    private final ExpertCommands on;
    private final CommandQueues queues;

    /** Those with tokens. */
    private final List<Expert> experts;

    Queues(int c) {
      m = memories.get(c);
      experts = m.experts.stream().filter(e -> e.tokens > 0).toList();
      on = new ExpertCommands(p, data, kernels, memories, words, c, experts);
      queues = on.queues;
    }

    void build() {
      int tokensHere = m.experts.stream().mapToInt(e -> e.tokens).sum();
      // Forward.
      on.sendTokens(ExpertCommands.DISPATCH, m.x, null);
      var arrived = new Wait(ExpertCommands.DISPATCH, tokensHere);
      var activated = new ArrayList<Wait>();
      var sent = new ArrayList<Wait>();
      for (Expert e : experts) {
        on.forward(e, e.x, LayerData.GATE, e.gateSum, data.hidden(), data.inner(), arrived, null);
        on.forward(e, e.x, LayerData.UP, e.upSum, data.hidden(), data.inner(), arrived, null);
        activated.add(on.activate(e));
      }
      for (int i = 0; i < experts.size(); i++) {
        var e = experts.get(i);
        on.forward(
            e,
            e.hidden,
            LayerData.DOWN,
            e.outSum,
            data.inner(),
            data.hidden(),
            activated.get(i),
            null);
        sent.add(on.round(e, e.outSum, e.out, on.last(e)));
      }
      for (int i = 0; i < experts.size(); i++) {
        on.sendHome(ExpertCommands.COMBINE, experts.get(i), experts.get(i).out, sent.get(i));
      }
      on.outputs();

      // Backward.
      on.gradientsOfOutputs();
      var gradients = new Wait(ExpertCommands.GRADIENT, tokensHere);
      var returned = new ArrayList<Wait>();
      var used = new ArrayList<Wait>();
      for (Expert e : experts) {
        on.array(
            e,
            on.back(e, e.dOut, LayerData.DOWN, null, e.dHidden, data.hidden(), data.inner()),
            gradients,
            null);
        var swiglu = on.activateBackward(e);
        on.array(
            e,
            on.back(e, e.dGate, LayerData.GATE, null, e.dxSum, data.inner(), data.hidden()),
            swiglu,
            null);
        var begun = on.last(e);
        on.outer(e, LayerData.DOWN, e.hidden, e.dOut, data.inner(), data.hidden());
        on.outer(e, LayerData.GATE, e.x, e.dGate, data.hidden(), data.inner());
        on.outer(e, LayerData.UP, e.x, e.dUp, data.hidden(), data.inner());
        on.array(
            e,
            on.back(e, e.dUp, LayerData.UP, e.dxSum, e.dxSum, data.inner(), data.hidden()),
            begun,
            null);
        used.add(on.last(e));
      }
      for (int i = 0; i < experts.size(); i++) {
        var e = experts.get(i);
        returned.add(on.round(e, e.dxSum, e.dx, used.get(i)));
        on.sendHome(ExpertCommands.RETURN, e, e.dx, returned.get(i));
        update(e, used.get(i));
      }
      m.experts.stream().filter(e -> e.tokens == 0).forEach(e -> update(e, null));
      on.gradients();
      queues.end();
    }

    private void update(Expert e, Wait first) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        queues.vector(
            kernels.adamW(),
            e.weight[matrix].rows(),
            e.weight[matrix].words(),
            first,
            null,
            m.optimizer,
            e.gradient[matrix],
            e.first[matrix],
            e.second[matrix],
            e.weight[matrix]);
      }
    }
  }
}
