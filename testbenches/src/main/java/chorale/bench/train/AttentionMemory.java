package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.train.AttentionData;

/** Where attention over a sequence lies in the two memories of a chiplet. */
final class AttentionMemory {
  /** What a GEMM leaves, and what a kernel makes of it. */
  record Rounded(Region sum, Region value) {}

  final Region x;
  final Region dy;
  final Region[] weight = new Region[AttentionData.MATRICES];
  final Region[] gradient = new Region[AttentionData.MATRICES];
  final Rounded q;
  final Rounded k;
  final Rounded v;

  /** The rows of all heads, one head behind the other: scores and probabilities. */
  final Rounded scores;

  final Rounded context;
  final Rounded y;
  final Rounded dContext;

  /** As {@link #scores}: gradients by the probabilities, and by the scores. */
  final Rounded dScores;

  final Rounded dq;
  final Rounded dk;
  final Rounded dv;
  final Rounded dx;

  /** The scale of the scores in all lanes of a word. */
  final Region scale;

  /** 0 where a token sees another one and minus infinity elsewhere, or null. */
  final Region mask;

  AttentionMemory(TrainingParameters p, AttentionData data, int chiplet) {
    var plan = new MemoryPlan(p, chiplet);
    int tokens = data.tokens();
    int hidden = data.hidden() / p.lanes();
    int queries = data.heads() * data.headSize() / p.lanes();
    int keys = data.kvHeads() * data.headSize() / p.lanes();
    int others = tokens / p.lanes();
    x = plan.take(Target.SCRATCH, tokens, hidden);
    dy = plan.take(Target.SCRATCH, tokens, hidden);
    for (int matrix = 0; matrix < weight.length; matrix++) {
      int rows = data.weight()[matrix].length;
      int words = data.weight()[matrix][0].length / p.lanes();
      weight[matrix] = plan.take(Target.SCRATCH, rows, words);
      gradient[matrix] = plan.take(Target.SUMS, rows, words);
    }
    q = rounded(plan, tokens, queries);
    k = rounded(plan, tokens, keys);
    v = rounded(plan, tokens, keys);
    scores = rounded(plan, data.heads() * tokens, others);
    context = rounded(plan, tokens, queries);
    y = rounded(plan, tokens, hidden);
    dContext = rounded(plan, tokens, queries);
    dScores = rounded(plan, data.heads() * tokens, others);
    dq = rounded(plan, tokens, queries);
    dk = rounded(plan, tokens, keys);
    dv = rounded(plan, tokens, keys);
    dx = rounded(plan, tokens, hidden);
    scale = plan.take(Target.SUMS, 1, 1);
    mask = data.causal() ? plan.take(Target.SUMS, tokens, others) : null;
    plan.check();
  }

  private static Rounded rounded(MemoryPlan plan, int rows, int words) {
    return new Rounded(plan.take(Target.SUMS, rows, words), plan.take(Target.SCRATCH, rows, words));
  }
}
