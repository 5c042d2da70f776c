package chorale.bench.uniep;

import chorale.workload.BadInput;
import chorale.workload.Placement;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Tree;
import chorale.workload.trace.TraceSamples;
import chorale.workload.trace.TraceStream;
import chorale.workload.uniep.LayerLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Packets per token of a layer of a real trace on 8 ranks, the own rank included as the paper
 * counts them.
 *
 * @param trace name of the file, without its ends
 * @param layer layer
 * @param experts experts, in equal consecutive parts
 * @param topK packets without relay
 * @param distinct packets with relay: distinct ranks of a token
 * @param drawn the same if all experts were chosen alike
 * @param difference packets of all tokens by {@link LayerLoad} less those by {@link LinkLoads}
 */
public record TrafficRow(
    String trace,
    int layer,
    int experts,
    int topK,
    double distinct,
    double drawn,
    long difference) {
  /** As many as the paper's table 1 has. */
  public static final int RANKS = 8;

  /** Packets that relay spares, in percent. */
  public double lessPct() {
    return 100 * (1 - distinct / topK);
  }

  /** The rows of all traces in {@code folder}. */
  public static List<TrafficRow> all(Path folder) throws IOException {
    var rows = new ArrayList<TrafficRow>();
    for (Path file : files(folder)) {
      var samples = samples(file);
      int experts = Math.ceilDiv(samples.experts(), RANKS) * RANKS;
      String name = file.getFileName().toString().replace(".csv.gz", "");
      for (var sample : samples.layers()) {
        rows.add(of(name, sample.layer(), sample.routing(experts)));
      }
    }
    return rows;
  }

  /** The traces in a folder, at least one. */
  public static List<Path> files(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.filter(f -> f.toString().endsWith(".csv.gz")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(folder + " has no traces: name a folder with .csv.gz files");
    }
    return files;
  }

  /** Samples of a trace. */
  public static TraceSamples samples(Path file) throws IOException {
    try (var stream = TraceStream.open(file)) {
      return TraceSamples.of(stream, _ -> {});
    } catch (BadInput e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static TrafficRow of(String trace, int layer, Routing routing) {
    var load = new LayerLoad(routing, RANKS);
    int experts = routing.expertCount();
    var placement =
        Placement.of(
            Strategy.CONTIGUOUS, experts, RANKS, IntStream.range(0, RANKS).boxed().toList());
    double replicas = LinkLoads.of(routing, placement, new Tree(1, RANKS)).replicas();
    return new TrafficRow(
        trace,
        layer,
        experts,
        routing.topK(),
        (double) load.distinct() / routing.tokens(),
        distinct(experts, routing.topK()),
        load.distinct() - Math.round(replicas * routing.tokens()));
  }

  /** {@code W (1 - C(E - E/W, k) / C(E, k))}: k of E experts without replacement. */
  static double distinct(int experts, int topK) {
    double none = 1;
    for (int i = 0; i < topK; i++) {
      none *= (double) (experts - experts / RANKS - i) / (experts - i);
    }
    return RANKS * (1 - none);
  }
}
