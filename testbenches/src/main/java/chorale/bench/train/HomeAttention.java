package chorale.bench.train;

import chorale.bench.train.AttentionMemory.Rounded;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import chorale.workload.train.AttentionData;
import java.util.ArrayList;
import java.util.List;

/**
 * Where attention before the experts of a step lies in the memories of a home: weights and their
 * gradients layer by layer, and of each sequence what the forward pass keeps of each layer, and
 * what both directions leave behind.
 */
final class HomeAttention {
  /** The matrices of a layer. */
  static final class Weights {
    final Region[] weight = new Region[AttentionData.MATRICES];
    final Region[] gradient = new Region[AttentionData.MATRICES];

    private Weights(MemoryPlan plan, SequenceAttention shape, int hidden, int lanes) {
      for (int i = 0; i < weight.length; i++) {
        boolean ofKeys = i == AttentionData.KEY || i == AttentionData.VALUE;
        int heads = ofKeys ? shape.keys() : shape.queries();
        int rows = i == AttentionData.OUTPUT ? heads : hidden;
        int words = (i == AttentionData.OUTPUT ? hidden : heads) / lanes;
        weight[i] = plan.take(Target.SCRATCH, rows, words);
        gradient[i] = plan.take(Target.SUMS, rows, words);
      }
    }
  }

  /** What the backward pass of a layer needs of a sequence's forward one. */
  record Kept(Region q, Region k, Region v, Region probability, Region context) {
    private static Kept of(MemoryPlan plan, SequenceAttention shape, int lanes) {
      int tokens = shape.tokens();
      int queries = shape.queries() / lanes;
      int keys = shape.keys() / lanes;
      return new Kept(
          plan.take(Target.SCRATCH, tokens, queries),
          plan.take(Target.SCRATCH, tokens, keys),
          plan.take(Target.SCRATCH, tokens, keys),
          plan.take(Target.SCRATCH, shape.heads() * tokens, tokens / lanes),
          plan.take(Target.SCRATCH, tokens, queries));
    }
  }

  /** Of a home's sequence. */
  static final class Sequence {
    /** By layer. */
    final List<Kept> kept = new ArrayList<>();

    final Region qSum;
    final Region kSum;
    final Region vSum;

    /** The rows of all heads, one head behind the other. */
    final Region scores;

    final Region contextSum;
    final Region attendedSum;
    final Rounded dContext;
    final Rounded dScores;
    final Rounded dq;
    final Rounded dk;
    final Rounded dv;
    final Region dxSum;

    private Sequence(MemoryPlan plan, MozartStep step, SequenceAttention shape) {
      int lanes = step.machine().lanes();
      int tokens = shape.tokens();
      int hidden = step.machine().words(step.layers().getFirst().hidden());
      int queries = shape.queries() / lanes;
      int keys = shape.keys() / lanes;
      int others = tokens / lanes;
      for (int l = 0; l < step.layers().size(); l++) {
        kept.add(Kept.of(plan, shape, lanes));
      }
      qSum = plan.take(Target.SUMS, tokens, queries);
      kSum = plan.take(Target.SUMS, tokens, keys);
      vSum = plan.take(Target.SUMS, tokens, keys);
      scores = plan.take(Target.SUMS, shape.heads() * tokens, others);
      contextSum = plan.take(Target.SUMS, tokens, queries);
      attendedSum = plan.take(Target.SUMS, tokens, hidden);
      dContext = rounded(plan, tokens, queries);
      dScores = rounded(plan, shape.heads() * tokens, others);
      dq = rounded(plan, tokens, queries);
      dk = rounded(plan, tokens, keys);
      dv = rounded(plan, tokens, keys);
      dxSum = plan.take(Target.SUMS, tokens, hidden);
    }

    private static Rounded rounded(MemoryPlan plan, int rows, int words) {
      return new Rounded(
          plan.take(Target.SUMS, rows, words), plan.take(Target.SCRATCH, rows, words));
    }
  }

  final SequenceAttention shape;

  /** By layer. */
  final List<Weights> weights = new ArrayList<>();

  /** The sequences of the first micro-batch, those of the second, and so on. */
  final List<Sequence> sequences = new ArrayList<>();

  /** The scale of the scores in all lanes of a word. */
  final Region scale;

  /** 0 where a token sees another one and minus infinity elsewhere, or null. */
  final Region mask;

  HomeAttention(MemoryPlan plan, MozartStep step, SequenceAttention shape) {
    this.shape = shape;
    int lanes = step.machine().lanes();
    int hidden = step.layers().getFirst().hidden();
    for (int l = 0; l < step.layers().size(); l++) {
      weights.add(new Weights(plan, shape, hidden, lanes));
    }
    for (int s = 0; s < step.microBatches() * step.sequences(); s++) {
      sequences.add(new Sequence(plan, step, shape));
    }
    scale = plan.take(Target.SUMS, 1, 1);
    mask = shape.causal() ? plan.take(Target.SUMS, shape.tokens(), shape.tokens() / lanes) : null;
  }
}
