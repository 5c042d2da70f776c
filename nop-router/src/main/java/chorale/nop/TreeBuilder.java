package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.Peer;
import chorale.nop.Topology.RouterPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds {@link Topology#tree}. A router of level l stands above one subtree of leaves, and is one
 * of several replicas there; its replica's number is made of the parents chosen on the way up.
 */
final class TreeBuilder {
  private final String name;
  private final int[] down;
  private final int[] up;
  private final int[] trunks;
  private final int latency;
  private final int levels;
  private final int leaves;
  private final int[] span; // leaves below a router of the level
  private final int[] replicas;
  private final int[] first; // number of the level's first router

  TreeBuilder(String name, int[] down, int[] up, int[] trunks, int latency) {
    if (down.length == 0 || up.length != down.length || trunks.length != down.length) {
      throw new IllegalArgumentException(
          "a tree needs down, up and trunks for each level, not %d, %d and %d of them"
              .formatted(down.length, up.length, trunks.length));
    }
    for (int[] counts : new int[][] {down, up, trunks}) {
      if (Arrays.stream(counts).anyMatch(c -> c < 1)) {
        throw new IllegalArgumentException(
            "a tree of %s: every count at least 1".formatted(Arrays.toString(counts)));
      }
    }
    this.name = name;
    this.down = down;
    this.up = up;
    this.trunks = trunks;
    this.latency = latency;
    levels = down.length;
    leaves = Arrays.stream(down).reduce(1, Math::multiplyExact);
    span = new int[levels];
    replicas = new int[levels];
    first = new int[levels + 1];
    int below = 1;
    int copies = 1;
    for (int l = 0; l < levels; l++) {
      below *= down[l];
      span[l] = below;
      replicas[l] = copies;
      first[l + 1] = first[l] + leaves / below * copies;
      copies *= up[l];
    }
  }

  Topology build() {
    var peers = new ArrayList<List<Peer>>();
    var routes = new int[first[levels]][leaves];
    for (int l = 0; l < levels; l++) {
      for (int subtree = 0; subtree < leaves / span[l]; subtree++) {
        for (int replica = 0; replica < replicas[l]; replica++) {
          int router = peers.size();
          peers.add(ports(l, subtree, replica));
          for (int d = 0; d < leaves; d++) {
            routes[router][d] = route(l, subtree, d);
          }
        }
      }
    }
    return new Topology(name, leaves, peers, routes);
  }

  private int router(int level, int subtree, int replica) {
    return first[level] + subtree * replicas[level] + replica;
  }

  /** Links to each child of a router; leaves have one. */
  private int links(int level) {
    return level == 0 ? 1 : trunks[level - 1];
  }

  private List<Peer> ports(int level, int subtree, int replica) {
    var ports = new ArrayList<Peer>();
    int links = links(level);
    for (int c = 0; c < down[level]; c++) {
      int child = subtree * down[level] + c;
      for (int q = 0; q < links; q++) {
        if (level == 0) {
          ports.add(new Leaf(child));
        } else {
          int below = replicas[level - 1];
          int port = down[level - 1] * links(level - 1) + replica / below * links + q;
          ports.add(new RouterPort(router(level - 1, child, replica % below), port, latency));
        }
      }
    }
    if (level < levels - 1) {
      int child = subtree % down[level + 1];
      for (int p = 0; p < up[level]; p++) {
        for (int q = 0; q < trunks[level]; q++) {
          int parent = router(level + 1, subtree / down[level + 1], p * replicas[level] + replica);
          ports.add(new RouterPort(parent, child * trunks[level] + q, latency));
        }
      }
    }
    return ports;
  }

  private int route(int level, int subtree, int leaf) {
    int links = links(level);
    if (leaf / span[level] == subtree) {
      int child = leaf / (span[level] / down[level]) % down[level];
      return child * links + leaf / replicas[level] % links;
    }
    int digit = leaf / replicas[level];
    int parent = digit % up[level];
    int trunk = digit / up[level] % trunks[level];
    return down[level] * links + parent * trunks[level] + trunk;
  }
}
