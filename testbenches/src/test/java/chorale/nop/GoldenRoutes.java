package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Where packets go and in which virtual channels, written down a second time: by brute force over
 * all pairs of leaves, from the wiring of a {@link Topology} and a table of ports.
 */
final class GoldenRoutes {
  private final Topology wires;
  private final int[][] port; // router, leaf
  private final List<List<TreeSet<Integer>>> taken = new ArrayList<>(); // router, input: outputs

  /** A hop of a packet. */
  record Hop(int router, int input, int output) {}

  GoldenRoutes(Topology wires, int[][] port) {
    this.wires = wires;
    this.port = port;
    for (int r = 0; r < wires.routers(); r++) {
      var ofRouter = new ArrayList<TreeSet<Integer>>();
      for (int i = 0; i < wires.ports(r); i++) {
        ofRouter.add(new TreeSet<>());
      }
      taken.add(ofRouter);
    }
    for (int s = 0; s < wires.leaves(); s++) {
      for (int d = 0; d < wires.leaves(); d++) {
        hops(s, d).forEach(h -> taken.get(h.router()).get(h.input()).add(h.output()));
      }
    }
  }

  /** All hops from one leaf to another. */
  List<Hop> hops(int source, int leaf) {
    var all = new ArrayList<Hop>();
    int router = home(source);
    int input = wires.peers().get(router).indexOf(new Leaf(source));
    while (true) {
      int output = port[router][leaf];
      all.add(new Hop(router, input, output));
      if (!(wires.peer(router, output) instanceof RouterPort(int next, int there, int _))) {
        return all;
      }
      router = next;
      input = there;
    }
  }

  private int home(int leaf) {
    int router = 0;
    while (!wires.peers().get(router).contains(new Leaf(leaf))) {
      router++;
    }
    return router;
  }

  int output(int router, int leaf) {
    return port[router][leaf];
  }

  /** Whether a leaf is at a port. */
  boolean isLast(int router, int output) {
    return wires.peer(router, output) instanceof Leaf;
  }

  /** The leaves behind an output, as bits. */
  long behind(int router, int output) {
    long leaves = 0;
    for (int d = 0; d < wires.leaves(); d++) {
      leaves |= port[router][d] == output ? 1L << d : 0;
    }
    return leaves;
  }

  /** The VC, within its class, in which packets to {@code leaf} come to an input. */
  int arrival(int router, int input, int leaf, VcClass kind) {
    return switch (kind.choice()) {
      case NEXT_OUTPUT ->
          taken.get(router).get(input).headSet(port[router][leaf]).size() % kind.vcs();
      case DESTINATION -> leaf % kind.vcs();
      case DESTINATION_DIGITS -> digits(leaf, kind.vcs());
      case FREE -> wires.isTree() ? leaf % kind.vcs() : digits(leaf, kind.vcs());
      case MULTICAST -> 0;
    };
  }

  /** The sum of the digits in base vcs. */
  private static int digits(int leaf, int vcs) {
    return Integer.toString(leaf, Math.max(2, vcs)).chars().map(c -> c - '0').sum() % vcs;
  }

  /** The VC, within its class, in which they leave a router that they entered by {@code input}. */
  int departure(int router, int input, int leaf, VcClass kind) {
    if (wires.peer(router, port[router][leaf]) instanceof RouterPort(int next, int there, int _)) {
      return arrival(next, there, leaf, kind);
    }
    return kind.choice() == Choice.MULTICAST ? 0 : input % kind.vcs();
  }

  /** The flow of a packet where routers may choose its VC: one of 8, of 4 where many come in. */
  int flow(int router, int source, int leaf) {
    int output = port[router][leaf];
    long inputs = taken.get(router).stream().filter(to -> to.contains(output)).count();
    int flow = (source + 2 * leaf) % 8;
    return inputs <= 8 ? flow : flow % 4 ^ flow / 4;
  }

  /** The VC, within its class, in which a leaf sends them. */
  int injection(int source, int leaf, VcClass kind) {
    int router = home(source);
    int input = wires.peers().get(router).indexOf(new Leaf(source));
    return arrival(router, input, leaf, kind);
  }

  /**
   * Ports of a tree: level l has {@code leaves / below * copies} routers, subtree by subtree; down
   * if the leaf is below, else to the parent that the destination's digit names.
   */
  static int[][] tree(Topology wires, int[] down, int[] up, int[] trunks) {
    var port = new int[wires.routers()][wires.leaves()];
    int router = 0;
    int below = 1;
    int copies = 1;
    for (int level = 0; level < down.length; level++) {
      int child = below;
      below *= down[level];
      int bundle = level == 0 ? 1 : trunks[level - 1];
      for (int k = 0; k < wires.leaves() / below * copies; k++, router++) {
        int lowest = k / copies * below;
        for (int d = 0; d < wires.leaves(); d++) {
          int digit = d / copies;
          boolean inside = d >= lowest && d < lowest + below;
          port[router][d] =
              inside
                  ? (d - lowest) / child * bundle + digit % bundle
                  : down[level] * bundle
                      + digit % up[level] * trunks[level]
                      + digit / up[level] % trunks[level];
        }
      }
      copies *= up[level];
    }
    return port;
  }

  /** Ports of a grid: 0 the leaf, east, west, south, north; columns are made equal first. */
  static int[][] grid(int columns, int rows) {
    int n = columns * rows;
    var port = new int[n][n];
    for (int r = 0; r < n; r++) {
      for (int d = 0; d < n; d++) {
        if (d % columns != r % columns) {
          port[r][d] = d % columns > r % columns ? 1 : 2;
        } else {
          port[r][d] = d == r ? 0 : d > r ? 3 : 4;
        }
      }
    }
    return port;
  }
}
