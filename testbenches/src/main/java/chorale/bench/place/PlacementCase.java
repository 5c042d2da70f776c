package chorale.bench.place;

import chorale.workload.BadInput;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.trace.TraceSamples;
import chorale.workload.trace.TraceStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * A layer of a real trace under all placements: learned on the first half of its tokens, measured
 * on the second. Of a layer with more than 8192 tokens a sample is taken, in the order of the
 * trace.
 *
 * @param trace name of the file, without its ends
 * @param layer layer
 * @param learned tokens of the first half
 * @param measured tokens of the second
 * @param loads what the links carry, by placement
 */
public record PlacementCase(
    String trace, int layer, int learned, int measured, Map<Strategy, LinkLoads> loads) {
  /** Mozart's package. */
  public static final Tree TREE = new Tree(4, 4);

  private static final long SEED = 1;

  /** The cases of all traces in {@code folder}. */
  public static List<Callable<PlacementCase>> all(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.filter(f -> f.toString().endsWith(".csv.gz")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(folder + " has no traces: name a folder with .csv.gz files");
    }
    var cases = new ArrayList<Callable<PlacementCase>>();
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".csv.gz", "");
      TraceSamples samples = samples(file);
      for (var sample : samples.layers()) {
        Routing routing = sample.routing(samples.experts());
        cases.add(() -> of(name, sample.layer(), routing));
      }
    }
    return cases;
  }

  private static TraceSamples samples(Path file) throws IOException {
    try (var stream = TraceStream.open(file)) {
      return TraceSamples.of(stream, _ -> {});
    } catch (BadInput e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static PlacementCase of(String name, int layer, Routing routing) {
    int half = routing.tokens() / 2;
    var learned = routing.tokens(0, half);
    var unseen = routing.tokens(half, routing.tokens());
    var loads = new EnumMap<Strategy, LinkLoads>(Strategy.class);
    for (var strategy : Strategy.values()) {
      loads.put(strategy, LinkLoads.of(unseen, Placements.of(strategy, learned, TREE, SEED), TREE));
    }
    return new PlacementCase(name, layer, half, unseen.tokens(), loads);
  }

  /** A figure of ours over Mozart's. */
  public double overMozart(ToDoubleFunction<LinkLoads> figure) {
    return figure.applyAsDouble(loads.get(Strategy.CHORALE))
        / figure.applyAsDouble(loads.get(Strategy.MOZART));
  }

  /** A figure of ours over the least of all others. */
  public double overBestOther(ToDoubleFunction<LinkLoads> figure) {
    double least =
        Arrays.stream(Strategy.values())
            .filter(s -> s != Strategy.CHORALE)
            .mapToDouble(s -> figure.applyAsDouble(loads.get(s)))
            .min()
            .orElseThrow();
    return figure.applyAsDouble(loads.get(Strategy.CHORALE)) / least;
  }
}
