package chorale.bench.noc;

import chorale.nop.Arbitration;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.sim.ModelLibrary;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random traffic of all classes at once, from all leaves, with random back-pressure: tokens to
 * random sets of leaves, results, bursts of weights, single flits of control. Loads change all the
 * time, from none to more than the network can carry.
 */
public final class Stress {
  private static final int PHASE = 512;
  private static final int BACKLOG = 8;
  private static final int STUCK = 20_000;
  private static final int WIDTH = 64;
  private static final int[] LONGEST = {6, 6, 8, 1};
  private static final long SEED = 20261121;

  private Stress() {}

  /**
   * What a run showed.
   *
   * @param flitHops flits through routers' outputs
   * @param flits received
   * @param wrong flits that did not arrive, or too often; what else is wrong ends the run
   */
  public record Result(long cycles, long flitHops, long flits, long wrong) {}

  /** The networks: a tree and a grid of 16 leaves, with 2 and 3 stages. */
  public static List<NetworkConfig> networks() {
    var classes =
        List.of(
            VcClass.multicast("dispatch", 8, LONGEST[0]).weight(2),
            VcClass.unicast("combine", 2, 6, Choice.DESTINATION, LONGEST[1]),
            VcClass.unicast("weights", 1, 7, Choice.DESTINATION, LONGEST[2]),
            VcClass.unicast("control", 1, 3, Choice.DESTINATION, LONGEST[3]));
    return List.of(
        new NetworkConfig(
            "stress_tree",
            Topology.tree(1, 4, 4),
            new RouterParameters(WIDTH, classes, 2, Allocation.OUTPUT, Arbitration.WEIGHTED),
            true,
            1),
        new NetworkConfig(
            "stress_grid",
            Topology.grid(4, 4, 2),
            new RouterParameters(WIDTH, classes, 3, Allocation.SEPARABLE, Arbitration.ROUND_ROBIN),
            true,
            1));
  }

  /** Runs until so many flit-hops are done, and then until everything has arrived. */
  public static Result run(NetworkConfig config, ModelLibrary library, long flitHops) {
    var topology = config.topology();
    int n = topology.leaves();
    var random = new SplittableRandom(SEED);
    var load = new double[n][LONGEST.length];
    var hops = new long[1];
    long copies = 0; // flits that have to arrive
    try (var bench = new NetworkBench(config, library)) {
      bench.holdBack(random.nextLong());
      long last = 0;
      long progress = 0;
      boolean sending = true;
      while (sending || bench.received() < copies) {
        if (sending && bench.cycle() % PHASE == 0) {
          for (double[] l : load) {
            Arrays.setAll(l, _ -> Math.pow(random.nextDouble(), 3));
          }
        }
        for (int s = 0; sending && s < n; s++) {
          int kind = random.nextInt(LONGEST.length);
          if (bench.waiting(s) < BACKLOG && random.nextDouble() < load[s][kind]) {
            int flits = 1 + random.nextInt(LONGEST[kind]);
            copies += send(bench, config, s, kind, flits, random, hops);
          }
        }
        bench.step((_, _, _, _) -> {});
        if (bench.received() > last) {
          last = bench.received();
          progress = bench.cycle();
        } else if (bench.cycle() - progress > STUCK) {
          break;
        }
        if (sending && hops[0] >= flitHops) {
          sending = false;
          bench.takeAll();
          progress = bench.cycle();
        }
      }
      for (int i = 0; i < PHASE; i++) { // nothing comes twice
        bench.step((_, _, _, _) -> {});
      }
      return new Result(
          bench.cycle(), hops[0], bench.received(), Math.abs(copies - bench.received()));
    }
  }

  /** Sends a packet; returns the flits that have to arrive. */
  private static long send(
      NetworkBench bench,
      NetworkConfig config,
      int source,
      int kind,
      int flits,
      SplittableRandom random,
      long[] hops) {
    var topology = config.topology();
    int n = topology.leaves();
    if (!config.parameters().classes().get(kind).forks()) {
      int d = random.nextInt(n);
      bench.send(source, d, kind, flits);
      hops[0] += (long) flits * topology.path(source, d).size();
      return flits;
    }
    long leaves = 1 + random.nextLong((1L << n) - 1) & random.nextLong() | 1L << random.nextInt(n);
    bench.send(source, leaves, kind, flits);
    hops[0] += (long) flits * links(topology, source, leaves);
    return (long) flits * Long.bitCount(leaves);
  }

  /** Outputs that a packet to several leaves takes, each once. */
  private static int links(Topology topology, int source, long leaves) {
    var used = new HashSet<Topology.Attachment>();
    for (int d = 0; d < topology.leaves(); d++) {
      if ((leaves >>> d & 1) == 1) {
        used.addAll(topology.path(source, d));
      }
    }
    return used.size();
  }
}
