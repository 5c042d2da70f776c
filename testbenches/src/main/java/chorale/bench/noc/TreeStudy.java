package chorale.bench.noc;

import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.sim.ModelLibrary;
import chorale.workload.Routing;
import java.util.Arrays;
import java.util.SplittableRandom;

/** All-to-alls and zero-load latencies on NoP-Trees of 16, 64 and 256 leaves. */
public final class TreeStudy {
  private static final int FANOUT = 4;
  private static final int VCS = 4;
  private static final int DEPTH = 16;
  private static final int WIDTH = 64;
  private static final int PACKETS = 200;
  private static final long SEED = 20261121;

  private TreeStudy() {}

  /** A tree of that many leaves, a power of four. */
  public static NetworkConfig tree(int leaves) {
    int levels = Integer.numberOfTrailingZeros(leaves) / 2;
    var down = new int[levels];
    Arrays.fill(down, FANOUT);
    var data = VcClass.unicast("data", VCS, DEPTH, Choice.NEXT_OUTPUT, 1);
    var topology = Topology.tree(1, down);
    return new NetworkConfig(
        "all_to_all_" + leaves, topology, RouterParameters.of(WIDTH, data), false, 1);
  }

  /** Every leaf sends 200 packets to random others. */
  public static Exchange.Result uniform(NetworkConfig config, ModelLibrary library) {
    int n = config.topology().leaves();
    var random = new SplittableRandom(SEED);
    var counts = new int[n][n];
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < PACKETS; i++) {
        int d = random.nextInt(n - 1);
        counts[s][d < s ? d : d + 1]++;
      }
    }
    return exchange(config, library, counts);
  }

  /**
   * The dispatch of one layer of a trace. Tokens lie on the leaves in equal blocks, one packet each
   * for every expert. Experts lie on the leaves in order; if there are more leaves than experts,
   * each has several replicas, which take its tokens in turn. A leaf's tokens for itself stay
   * there.
   */
  public static Exchange.Result trace(NetworkConfig config, ModelLibrary library, Routing routing) {
    int n = config.topology().leaves();
    int experts = routing.expertCount();
    int replicas = Math.max(1, n / experts);
    var counts = new int[n][n];
    for (int t = 0; t < routing.tokens(); t++) {
      int home = (int) ((long) t * n / routing.tokens());
      for (int k = 0; k < routing.topK(); k++) {
        int leaf = (int) ((long) routing.expert(t, k) * n / experts) + t % replicas;
        if (leaf != home) {
          counts[home][leaf]++;
        }
      }
    }
    return exchange(config, library, counts);
  }

  private static Exchange.Result exchange(
      NetworkConfig config, ModelLibrary library, int[][] counts) {
    var orders = Exchange.chosen(config.topology(), (s, d) -> counts[s][d]);
    return Exchange.run(config, library, orders, 1);
  }

  /** Ordered pairs of leaves between which a packet alone takes another time than the formula's. */
  public static int zeroLoadMismatches(NetworkConfig config, ModelLibrary library) {
    var topology = config.topology();
    int n = topology.leaves();
    var mismatches = new int[1];
    try (var bench = new NetworkBench(config, library)) {
      for (int s = 0; s < n; s++) {
        for (int d = 0; d < n; d++) {
          int hops = topology.path(s, d).size();
          int expected = config.zeroLoad(hops, hops - 1, 1);
          bench.send(s, d, 0, 1);
          long before = bench.received();
          while (bench.received() == before) {
            bench.step(
                (_, _, _, latency) -> {
                  if (latency != expected) {
                    mismatches[0]++;
                  }
                });
          }
          for (int i = 0; i < config.creditLoop(1); i++) {
            bench.step((_, _, _, _) -> {});
          }
        }
      }
    }
    return mismatches[0];
  }
}
