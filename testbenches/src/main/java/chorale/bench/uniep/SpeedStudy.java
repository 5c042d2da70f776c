package chorale.bench.uniep;

import static java.util.stream.Collectors.toSet;

import chorale.bench.train.PointRun;
import chorale.bench.uniep.PointSpace.Named;
import chorale.sim.ModelLibrary;
import chorale.workload.uniep.Point;
import chorale.workload.uniep.PointStep;
import chorale.workload.uniep.ScaledLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * A scaled layer, forward and backward, at points of the space: in RTL, for timing only, and by the
 * fast model.
 *
 * @param layer which
 * @param runs points that ran in RTL
 * @param points of the space
 * @param tuned what the tuner takes: of the few points that the model says are the quickest, the
 *     one that is in RTL
 * @param orderCycles from the start of a round of {@link chorale.chiplet.TokenOrder} to its first
 *     place, for this layer's tokens: what the order of tokens costs before the first can be sent
 */
public record SpeedStudy(
    ScaledLayer layer, List<Run> runs, int points, Run tuned, long orderCycles) {
  /** A point in RTL, and by the model. */
  public record Run(Point point, long cycles, long predicted) {
    /** Error of the model in percent. */
    public double errorPct() {
      return 100.0 * (predicted - cycles) / cycles;
    }
  }

  /** Chiplets of the package. */
  public static final int CHIPLETS = 4;

  private static final int TILES = 4;
  private static final int VECTORS = 8;

  /** Of a flit of 8 numbers on a link: docs/uniep.md says how the machine follows from a GPU's. */
  private static final int FLIT_CYCLES = 4;

  private static final int LANES = 8;
  private static final int WORDS = 8;
  private static final int COUNTERS = 96;

  /** About six for each port: few requests are refused, and the model knows of none. */
  private static final int BANKS = 128;

  private static final List<Integer> TILE_SIZES = List.of(PointStep.GROUP);

  /** Points that the tuner tries in RTL. */
  private static final int TRIED = 4;

  /** Other points that run in RTL where not all do. */
  private static final int OTHERS = 3;

  private static final long SEED = 20261122;

  /** The package. */
  public static PointRun.Shape shape() {
    return new PointRun.Shape(
        CHIPLETS, TILES, VECTORS, LANES, WORDS, BANKS, 0, true, COUNTERS, true, false, FLIT_CYCLES);
  }

  /**
   * Jobs for layers, the longest first.
   *
   * @param layers how many of the twelve
   * @param exhaustive of how many of them, those with the smallest experts, every point runs in
   *     RTL; of the others those with a name, those that the tuner tries, and a few more
   */
  public static List<Callable<SpeedStudy>> jobs(
      int layers, int exhaustive, int tokens, Path work, Path cache) throws IOException {
    var library = shape().build(false, "points_timing", work, cache);
    var orders = new OrderCost(CHIPLETS, work, cache);
    var bySize =
        ScaledLayer.ALL.subList(0, layers).stream()
            .sorted(Comparator.comparingInt(l -> l.scaledInner(LANES)))
            .toList();
    var every = bySize.subList(0, Math.min(exhaustive, layers));
    var order = new ArrayList<>(every);
    bySize.reversed().stream().filter(l -> !every.contains(l)).forEach(order::add);
    var jobs = new ArrayList<Callable<SpeedStudy>>();
    for (var layer : order) {
      jobs.add(() -> of(layer, library, orders, every.contains(layer), tokens));
    }
    return jobs;
  }

  private static SpeedStudy of(
      ScaledLayer layer, ModelLibrary library, OrderCost orders, boolean every, int tokens)
      throws IOException {
    var shape = shape();
    var routing = layer.routing(tokens, SEED);
    int inner = layer.scaledInner(LANES);
    var space = PointSpace.all(CHIPLETS, VECTORS, TILE_SIZES);
    var predicted = new ArrayList<Map.Entry<Point, Long>>();
    for (var point : space) {
      predicted.add(
          Map.entry(point, PointRun.predicted(shape, shape.step(routing, inner, point, true))));
    }
    predicted.sort(Map.Entry.comparingByValue());
    var random = new Random(SEED + ScaledLayer.ALL.indexOf(layer));
    var others = random.ints(TRIED, space.size()).distinct().limit(OTHERS).boxed().collect(toSet());
    var runs = new ArrayList<Run>();
    for (int i = 0; i < predicted.size(); i++) {
      var point = predicted.get(i).getKey();
      boolean isNamed = PointSpace.named(point).isPresent();
      if (every || i < TRIED || isNamed || others.contains(i)) {
        long cycles = PointRun.cycles(shape, library, shape.step(routing, inner, point, true));
        runs.add(new Run(point, cycles, predicted.get(i).getValue()));
      }
    }
    var tuned = least(runs.subList(0, TRIED));
    return new SpeedStudy(layer, runs, space.size(), tuned, orders.cycles(routing));
  }

  private static Run least(List<Run> of) {
    return of.stream().min(Comparator.comparingLong(Run::cycles)).orElseThrow();
  }

  /** The best of each strategy with a name. */
  public Map<String, Run> named() {
    var best = new TreeMap<String, Run>();
    for (var run : runs) {
      PointSpace.named(run.point)
          .ifPresent(n -> best.merge(n.title, run, (a, b) -> a.cycles <= b.cycles ? a : b));
    }
    return best;
  }

  /** The best other strategy's cycles over those of the tuned point. */
  public double speedup() {
    var others = new TreeMap<>(named());
    others.remove(Named.UNIEP.title);
    return (double) least(List.copyOf(others.values())).cycles / tuned.cycles;
  }

  /** Whether all points ran in RTL. */
  public boolean isExhaustive() {
    return runs.size() == points;
  }

  /** How far the tuned point is from the best that ran, in percent. */
  public double gapPct() {
    return 100.0 * (tuned.cycles - least(runs).cycles) / least(runs).cycles;
  }

  /** What the order of tokens adds to the tuned point, in percent. */
  public double orderPct() {
    return 100.0 * orderCycles / tuned.cycles;
  }
}
