package chorale.chiplet;

import chorale.nop.Arbitration;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.Peer;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VirtualChannels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The NoP-Tree of a package: its routers, and the leaves in this order: the MoE chiplets, a port of
 * the attention chiplet for each group, the memories. Routers: the switches, then the root. A
 * switch has its chiplets on ports {@code 0 .. n-1}, its memory on n and the root on n + 1; the
 * root has the groups on {@code 0 .. G-1} and the attention chiplet's ports behind them, so that
 * results of all groups come in at once. Tokens leave by the first of these ports.
 *
 * <p>A chiplet or a whole group that is left out leaves its port out; leaves and routers are
 * numbered without it.
 */
final class PackageNetwork {
  private final PackageParameters p;

  /** Virtual channels, routes, and what waits for what. */
  final VirtualChannels channels;

  PackageNetwork(PackageParameters p) {
    this.p = p;
    channels = new VirtualChannels(topology(), TrafficClass.of(p), this::sends);
  }

  /** What all routers have in common. */
  RouterParameters routers() {
    return new RouterParameters(
        p.format().width(),
        channels.classes(),
        2,
        RouterParameters.Allocation.OUTPUT,
        Arbitration.PRIORITY);
  }

  /** The router of a group. */
  int groupSwitch(int group) {
    return p.enabledGroups().indexOf(group);
  }

  /** The router on the attention chiplet. */
  int root() {
    return p.enabledGroups().size();
  }

  /** Cycles of the link to a leaf: the root is on the attention chiplet's die. */
  int leafLatency(int leaf) {
    return isHome(leaf) ? 0 : p.linkLatency();
  }

  private boolean isHome(int leaf) {
    return leaf >= p.home(p.enabledGroups().getFirst()) && leaf < firstMemory();
  }

  private int firstMemory() {
    return p.memory(p.enabledGroups().getFirst());
  }

  private boolean sends(int kind, int source, int leaf) {
    int chiplets = p.enabled().size();
    return switch (TrafficClass.values()[kind]) {
      case CONTROL -> toMemory(source, leaf) || toMemory(leaf, source);
      case DISPATCH -> source == chiplets && leaf < chiplets;
      case COMBINE -> source < chiplets && leaf == p.home(groupOf(source));
      case WEIGHTS -> toMemory(leaf, source);
      case STORE -> toMemory(source, leaf);
    };
  }

  /** Whether a leaf is a chiplet and the other one its group's memory. */
  private boolean toMemory(int chiplet, int memory) {
    return chiplet < p.enabled().size() && memory == p.memory(groupOf(chiplet));
  }

  /** The group of the chiplet that is this leaf. */
  private int groupOf(int leaf) {
    return p.group(p.enabled().get(leaf));
  }

  private Topology topology() {
    int n = p.chipletsPerGroup();
    var groups = p.enabledGroups();
    int leaves = p.leaves();
    var peers = new ArrayList<List<Peer>>();
    var routes = new int[groups.size() + 1][leaves];
    var rootPorts = new ArrayList<Peer>(Collections.nCopies(2 * p.groups(), null));
    for (int g : groups) {
      int router = groupSwitch(g);
      var ports = new ArrayList<Peer>(Collections.nCopies(n + 2, null));
      Arrays.fill(routes[router], n + 1);
      for (int i = 0; i < n; i++) {
        int leaf = p.leaf(g * n + i);
        if (leaf >= 0) {
          ports.set(i, new Leaf(leaf));
          routes[router][leaf] = i;
          routes[root()][leaf] = g;
        }
      }
      ports.set(n, new Leaf(p.memory(g)));
      routes[router][p.memory(g)] = n;
      routes[root()][p.memory(g)] = g;
      ports.set(n + 1, new RouterPort(root(), g, p.linkLatency()));
      peers.add(ports);
      rootPorts.set(g, new RouterPort(router, n + 1, p.linkLatency()));
      rootPorts.set(p.groups() + g, new Leaf(p.home(g)));
      routes[root()][p.home(g)] = p.groups() + g;
    }
    peers.add(rootPorts);
    return new Topology("nop", leaves, peers, routes);
  }
}
