package chorale.workload.mozart;

import chorale.workload.catalogue.Attention;
import chorale.workload.catalogue.ModelShape;
import java.util.ArrayList;
import java.util.List;

/** What of a layer all tokens go through, in closed form from a model's shape. */
public final class AttentionWork {
  /** Scores: written, read and written by the softmax, read. */
  private static final int SCORE_MOVES = 4;

  private AttentionWork() {}

  /**
   * For each layer with experts what comes before them: attention, router, shared experts; before
   * the first one the dense layers with their attention. A chiplet has no products but of matrices:
   * norms are left out.
   *
   * @param keys that a token looks at, of a sequence
   */
  public static List<SharedLayer> of(ModelShape model, double keys) {
    var attention = attention(model, keys);
    var experts = model.experts();
    long h = model.hidden();
    var around =
        attention
            .plus(dense(h, (long) experts.shared() * experts.hidden(), 3))
            .plus(new SharedLayer(experts.count() * h, experts.count() * h, experts.count(), 0));
    var layers = new ArrayList<SharedLayer>();
    for (int l = 0; l < experts.layers(); l++) {
      layers.add(around);
    }
    var dense = model.dense();
    for (int l = 0; l < dense.layers(); l++) {
      var before = attention.plus(dense(h, dense.hidden(), dense.gated() ? 3 : 2));
      layers.set(0, layers.getFirst().plus(before));
    }
    return layers;
  }

  /** A network of {@code matrices} matrices between h and inner numbers. */
  private static SharedLayer dense(long h, long inner, int matrices) {
    long weights = matrices * h * inner;
    return new SharedLayer(weights, weights, inner == 0 ? 0 : 2 * h + 3 * inner, 2 * inner);
  }

  private static SharedLayer attention(ModelShape model, double keys) {
    long h = model.hidden();
    long weights = model.attention().parameters(h);
    long queries;
    long values;
    long saved;
    switch (model.attention()) {
      case Attention.Grouped g -> {
        queries = (long) g.heads() * g.headDim();
        values = queries;
        saved = h + 2 * queries + 2L * g.kvHeads() * g.headDim();
      }
      case Attention.Latent l -> {
        queries = (long) l.heads() * (l.plainDim() + l.rotatedDim());
        values = (long) l.heads() * l.valueDim();
        saved = h + queries + values + l.queryRank() + l.kvRank() + l.rotatedDim();
      }
    }
    long products = Math.round(keys * (queries + values));
    long scores = Math.round(keys * model.attention().heads() * SCORE_MOVES);
    return new SharedLayer(weights, weights + products, h + 2 * saved + scores, saved);
  }
}
