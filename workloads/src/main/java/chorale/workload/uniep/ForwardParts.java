package chorale.workload.uniep;

import chorale.workload.step.Product;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.uniep.PointEngines.Activated;

/**
 * The forward pass of a chiplet's experts. A tile does the first products of a part while the one
 * before is activated, and then the last product of that one.
 */
final class ForwardParts {
  private final PointChiplet here;
  private final PointEngines engines;
  private final PartArrivals arrivals;
  private final PartResults results;

  ForwardParts(PointChiplet here, PartArrivals arrivals) {
    this.here = here;
    this.arrivals = arrivals;
    engines = here.engines();
    results = new PartResults(here, VectorTask.ROUND_OUTPUT, Traffic.COMBINE);
  }

  void add() {
    var tiles = engines.tiles();
    var before = new Activated[tiles.engines()];
    var parts = here.parts();
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = tiles.toLeast(p.rows());
      engines.multiply(p, tile, Product.GATE, arrivals.of(Traffic.DISPATCH, p));
      var product = engines.multiply(p, tile, Product.UP);
      var activated = engines.activate(VectorTask.ACTIVATE, p, engines.twoVectors(), product);
      down(before[tile], tile);
      before[tile] = activated;
      if (results.endAt(i)) {
        for (int t = 0; t < before.length; t++) {
          down(before[t], t);
          before[t] = null;
        }
        results.leave();
      }
    }
  }

  /** The last product of a part, if there is one. */
  private void down(Activated part, int tile) {
    if (part != null) {
      results.add(part.part(), engines.multiply(part.part(), tile, Product.DOWN, part.done()));
    }
  }
}
