package chorale.nop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Routers, the links between them, and where the leaves are attached. Ports are numbered from 0 at
 * each router; a link joins two ports and runs both ways. The path of a packet depends on the
 * router that it is in and on its destination only, so packets from one leaf to another keep their
 * order.
 *
 * @param name for reports and module names
 * @param leaves number of leaves
 * @param peers per router and port, what is at the other end; null where a port is left out
 * @param routes per router and destination, the port that leads there
 */
public record Topology(String name, int leaves, List<List<Peer>> peers, int[][] routes) {

  /** The other end of a port. */
  public sealed interface Peer {}

  /** A port of another router, {@code latency} cycles of link away. */
  public record RouterPort(int router, int port, int latency) implements Peer {}

  /** A leaf. */
  public record Leaf(int number) implements Peer {}

  /** Where a leaf is attached. */
  public record Attachment(int router, int port) {}

  public Topology {
    for (int leaf = 0; leaf < leaves; leaf++) {
      if (attachment(peers, leaf) == null) {
        throw new IllegalArgumentException("%s: leaf %d has no router".formatted(name, leaf));
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** Number of routers. */
  public int routers() {
    return peers.size();
  }

  /** Number of ports of a router. */
  public int ports(int router) {
    return peers.get(router).size();
  }

  /** The other end of a port; null if the port is left out. */
  public Peer peer(int router, int port) {
    return peers.get(router).get(port);
  }

  /** The port that leads from a router to a leaf. */
  public int route(int router, int leaf) {
    return routes[router][leaf];
  }

  /** Whether there is one way only between any two leaves. */
  public boolean isTree() {
    long ends = peers.stream().flatMap(List::stream).filter(RouterPort.class::isInstance).count();
    return ends == 2L * (routers() - 1);
  }

  /** The router and port of a leaf. */
  public Attachment attachment(int leaf) {
    return attachment(peers, leaf);
  }

  private static Attachment attachment(List<List<Peer>> peers, int leaf) {
    for (int r = 0; r < peers.size(); r++) {
      int port = peers.get(r).indexOf(new Leaf(leaf));
      if (port >= 0) {
        return new Attachment(r, port);
      }
    }
    return null;
  }

  /** The ports through which packets from {@code source} to {@code destination} leave routers. */
  public List<Attachment> path(int source, int destination) {
    var hops = new ArrayList<Attachment>();
    int router = attachment(source).router();
    while (hops.size() <= routers()) {
      int port = route(router, destination);
      hops.add(new Attachment(router, port));
      switch (peer(router, port)) {
        case Leaf(int number) -> {
          if (number != destination) {
            throw new IllegalArgumentException(
                "%s: packets from leaf %d to %d end at leaf %d"
                    .formatted(name, source, destination, number));
          }
          return hops;
        }
        case RouterPort next -> router = next.router();
        case null ->
            throw new IllegalArgumentException(
                "%s: packets from leaf %d to %d leave router %d by port %d, which is left out"
                    .formatted(name, source, destination, router, port));
      }
    }
    throw new IllegalArgumentException(
        "%s: packets from leaf %d to %d never arrive".formatted(name, source, destination));
  }

  /**
   * A tree: {@code down[l]} children of each router of level l, from the leaves up. {@code up[l]}
   * parents and {@code trunks[l]} links to each of them, from level l to the next; the last entry
   * of both is for the root, and 1. With more than one parent it is a fat tree (a parallel-port
   * generalised fat tree: E. Zahavi, D-mod-k routing, 2010); with more than one trunk the links of
   * a level are wider by that factor. Ports are the children in order, then the parents. A packet
   * takes the parent and the trunk that the low digits of its destination name (d-mod-k), so that
   * all packets to one leaf come down one way.
   */
  public static Topology tree(String name, int[] down, int[] up, int[] trunks, int latency) {
    return new TreeBuilder(name, down, up, trunks, latency).build();
  }

  /** A tree with one parent and one trunk everywhere. */
  public static Topology tree(int latency, int... down) {
    var ones = new int[down.length];
    Arrays.fill(ones, 1);
    var shape = new StringBuilder("tree");
    for (int d : down) {
      shape.append('_').append(d);
    }
    return tree(shape.toString(), down, ones, ones, latency);
  }

  /**
   * A NoP-Tree: a switch for each of {@code groups} groups of {@code each} leaves, and a root above
   * them that has {@code homes} leaves of its own, numbered behind the others. Routers: the
   * switches, then the root. Ports of a switch: its leaves, then the root; of the root: the
   * switches, then its leaves. All links but those to leaves take {@code latency} cycles.
   */
  public static Topology nopTree(int latency, int groups, int each, int homes) {
    return nopTree(latency, groups, each, homes, 0);
  }

  /**
   * The same with {@code joins} more leaves at each router, where a {@link SortedJoin} puts its
   * sums into the network: the switches' in order, then the root's, numbered behind the homes; the
   * last ports of their router.
   */
  public static Topology nopTree(int latency, int groups, int each, int homes, int joins) {
    if (groups < 1 || each < 1 || homes < 0 || joins < 0) {
      throw new IllegalArgumentException(
          "a tree of %d groups of %d leaves, %d at the root, %d joins: at least 1, 1, 0 and 0"
              .formatted(groups, each, homes, joins));
    }
    int firstJoin = groups * each + homes;
    int leaves = firstJoin + (groups + 1) * joins;
    var peers = new ArrayList<List<Peer>>();
    var root = new ArrayList<Peer>();
    var routes = new int[groups + 1][leaves];
    for (int g = 0; g < groups; g++) {
      var ports = new ArrayList<Peer>();
      Arrays.fill(routes[g], each);
      for (int i = 0; i < each; i++) {
        int leaf = g * each + i;
        ports.add(new Leaf(leaf));
        routes[g][leaf] = i;
        routes[groups][leaf] = g;
      }
      ports.add(new RouterPort(groups, g, latency));
      for (int j = 0; j < joins; j++) {
        int leaf = firstJoin + g * joins + j;
        routes[g][leaf] = ports.size();
        routes[groups][leaf] = g;
        ports.add(new Leaf(leaf));
      }
      peers.add(ports);
      root.add(new RouterPort(g, each, latency));
    }
    for (int h = 0; h < homes; h++) {
      routes[groups][groups * each + h] = groups + h;
      root.add(new Leaf(groups * each + h));
    }
    for (int j = 0; j < joins; j++) {
      int leaf = firstJoin + groups * joins + j;
      routes[groups][leaf] = root.size();
      root.add(new Leaf(leaf));
    }
    peers.add(root);
    String name = "nop_tree_%d_%d_%d".formatted(groups, each, homes);
    return new Topology(joins == 0 ? name : name + "_joins_" + joins, leaves, peers, routes);
  }

  /**
   * A grid of {@code columns} x {@code rows} routers with a leaf each, numbered row by row. Ports:
   * 0 the leaf, 1 east, 2 west, 3 south, 4 north. Packets go along their row first (dimension
   * order).
   */
  public static Topology grid(int columns, int rows, int latency) {
    return grid(columns, rows, 1, latency);
  }

  /**
   * The same with {@code leaves} at each router, numbered router by router; they are its first
   * ports.
   */
  public static Topology grid(int columns, int rows, int leaves, int latency) {
    if (columns < 1 || rows < 1 || leaves < 1) {
      throw new IllegalArgumentException(
          "a grid of %d x %d, %d leaves at each router: at least 1 x 1, and 1"
              .formatted(columns, rows, leaves));
    }
    int n = columns * rows;
    int[][] step = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    int[] opposite = {1, 0, 3, 2};
    var peers = new ArrayList<List<Peer>>();
    var routes = new int[n][n * leaves];
    for (int r = 0; r < n; r++) {
      int x = r % columns;
      int y = r / columns;
      var ports = new ArrayList<Peer>();
      for (int leaf = 0; leaf < leaves; leaf++) {
        ports.add(new Leaf(r * leaves + leaf));
      }
      for (int p = 0; p < step.length; p++) {
        int px = x + step[p][0];
        int py = y + step[p][1];
        boolean inside = px >= 0 && px < columns && py >= 0 && py < rows;
        int port = leaves + opposite[p];
        ports.add(inside ? new RouterPort(py * columns + px, port, latency) : null);
      }
      peers.add(ports);
      for (int d = 0; d < n * leaves; d++) {
        int dx = Integer.compare(d / leaves % columns, x);
        int dy = Integer.compare(d / leaves / columns, y);
        int way = dx > 0 ? 0 : dx < 0 ? 1 : dy > 0 ? 2 : 3;
        routes[r][d] = dx == 0 && dy == 0 ? d % leaves : leaves + way;
      }
    }
    String name = "grid_%d_%d".formatted(columns, rows);
    return new Topology(leaves == 1 ? name : name + "_leaves_" + leaves, n * leaves, peers, routes);
  }

  /**
   * This network without some routers and all that is attached to them: the rest is routed anew by
   * the up*-down* rule over a breadth-first tree from the lowest router that is left (M. D.
   * Schroeder et al., Autonet, 1991), which has no cycle of channels whatever is missing. Leaves
   * are numbered anew, in order.
   *
   * @throws IllegalArgumentException if nothing is left, or what is left falls apart
   */
  public Topology without(List<Integer> routersLeftOut) {
    return new UpDown(this, routersLeftOut).build();
  }

  /** Distances, in links, from a router to all others; -1 where there is no way. */
  static int[] distances(List<List<Peer>> peers, int from) {
    var distance = new int[peers.size()];
    Arrays.fill(distance, -1);
    distance[from] = 0;
    var queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      int r = queue.poll();
      for (Peer p : peers.get(r)) {
        if (p instanceof RouterPort(int next, int _, int _) && distance[next] < 0) {
          distance[next] = distance[r] + 1;
          queue.add(next);
        }
      }
    }
    return distance;
  }
}
