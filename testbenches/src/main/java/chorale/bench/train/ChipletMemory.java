package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import chorale.workload.vector.Kernels;
import java.util.ArrayList;
import java.util.List;

/** Where everything lies in the two memories of a chiplet; what is too much is refused. */
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

    private Expert(MemoryPlan m, int lanes, int number, int tokens, LayerData data) {
      this.number = number;
      this.tokens = tokens;
      int h = data.hidden() / lanes;
      int i = data.inner() / lanes;
      x = m.take(Target.SCRATCH, tokens, h);
      dOut = m.take(Target.SCRATCH, tokens, h);
      hidden = m.take(Target.SCRATCH, tokens, i);
      out = m.take(Target.SCRATCH, tokens, h);
      dGate = m.take(Target.SCRATCH, tokens, i);
      dUp = m.take(Target.SCRATCH, tokens, i);
      dx = m.take(Target.SCRATCH, tokens, h);
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
        first[matrix] = m.take(Target.SUMS, rows, words);
        second[matrix] = m.take(Target.SUMS, rows, words);
      }
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
    int together = Kernels.rowsOfStream(routing.topK());
    for (int j = 0; j < routing.topK(); j += together) {
      int ranks = Math.min(together, routing.topK() - j);
      out.addAll(plan.takeRanks(tokens, ranks, h));
      dOut.addAll(plan.takeRanks(tokens, ranks, h));
      dIn.addAll(plan.takeRanks(tokens, ranks, h));
    }
    weight = plan.take(Target.SUMS, tokens, routing.topK());
    ones = plan.take(Target.SUMS, 1, routing.topK());
    optimizer = plan.take(Target.SUMS, 1, optimizerWords);
    int each = routing.expertCount() / chiplets;
    int first = chiplet * each;
    for (int e = first; e < first + each; e++) {
      experts.add(new Expert(plan, lanes, e, routing.load(e), data));
    }
    plan.check();
  }
}
