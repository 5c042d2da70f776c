package chorale.bench.place;

import chorale.workload.Placement.Strategy;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Replicas per token on generated traces, by locality, for the models of Mozart's paper. */
public final class LocalitySweep {
  private static final int TOKENS = 3000;
  private static final Tree TREE = new Tree(4, 4);
  private static final int STEPS = 10;

  private LocalitySweep() {}

  /**
   * Three placements on tokens that none has seen.
   *
   * @param model a model of the paper
   * @param locality of the trace
   * @param loads what the links carry, by placement
   * @param paper the paper's replicas per token with its placement
   */
  public record Point(String model, double locality, Map<Strategy, LinkLoads> loads, double paper) {
    /** Replicas per token. */
    public double replicas(Strategy strategy) {
      return loads.get(strategy).replicas();
    }

    /** Packets per token on the busiest link. */
    public double link(Strategy strategy) {
      return (double) loads.get(strategy).binding() / TOKENS;
    }
  }

  /** Experts and top-k of a model, and the paper's C_T in variant C. */
  private record Model(String name, int experts, int topK, double paper) {}

  private static final List<Model> MODELS =
      List.of(
          new Model("Qwen3-30B-A3B", 128, 8, 5.77),
          new Model("OLMoE-1B-7B", 64, 8, 5.63),
          new Model("DeepSeek-MoE-16B", 64, 6, 4.32));

  /** All points, not yet computed. */
  public static List<Callable<Point>> all() {
    var points = new ArrayList<Callable<Point>>();
    for (Model model : MODELS) {
      for (int i = 0; i < STEPS; i++) {
        double locality = i / (double) STEPS;
        points.add(() -> point(model, locality));
      }
    }
    return points;
  }

  private static Point point(Model model, double locality) {
    var knobs = new Knobs(model.experts, model.topK, TREE.places(), locality, 0);
    var routing = new SyntheticRouting(knobs, 1).next(2 * TOKENS);
    var learned = routing.tokens(0, TOKENS);
    var unseen = routing.tokens(TOKENS, 2 * TOKENS);
    var loads = new EnumMap<Strategy, LinkLoads>(Strategy.class);
    for (var strategy : List.of(Strategy.CONTIGUOUS, Strategy.MOZART, Strategy.CHORALE)) {
      var placement = Placements.of(strategy, learned, TREE, 1);
      loads.put(strategy, LinkLoads.of(unseen, placement, TREE));
    }
    return new Point(model.name, locality, loads, model.paper);
  }
}
