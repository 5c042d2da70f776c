package chorale.workload.mozart;

import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.util.ArrayList;
import java.util.List;

/**
 * Generated routing of a model's layers, with the locality that gives Mozart's placement the
 * paper's replicas per token.
 *
 * @param locality of its tokens
 * @param layers by layer, tokens to learn from and those of a step
 */
public record PaperTrace(double locality, List<Layer> layers) {
  /** Mozart's package. */
  public static final Tree TREE = new Tree(4, 4);

  private static final int LEARNED = 3000;
  private static final int FIT_LAYERS = 4;
  private static final int FIT_STEPS = 9;

  /**
   * The routing of a layer.
   *
   * @param learned tokens that placements learn from
   * @param unseen tokens of the step
   */
  public record Layer(Routing learned, Routing unseen) {}

  /** Copies the list. */
  public PaperTrace {
    layers = List.copyOf(layers);
  }

  /** Layers with given tokens each; equal arguments give equal ones. */
  public static PaperTrace of(
      PaperModel model, double locality, double skew, int layers, int tokens) {
    var all = new ArrayList<Layer>();
    for (int l = 0; l < layers; l++) {
      all.add(layer(model, locality, skew, l, tokens));
    }
    return new PaperTrace(locality, all);
  }

  private static Layer layer(PaperModel model, double locality, double skew, int seed, int tokens) {
    var experts = model.shape().experts();
    var knobs = new Knobs(experts.count(), experts.topK(), TREE.places(), locality, skew);
    var routing = new SyntheticRouting(knobs, seed).next(LEARNED + tokens);
    return new Layer(routing.tokens(0, LEARNED), routing.tokens(LEARNED, routing.tokens()));
  }

  /** The locality at which the replicas of variant C are the paper's, by bisection. */
  public static double locality(PaperModel model, double skew) {
    double paper = model.replicas()[2];
    double low = 0;
    double high = 1;
    for (int i = 0; i < FIT_STEPS; i++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (int l = 0; l < FIT_LAYERS; l++) {
        var layer = layer(model, middle, skew, l, LEARNED);
        var placement = Placements.clustered(layer.learned, TREE);
        sum += LinkLoads.of(layer.unseen, placement, TREE).replicas();
      }
      if (sum / FIT_LAYERS > paper) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** What a placement makes of each layer's unseen tokens. */
  public List<LinkLoads> loads(Strategy strategy) {
    return layers.stream()
        .map(l -> LinkLoads.of(l.unseen, Placements.of(strategy, l.learned, TREE, 1), TREE))
        .toList();
  }
}
