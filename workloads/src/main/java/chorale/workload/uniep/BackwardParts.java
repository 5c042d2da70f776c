package chorale.workload.uniep;

import chorale.workload.step.Condition;
import chorale.workload.step.Product;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.uniep.PointEngines.Activated;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The backward pass of a chiplet's experts. Parts go to any tile. So do gradients of weights, each
 * product by itself: those of an expert when the next one's parts are under way, so that no tile
 * waits for them, or all at the end.
 */
final class BackwardParts {
  /** Parts of a tile of which the first product is done while the one before is activated. */
  private static final int BEHIND = 2;

  private final PointChiplet here;
  private final PointEngines engines;
  private final PartArrivals arrivals;
  private final PartResults results;
  private final EngineLoads tiles;

  /** By tile, the parts of which it has been given the first product. */
  private final List<ArrayDeque<Activated>> begun = new ArrayList<>();

  /** By expert, the vector engines of its activations: with one, the last part's is the last. */
  private final Map<Integer, int[]> enginesOf = new HashMap<>();

  BackwardParts(PointChiplet here, PartArrivals arrivals) {
    this.here = here;
    this.arrivals = arrivals;
    engines = here.engines();
    results = new PartResults(here, VectorTask.ROUND_GRADIENT, Traffic.RETURN);
    tiles = engines.tiles();
    for (int t = 0; t < tiles.engines(); t++) {
      begun.add(new ArrayDeque<>());
    }
  }

  void add() {
    var scaled = new ArrayList<Condition>();
    var weights = new ArrayDeque<WeightGradients>();
    var parts = here.parts();
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = tiles.toLeast(p.rows());
      while (scaled.size() < Math.min(parts.size(), i + tiles.engines() + 1)) {
        scaled.add(scaled(parts.get(scaled.size())));
      }
      var activated = begin(p, tile, scaled.get(i));
      if (begun.get(tile).size() > BEHIND) {
        end(tile);
      }
      if (p.isLast()) {
        weights.add(new WeightGradients(here, activated));
        if (!here.point().manner().delaysWeights() && weights.size() > 1) {
          weights.remove().add(tiles);
        }
      }
      if (results.endAt(i)) {
        endAll();
        results.leave();
      }
    }
    weights.forEach(w -> w.add(tiles));
  }

  /**
   * When a part's gradients of outputs are there, and scaled. Vector engines do so ahead of what
   * they do for the parts before, and need not stand still while a tile works on this one.
   */
  private Condition scaled(Part p) {
    return engines.vector(VectorTask.SCALE_EXPERT, p, arrivals.of(Traffic.GRADIENT, p));
  }

  private Activated begin(Part p, int tile, Condition scaled) {
    var product = engines.multiply(p, tile, Product.HIDDEN_GRADIENT, scaled);
    int[] two = enginesOf.computeIfAbsent(p.expert(), _ -> engines.twoVectors());
    var activated = engines.activate(VectorTask.ACTIVATE_BACKWARD, p, two, product);
    begun.get(tile).add(activated);
    return activated;
  }

  /** Gradients of the inputs of the first part that a tile has begun. */
  private void end(int tile) {
    var part = begun.get(tile).remove();
    var one = engines.multiply(part.part(), tile, Product.INPUT_BY_GATE, part.done());
    results.add(part.part(), engines.multiply(part.part(), tile, Product.INPUT_BY_UP, one));
  }

  /** Those of all, in turns of the tiles. */
  private void endAll() {
    for (boolean more = true; more; ) {
      more = false;
      for (int t = 0; t < begun.size(); t++) {
        if (!begun.get(t).isEmpty()) {
          end(t);
          more = true;
        }
      }
    }
  }
}
