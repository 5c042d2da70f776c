package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.step.Traffic;
import chorale.workload.train.LayerData;
import chorale.workload.uniep.PointStep;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where everything of a {@link PointStep} lies in a chiplet. */
final class PointMemory {
  /** The places of an expert. */
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
    final Region weights; // of its tokens, where gradients come unscaled
    final Region[] weight = new Region[3];
    final Region gateSum;
    final Region upSum;
    final Region outSum;
    final Region dHidden;
    final Region dxSum;
    final Region[] gradient = new Region[3];

    private Expert(MemoryPlan m, int lanes, int number, LayerData data) {
      this.number = number;
      tokens = data.routing().load(number);
      int h = data.hidden() / lanes;
      int i = data.inner() / lanes;
      x = m.take(Target.SCRATCH, tokens, h);
      dOut = m.take(Target.SCRATCH, tokens, h);
      out = m.take(Target.SCRATCH, tokens, h);
      dx = m.take(Target.SCRATCH, tokens, h);
      hidden = m.take(Target.SCRATCH, tokens, i);
      dGate = m.take(Target.SCRATCH, tokens, i);
      dUp = m.take(Target.SCRATCH, tokens, i);
      weights = m.take(Target.SUMS, tokens, 1);
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
      }
    }
  }

  final int tokens;
  final int firstToken;
  final int firstExpert;
  final Region notice;
  final Region x;
  final Region dy;
  final Region y;
  final Region dx;
  final Region weight;
  final Region ones;

  /** By token and rank, rank by rank of a token: contributions to outputs and to gradients. */
  final Region out;

  final Region dIn;

  /** Tokens and gradients that come once; a row for each there is. */
  final Map<Traffic, Region> arrivals = new EnumMap<>(Traffic.class);

  final List<Expert> experts = new ArrayList<>();

  PointMemory(TrainingParameters p, LayerData data, PointStep step, int chiplet) {
    var plan = new MemoryPlan(p, chiplet);
    var routing = data.routing();
    int h = p.packetWords();
    int topK = routing.topK();
    tokens = routing.tokens() / p.chiplets();
    firstToken = chiplet * tokens;
    notice = plan.take(Target.SCRATCH, 1, h);
    x = plan.take(Target.SCRATCH, tokens, h);
    dy = plan.take(Target.SCRATCH, tokens, h);
    y = plan.take(Target.SCRATCH, tokens, h);
    dx = plan.take(Target.SCRATCH, tokens, h);
    out = plan.take(Target.SCRATCH, tokens * topK, h);
    dIn = plan.take(Target.SCRATCH, tokens * topK, h);
    if (step.relays()) {
      arrivals.put(Traffic.DISPATCH, plan.take(Target.SCRATCH, routing.tokens(), h));
      arrivals.put(Traffic.GRADIENT, plan.take(Target.SCRATCH, routing.tokens(), h));
    }
    weight = plan.take(Target.SUMS, tokens, topK);
    ones = plan.take(Target.SUMS, 1, topK);
    int each = routing.expertCount() / p.chiplets();
    firstExpert = chiplet * each;
    for (int e = firstExpert; e < firstExpert + each; e++) {
      experts.add(new Expert(plan, p.lanes(), e, data));
    }
    plan.check();
  }

  Expert expert(int number) {
    return experts.get(number - firstExpert);
  }

  /** Rows of one rank, of {@code count} tokens from the {@code first} of this home on. */
  Region ofRank(Region rows, int rank, int first, int count, int topK) {
    int words = rows.words();
    return new Region(rows.memory(), rows.row(first * topK + rank), count, topK * words);
  }
}
