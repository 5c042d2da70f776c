package chorale.bench.uniep;

import chorale.sim.ModelLibrary;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the order of tokens costs a layer: the cycles of a round of {@link
 * chorale.chiplet.TokenOrder} up to the first place, in RTL, by itself. From then on places come
 * one per cycle, which is sooner than their tokens can be sent. The engines are those for the most
 * experts of all layers.
 */
final class OrderCost {
  private static final int EXPERTS = 64;
  private static final int PAIRS = 640;
  private static final int LANES = 4;
  private static final int PACKET = 8;

  private final OrderConfig config;
  private final ModelLibrary library;

  OrderCost(int ranks, Path work, Path cache) throws IOException {
    config = new OrderConfig(ranks, EXPERTS, PAIRS, LANES, PACKET, true, 1);
    library = config.build(work, cache);
  }

  /** For tokens that live on the ranks in equal consecutive shares. */
  long cycles(Routing routing) {
    int ranks = config.ranks();
    int own = routing.tokens() / ranks;
    int each = routing.expertCount() / ranks;
    var selected = new int[ranks][own * routing.topK()];
    for (int r = 0; r < ranks; r++) {
      for (int i = 0; i < selected[r].length; i++) {
        int expert = routing.expert(r * own + i / routing.topK(), i % routing.topK());
        selected[r][i] = expert / each * (EXPERTS / ranks) + expert % each;
      }
    }
    try (var bench = new OrderBench(config, library)) {
      var round = bench.run(List.<int[][]>of(selected), null).getFirst();
      return Arrays.stream(round).mapToLong(r -> r.first() - r.started()).max().orElseThrow();
    }
  }
}
