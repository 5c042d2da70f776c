package chorale.workload.uniep;

import chorale.workload.step.Product;
import chorale.workload.step.Work;
import chorale.workload.uniep.PointEngines.Activated;
import java.util.List;

/**
 * Gradients of an expert's weights, over all its rows. All its parts are activated by the same
 * engines, so the last one's is the last.
 */
final class WeightGradients {
  /** Products for the gradients of a row's inputs; those of weights take as long in all. */
  private static final int PRODUCTS = 3;

  /** Of a gradient of weights: the tiles have equal shares if no piece is long. */
  private static final int PIECES = 4;

  private final PointChiplet here;
  private final Activated last;

  /** Those of the expert whose last part is given. */
  WeightGradients(PointChiplet here, Activated last) {
    this.here = here;
    this.last = last;
  }

  void add(EngineLoads tiles) {
    var engines = here.engines();
    for (var product : List.of(Product.DOWN_GRADIENT, Product.GATE_GRADIENT, Product.UP_GRADIENT)) {
      int words = product == Product.DOWN_GRADIENT ? engines.innerWords() : engines.hiddenWords();
      for (int piece = 0; piece < PIECES; piece++) {
        add(product, piece * words / PIECES, (piece + 1) * words / PIECES, tiles);
      }
    }
  }

  /** Those of some words of the rows. */
  private void add(Product product, int first, int end, EngineLoads tiles) {
    if (end == first) {
      return;
    }
    var step = here.step();
    int part = last.part().number();
    int rows = step.routing().load(last.part().expert());
    var all = product.of(part, first, rows, step.hidden(), step.inner());
    int m = (end - first) * step.machine().lanes();
    var work = new Work.Multiply(product, part, first, m, all.k(), all.n());
    int weight = Math.ceilDiv(rows * m, PRODUCTS * all.m());
    here.engines().multiply(tiles.toLeast(weight), work, last.done());
  }
}
