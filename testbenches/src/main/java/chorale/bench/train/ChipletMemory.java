package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where everything lies in the two memories of a chiplet; what is too much is refused. If there is
 * a memory for its group, only a few experts have a place there at a time, a slot, and the
 * optimizer two buffers of a matrix each.
 */
final class ChipletMemory {
  /** The places of an expert of this chiplet. */
  static final class Expert {
    final int number;
    final int tokens;
    final Region x;
    final Region dOut;
    final Region hidden;
    final Region out;
    final Region dGate;
    final Region dUp;
    final Region dx;
    final Region[] weight = new Region[3];
    final Region gateSum;
    final Region upSum;
    final Region outSum;
    final Region dHidden;
    final Region dxSum;
    final Region[] gradient = new Region[3];
    final Region[] first = new Region[3];
    final Region[] second = new Region[3];

    /** An expert that shares what it does not need all the time with others. */
    private Expert(MemoryPlan m, int lanes, int number, int tokens, LayerData data, Expert slot) {
      this.number = number;
      this.tokens = tokens;
      int h = data.hidden() / lanes;
      x = m.take(Target.SCRATCH, tokens, h);
      dOut = m.take(Target.SCRATCH, tokens, h);
      out = m.take(Target.SCRATCH, tokens, h);
      dx = m.take(Target.SCRATCH, tokens, h);
      hidden = slot.hidden.rows(0, tokens);
      dGate = slot.dGate.rows(0, tokens);
      dUp = slot.dUp.rows(0, tokens);
      gateSum = slot.gateSum.rows(0, tokens);
      upSum = slot.upSum.rows(0, tokens);
      outSum = slot.outSum.rows(0, tokens);
      dHidden = slot.dHidden.rows(0, tokens);
      dxSum = slot.dxSum.rows(0, tokens);
      System.arraycopy(slot.weight, 0, weight, 0, weight.length);
      System.arraycopy(slot.gradient, 0, gradient, 0, gradient.length);
    }

    /** An expert with a place for all that it has, or a slot, which has no tokens and moments. */
    private Expert(
        MemoryPlan m, int lanes, int number, int tokens, LayerData data, boolean isSlot) {
      this.number = number;
      this.tokens = tokens;
      int h = data.hidden() / lanes;
      int i = data.inner() / lanes;
      int own = isSlot ? 0 : tokens;
      x = m.take(Target.SCRATCH, own, h);
      dOut = m.take(Target.SCRATCH, own, h);
      hidden = m.take(Target.SCRATCH, tokens, i);
      out = m.take(Target.SCRATCH, own, h);
      dGate = m.take(Target.SCRATCH, tokens, i);
      dUp = m.take(Target.SCRATCH, tokens, i);
      dx = m.take(Target.SCRATCH, own, h);
      gateSum = m.take(Target.SUMS, tokens, i);
      upSum = m.take(Target.SUMS, tokens, i);
      outSum = m.take(Target.SUMS, tokens, h);
      dHidden = m.take(Target.SUMS, tokens, i);
      dxSum = m.take(Target.SUMS, tokens, h);
      for (int matrix = 0; matrix < 3; matrix++) {
        int rows = matrix == LayerData.DOWN ? data.inner() : data.hidden();
        int words = matrix == LayerData.DOWN ? h : i;
        weight[matrix] = m.take(Target.SCRATCH, rows, words);
        gradient[matrix] = m.take(Target.SUMS, rows, words);
        int moments = isSlot ? 0 : rows;
        first[matrix] = m.take(Target.SUMS, moments, words);
        second[matrix] = m.take(Target.SUMS, moments, words);
      }
    }
  }

  /** Experts that have their weights here at a time. */
  static final int SLOTS = 2;

  private static final int BUFFERS = 2;

  /** Where a matrix is updated: its weights, gradient and moments. */
  static final class Buffer {
    final Region weight;
    final Region gradient;
    final Region first;
    final Region second;

    /** All three matrices of an expert are equally large. */
    private Buffer(MemoryPlan m, int words, int rows) {
      weight = m.take(Target.SCRATCH, rows, words);
      gradient = m.take(Target.SUMS, rows, words);
      first = m.take(Target.SUMS, rows, words);
      second = m.take(Target.SUMS, rows, words);
    }
  }

  /** Tokens whose home this is. */
  final int tokens;

  /** The first of them. */
  final int firstToken;

  final Region x;
  final Region dy;
  final Region y;
  final Region dx;

  /** By rank: outputs of the experts, gradients for them, gradients from them. */
  final List<Region> out = new ArrayList<>();

  final List<Region> dOut = new ArrayList<>();
  final List<Region> dIn = new ArrayList<>();

  /** By token, a word for each rank with its weight in all lanes; and as many ones. */
  final Region weight;

  final Region ones;
  final Region optimizer;
  final List<Expert> experts = new ArrayList<>();

  /** Of the optimizer, if there is a memory for the group. */
  final List<Buffer> buffers = new ArrayList<>();

  ChipletMemory(TrainingParameters p, LayerData data, int chiplet, int optimizerWords) {
    var plan = new MemoryPlan(p, chiplet);
    int lanes = p.lanes();
    Routing routing = data.routing();
    int chiplets = p.chiplets();
    tokens = routing.tokens() / chiplets;
    firstToken = chiplet * tokens;
    int h = data.hidden() / lanes;
    // Rows of a packet first, so that each begins a slot.
    x = plan.take(Target.SCRATCH, tokens, h);
    dy = plan.take(Target.SCRATCH, tokens, h);
    y = plan.take(Target.SCRATCH, tokens, h);
    dx = plan.take(Target.SCRATCH, tokens, h);
    for (int j = 0; j < routing.topK(); j++) {
      out.add(plan.take(Target.SCRATCH, tokens, h));
      dOut.add(plan.take(Target.SCRATCH, tokens, h));
      dIn.add(plan.take(Target.SCRATCH, tokens, h));
    }
    weight = plan.take(Target.SUMS, tokens, routing.topK());
    ones = plan.take(Target.SUMS, 1, routing.topK());
    optimizer = plan.take(Target.SUMS, 1, optimizerWords);
    int each = routing.expertCount() / chiplets;
    int first = chiplet * each;
    if (p.stack().isEmpty()) {
      for (int e = first; e < first + each; e++) {
        experts.add(new Expert(plan, lanes, e, routing.load(e), data, false));
      }
      return;
    }
    int most = IntStream.range(first, first + each).map(routing::load).max().orElse(0);
    var slots = new Expert[SLOTS];
    Arrays.setAll(slots, s -> new Expert(plan, lanes, s, most, data, true));
    var hottest = hottestFirst(routing, first, each);
    for (int e = first; e < first + each; e++) {
      var slot = slots[hottest.indexOf(e) % SLOTS];
      experts.add(new Expert(plan, lanes, e, routing.load(e), data, slot));
    }
    for (int b = 0; b < BUFFERS; b++) {
      buffers.add(new Buffer(plan, data.hidden() / lanes, data.inner()));
    }
  }

  /** Experts by descending number of tokens, of equal ones the lower first. */
  static List<Integer> hottestFirst(Routing routing, int first, int count) {
    return IntStream.range(first, first + count)
        .boxed()
        .sorted(Comparator.comparingInt((Integer e) -> -routing.load(e)).thenComparingInt(e -> e))
        .toList();
  }
}
