package chorale.nop;

import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A small network with everything about it drawn by lot. */
final class RandomNetwork {
  private static final int MOST_LEAVES = 12;

  private final Random random;
  private Topology topology;
  private int[][] ports;

  private RandomNetwork(long seed) {
    random = new Random(seed);
  }

  static NetworkDesign of(long seed) {
    return new RandomNetwork(seed).design(seed);
  }

  private NetworkDesign design(long seed) {
    wires();
    var classes = new ArrayList<VcClass>();
    for (int c = 1 + random.nextInt(3); c > 0; c--) {
      classes.add(kind("class" + c));
    }
    int width = random.nextInt(8) == 0 ? 65 + random.nextInt(200) : 32 + random.nextInt(33);
    var p =
        new RouterParameters(
            width,
            classes,
            2 + random.nextInt(2),
            any(Allocation.values()),
            any(Arbitration.values()));
    int whole =
        classes.stream().mapToInt(c -> c.wholePackets() ? c.packetFlits() : 1).max().orElseThrow();
    int places = whole + random.nextInt(8);
    return NetworkDesign.of("random_" + seed, topology, ports, p, random.nextInt(3), places);
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private void wires() {
    int latency = 1 + random.nextInt(5);
    int which = random.nextInt(4);
    if (which == 0) {
      int columns = 1 + random.nextInt(3);
      int rows = 2 + random.nextInt(2);
      topology = Topology.grid(columns, rows, latency);
      ports = GoldenRoutes.grid(columns, rows);
    } else if (which == 1) {
      topology = Topology.grid(3, 3, latency).without(List.of(random.nextInt(9)));
      ports = topology.routes();
    } else {
      tree(latency);
    }
  }

  private void tree(int latency) {
    int levels = 1 + random.nextInt(3);
    int[] down;
    do {
      down = IntStream.range(0, levels).map(_ -> 1 + random.nextInt(4)).toArray();
    } while (leaves(down) < 2 || leaves(down) > MOST_LEAVES);
    var up = new int[levels];
    var trunks = new int[levels];
    for (int l = 0; l < levels; l++) {
      boolean root = l == levels - 1;
      up[l] = root ? 1 : 1 + random.nextInt(2);
      trunks[l] = root ? 1 : 1 + random.nextInt(2);
    }
    topology = Topology.tree("random", down, up, trunks, latency);
    ports = GoldenRoutes.tree(topology, down, up, trunks);
  }

  private static int leaves(int[] down) {
    return IntStream.of(down).reduce(1, (a, b) -> a * b);
  }

  private VcClass kind(String name) {
    int flits = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(6);
    int weight = 1 + random.nextInt(4);
    var choice = any(Choice.values());
    if (choice == Choice.MULTICAST) {
      return VcClass.multicast(name, Math.max(2, flits + random.nextInt(4)), flits).weight(weight);
    }
    boolean whole = flits > 1 && random.nextInt(4) == 0;
    int depth = (whole ? flits : 2) + random.nextInt(8);
    return new VcClass(name, 1 + random.nextInt(4), depth, choice, flits, whole, weight);
  }
}
