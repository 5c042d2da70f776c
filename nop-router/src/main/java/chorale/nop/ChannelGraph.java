package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The channel dependency graph of a network (W. J. Dally and C. L. Seitz, Deadlock-free message
 * routing in multiprocessor interconnection networks, 1987), with what multicast adds. A node is a
 * link's end at a router's output; there is an edge from a to b if a packet that holds a, or lies
 * in the buffer at its far end, may have to wait for b. Without a cycle, the packet that is
 * farthest along can always move, so nothing deadlocks. Classes have buffers of their own, so an
 * edge never leads from one class to another; each class has a graph.
 *
 * <p>Edges of every class: from a link to the outputs that its packets take next. A multicast
 * packet that holds output a also waits for each output b that the same packet may take:
 *
 * <ul>
 *   <li>if the class moves whole packets, only while its head claims its outputs, in ascending
 *       rank, before it moves: an edge from a to each b of higher rank. Once it moves, there is
 *       room for all of it behind every output, here and at the routers before, so what it holds
 *       comes free whatever others do;
 *   <li>if not, its flits move in step, and its head may be far ahead: whatever it holds on the way
 *       after a waits for the flits that b holds up. So edges from a, and from all that follows a
 *       at any distance, to b and all that follows b at any distance, as far as packets come there
 *       from several inputs: where they all come from one, in one order, those before this packet
 *       have passed all its forks, and wait only for what is ahead of them.
 * </ul>
 *
 * The head must not move before it has all its outputs: with edges from a to b alone, the copies
 * that are ahead hold outputs of any rank while the head still waits for b.
 *
 * <p>Packets of one flit hold nothing.
 */
public final class ChannelGraph {
  private final VirtualChannels channels;
  private final Topology topology;
  private final int[] first; // node of port 0 of each router
  private final List<List<TreeSet<Integer>>> unicast = new ArrayList<>(); // by class
  private final List<Set<Integer>> contended = new ArrayList<>(); // by class
  private final int[] rank;

  ChannelGraph(VirtualChannels channels) {
    this.channels = channels;
    topology = channels.topology();
    first = new int[topology.routers() + 1];
    for (int r = 0; r < topology.routers(); r++) {
      first[r + 1] = first[r] + topology.ports(r);
    }
    for (int c = 0; c < channels.classes().size(); c++) {
      unicast.add(noEdges());
      contended.add(contended(c));
      for (int r = 0; r < topology.routers(); r++) {
        for (int o = 0; o < topology.ports(r); o++) {
          unicast.get(c).get(node(r, o)).addAll(following(r, o, c));
        }
      }
    }
    var any = noEdges();
    for (var edges : unicast) {
      for (int n = 0; n < any.size(); n++) {
        any.get(n).addAll(edges.get(n));
      }
    }
    rank = ranks(any, "any class");
  }

  private List<TreeSet<Integer>> noEdges() {
    var edges = new ArrayList<TreeSet<Integer>>();
    for (int n = 0; n < first[topology.routers()]; n++) {
      edges.add(new TreeSet<>());
    }
    return edges;
  }

  /** Refuses classes whose packets may wait in a circle. */
  void check() {
    for (VcClass c : channels.classes()) {
      ranks(edges(c), "class " + c.name());
    }
  }

  private int node(int router, int output) {
    return first[router] + output;
  }

  /** Outputs that packets of a class take after this one. */
  private List<Integer> following(int router, int output, int c) {
    if (!(topology.peer(router, output) instanceof RouterPort(int r, int port, int _))) {
      return List.of();
    }
    return channels.outputsOfClass(r, port, c).stream().map(o -> node(r, o)).toList();
  }

  /** Place of an output in an order that all dependencies follow, from 0. */
  public int rank(int router, int output) {
    return rank[node(router, output)];
  }

  /** Edges of a class, by node. */
  List<TreeSet<Integer>> edges(VcClass kind) {
    int c = channels.classes().indexOf(kind);
    var edges = new ArrayList<TreeSet<Integer>>();
    unicast.get(c).forEach(e -> edges.add(new TreeSet<>(e)));
    if (!kind.forks() || kind.packetFlits() == 1) {
      return edges;
    }
    for (int r = 0; r < topology.routers(); r++) {
      for (int i = 0; i < topology.ports(r); i++) {
        var outputs = channels.outputsOfClass(r, i, c);
        for (int a : outputs) {
          for (int b : outputs) {
            if (a != b && kind.wholePackets() && rank(r, a) < rank(r, b)) {
              edges.get(node(r, a)).add(node(r, b));
            }
            if (a != b && !kind.wholePackets()) {
              var waitedFor = reached(node(r, b), c);
              waitedFor.retainAll(contended.get(c));
              for (int ahead : reached(node(r, a), c)) {
                edges.get(ahead).addAll(waitedFor);
              }
            }
          }
        }
      }
    }
    return edges;
  }

  /** A node and all that follow it, at any distance. */
  private Set<Integer> reached(int node, int c) {
    var all = new TreeSet<>(List.of(node));
    var queue = new ArrayDeque<>(all);
    while (!queue.isEmpty()) {
      for (int next : unicast.get(c).get(queue.poll())) {
        if (all.add(next)) {
          queue.add(next);
        }
      }
    }
    return all;
  }

  /** Outputs that packets of a class take from several inputs. */
  private Set<Integer> contended(int c) {
    var once = new TreeSet<Integer>();
    var more = new TreeSet<Integer>();
    for (int r = 0; r < topology.routers(); r++) {
      for (int i = 0; i < topology.ports(r); i++) {
        for (int o : channels.outputsOfClass(r, i, c)) {
          if (!once.add(node(r, o))) {
            more.add(node(r, o));
          }
        }
      }
    }
    return more;
  }

  /** Number of edges of a class. */
  public int edgeCount(VcClass kind) {
    return edges(kind).stream().mapToInt(TreeSet::size).sum();
  }

  /** Number of nodes with a link or a leaf. */
  public int nodeCount() {
    int n = 0;
    for (int r = 0; r < topology.routers(); r++) {
      for (int o = 0; o < topology.ports(r); o++) {
        n += topology.peer(r, o) == null ? 0 : 1;
      }
    }
    return n;
  }

  /** A node's place in a topological order. */
  private int[] ranks(List<TreeSet<Integer>> edges, String what) {
    int n = edges.size();
    var waiting = new int[n]; // edges into the node that are not done
    edges.forEach(e -> e.forEach(to -> waiting[to]++));
    var ready = new ArrayDeque<Integer>();
    for (int i = 0; i < n; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    var ranks = new int[n];
    Arrays.fill(ranks, -1);
    int next = 0;
    while (!ready.isEmpty()) {
      int node = ready.poll();
      ranks[node] = next++;
      for (int to : edges.get(node)) {
        if (--waiting[to] == 0) {
          ready.add(to);
        }
      }
    }
    if (next < n) {
      throw new IllegalArgumentException(
          "%s can deadlock: packets of %s may wait in a circle, %s"
              .formatted(topology.name(), what, cycle(edges, ranks)));
    }
    return ranks;
  }

  /** A cycle among the nodes without a rank, as text. */
  private String cycle(List<TreeSet<Integer>> edges, int[] ranks) {
    var back = new int[ranks.length]; // every node left over has a predecessor left over
    Arrays.fill(back, -1);
    int start = -1;
    for (int a = 0; a < ranks.length; a++) {
      if (ranks[a] < 0) {
        for (int b : edges.get(a)) {
          if (ranks[b] < 0) {
            back[b] = a;
            start = b;
          }
        }
      }
    }
    for (int i = 0; i < ranks.length; i++) {
      start = back[start];
    }
    var path = new ArrayList<String>();
    int node = start;
    do {
      path.addFirst(describe(node));
      node = back[node];
    } while (node != start);
    path.add(path.getFirst());
    return String.join(" -> ", path);
  }

  private String describe(int node) {
    int router = 0;
    while (first[router + 1] <= node) {
      router++;
    }
    int output = node - first[router];
    return switch (topology.peer(router, output)) {
      case RouterPort(int r, int _, int _) -> "router %d to %d".formatted(router, r);
      case Leaf(int leaf) -> "router %d to leaf %d".formatted(router, leaf);
      case null -> "router %d port %d".formatted(router, output);
    };
  }
}
