package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.Peer;
import chorale.nop.Topology.RouterPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Builds {@link Topology#without}. */
final class UpDown {
  private static final int UNREACHED = Integer.MAX_VALUE;

  private final Topology whole;
  private final List<Integer> kept = new ArrayList<>();
  private final List<List<Peer>> peers = new ArrayList<>();
  private final int leaves;
  private final int[] distance; // from the root of the breadth-first tree

  UpDown(Topology whole, List<Integer> leftOut) {
    this.whole = whole;
    for (int r : leftOut) {
      if (r < 0 || r >= whole.routers()) {
        throw new IllegalArgumentException(
            "%s has no router %d to leave out".formatted(whole.name(), r));
      }
    }
    var number = new int[whole.routers()];
    for (int r = 0; r < whole.routers(); r++) {
      number[r] = leftOut.contains(r) ? -1 : kept.size();
      if (!leftOut.contains(r)) {
        kept.add(r);
      }
    }
    int leaf = 0;
    var renamed = new int[whole.leaves()];
    for (int l = 0; l < whole.leaves(); l++) {
      renamed[l] = number[whole.attachment(l).router()] < 0 ? -1 : leaf++;
    }
    leaves = leaf;
    for (int r : kept) {
      var ports = new ArrayList<Peer>();
      for (Peer p : whole.peers().get(r)) {
        ports.add(
            switch (p) {
              case RouterPort(int n, int port, int latency) when number[n] >= 0 ->
                  new RouterPort(number[n], port, latency);
              case Leaf(int l) -> new Leaf(renamed[l]);
              case RouterPort _ -> null;
              case null -> null;
            });
      }
      peers.add(ports);
    }
    if (leaves == 0) {
      throw new IllegalArgumentException(whole.name() + ": no leaf is left");
    }
    distance = Topology.distances(peers, root());
    for (int r = 0; r < distance.length; r++) {
      if (distance[r] < 0) {
        throw new IllegalArgumentException(
            "%s without routers %s: router %d is cut off from the rest"
                .formatted(whole.name(), leftOut, kept.get(r)));
      }
    }
  }

  /** The most central router: links from it to the farthest one are fewest. */
  private int root() {
    int best = 0;
    int reach = UNREACHED;
    for (int r = 0; r < peers.size(); r++) {
      int farthest = Arrays.stream(Topology.distances(peers, r)).max().orElseThrow();
      if (farthest < reach) {
        best = r;
        reach = farthest;
      }
    }
    return best;
  }

  /** Whether going from {@code a} to its neighbour {@code b} is going up, to the root. */
  private boolean isUp(int a, int b) {
    return distance[b] < distance[a] || distance[b] == distance[a] && b < a;
  }

  Topology build() {
    var routes = new int[kept.size()][leaves];
    for (int r = 0; r < kept.size(); r++) {
      for (int p = 0; p < peers.get(r).size(); p++) {
        if (peers.get(r).get(p) instanceof Leaf(int leaf)) {
          routesTo(leaf, r, p, routes);
        }
      }
    }
    return new Topology(whole.name() + "_cut", leaves, peers, routes);
  }

  /**
   * All routes to one leaf: those from which only down-links lead there take the shortest such way;
   * the others go up to the neighbour from which the rest is shortest. So no route goes up after it
   * has gone down, and each router's choice agrees with that of the routers before it.
   */
  private void routesTo(int leaf, int home, int port, int[][] routes) {
    var length = new int[kept.size()];
    Arrays.fill(length, UNREACHED);
    length[home] = 0;
    routes[home][leaf] = port;
    var queue = new ArrayDeque<>(List.of(home));
    while (!queue.isEmpty()) { // against the down-links
      int r = queue.poll();
      for (Peer p : peers.get(r)) {
        if (p instanceof RouterPort(int n, int back, int _)
            && isUp(r, n)
            && length[n] == UNREACHED) {
          length[n] = length[r] + 1;
          routes[n][leaf] = back;
          queue.add(n);
        }
      }
    }
    var order = new ArrayList<Integer>();
    for (int r = 0; r < kept.size(); r++) {
      order.add(r);
    }
    order.sort(Comparator.<Integer>comparingInt(r -> distance[r]).thenComparingInt(r -> r));
    for (int r : order) { // a router's upper neighbours come before it
      if (length[r] == UNREACHED) {
        for (int p = 0; p < peers.get(r).size(); p++) {
          if (peers.get(r).get(p) instanceof RouterPort(int n, int _, int _)
              && isUp(r, n)
              && length[n] != UNREACHED
              && length[n] + 1 < length[r]) {
            length[r] = length[n] + 1;
            routes[r][leaf] = p;
          }
        }
      }
    }
  }
}
