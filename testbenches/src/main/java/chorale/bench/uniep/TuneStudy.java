package chorale.bench.uniep;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.uniep.ChipletRates;
import chorale.workload.uniep.CostModel;
import chorale.workload.uniep.LayerLoad;
import chorale.workload.uniep.Space;
import chorale.workload.uniep.Strategy;
import chorale.workload.uniep.Tuner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The search for a schedule of a model's layer, and what it takes.
 *
 * @param found what was, of all points and then of each strategy, by its title
 * @param gridPoints legal points of UniEP's grid
 * @param gridSeconds that asking for each of them takes, the least of some times
 * @param points legal points of the whole space
 * @param seconds that its search by halves takes, the least of some times
 * @param agrees whether both find the same in the grid
 */
public record TuneStudy(
    String model,
    Map<String, Tuner.Found> found,
    long gridPoints,
    double gridSeconds,
    long points,
    double seconds,
    boolean agrees) {
  private static final int RANKS = 8;
  private static final int TOKENS = 32_768;
  private static final int ELEMENT_BYTES = 2;
  private static final int TIMES = 3;

  /** Of all models of the catalogue with experts for all ranks. */
  public static List<TuneStudy> all() throws IOException {
    var all = new ArrayList<TuneStudy>();
    for (ModelShape shape : Catalogue.all()) {
      if (shape.experts().count() > 0 && shape.experts().count() % RANKS == 0) {
        all.add(of(shape));
      }
    }
    return all;
  }

  private static TuneStudy of(ModelShape shape) {
    var space = Space.of(ChipletRates.EXAMPLE.lanes());
    var grid = Strategy.UNIEP.in(space);
    var tuner = new Tuner(costs(shape));
    Tuner.Found each = null;
    Tuner.Found best = null;
    double gridSeconds = Double.MAX_VALUE;
    double seconds = Double.MAX_VALUE;
    for (int i = 0; i < TIMES; i++) {
      long begin = System.nanoTime();
      each = tuner.everyPoint(grid);
      long middle = System.nanoTime();
      best = tuner.search(space);
      long end = System.nanoTime();
      gridSeconds = Math.min(gridSeconds, (middle - begin) / 1e9);
      seconds = Math.min(seconds, (end - middle) / 1e9);
    }
    var found = new LinkedHashMap<String, Tuner.Found>();
    found.put("best of all", best);
    for (var strategy : Strategy.values()) {
      found.put(strategy.title(), tuner.search(strategy.in(space)));
    }
    boolean agrees = each.equals(tuner.search(grid));
    return new TuneStudy(
        shape.name(), found, each.points(), gridSeconds, best.points(), seconds, agrees);
  }

  private static CostModel costs(ModelShape shape) {
    var experts = shape.experts();
    var knobs = new SyntheticRouting.Knobs(experts.count(), experts.topK(), 1, 0, 0);
    var routing = new SyntheticRouting(knobs, 1).next(TOKENS);
    return new CostModel(
        ChipletRates.EXAMPLE,
        new LayerLoad(routing, RANKS),
        shape.hidden(),
        experts.hidden(),
        ELEMENT_BYTES);
  }
}
