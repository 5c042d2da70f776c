package chorale.nop;

import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.Peer;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** What every flit and credit of a network does in every cycle, without any of its hardware. */
final class GoldenNetwork {
  /** What a link carries in one direction in one cycle. */
  private record Beat(int vc, GoldenFlit flit) {}

  private static final Beat NOTHING = new Beat(-1, null);

  private final Topology wires;
  private final int leafLatency;
  private final List<GoldenRouter> routers = new ArrayList<>();
  private final List<List<Deque<Beat>>> flits = new ArrayList<>(); // out of a port, in flight
  private final List<List<Deque<Integer>>> credits = new ArrayList<>(); // back out of a port
  private final List<Deque<Beat>> entering = new ArrayList<>();
  private final List<Deque<Integer>> returning = new ArrayList<>();

  GoldenNetwork(
      Topology wires,
      GoldenRoutes routes,
      ChannelGraph ranks,
      RouterParameters p,
      int leafLatency,
      int leafPlaces) {
    this.wires = wires;
    this.leafLatency = leafLatency;
    for (int r = 0; r < wires.routers(); r++) {
      int router = r;
      var places = new int[wires.ports(r)][];
      var outgoing = new ArrayList<Deque<Beat>>();
      var backward = new ArrayList<Deque<Integer>>();
      for (int o = 0; o < places.length; o++) {
        boolean leaf = wires.peer(r, o) instanceof Leaf;
        places[o] =
            p.classes().stream()
                .flatMapToInt(
                    c -> {
                      int share = c.choice() == Choice.FREE ? c.vcs() : 1;
                      return IntStream.generate(() -> leaf ? leafPlaces : c.depth() * share)
                          .limit(c.vcs());
                    })
                .toArray();
        outgoing.add(filled(latency(wires.peer(r, o)), NOTHING));
        backward.add(filled(latency(wires.peer(r, o)), 0));
      }
      flits.add(outgoing);
      credits.add(backward);
      routers.add(
          new GoldenRouter(p, routes, o -> ranks.rank(router, o), r, wires.ports(r), places));
    }
    for (int leaf = 0; leaf < wires.leaves(); leaf++) {
      entering.add(filled(leafLatency, NOTHING));
      returning.add(filled(leafLatency, 0));
    }
    arbitrate();
  }

  private static <T> Deque<T> filled(int n, T value) {
    var queue = new ArrayDeque<T>();
    for (int i = 0; i < n; i++) {
      queue.add(value);
    }
    return queue;
  }

  private int latency(Peer peer) {
    return switch (peer) {
      case RouterPort(int _, int _, int latency) -> latency;
      case Leaf _ -> leafLatency;
      case null -> 0;
    };
  }

  private void arbitrate() {
    routers.forEach(GoldenRouter::arbitrate);
  }

  /** A value goes into a line; what comes out of it in the same cycle. */
  private static <T> T through(Deque<T> line, T value) {
    line.add(value);
    return line.remove();
  }

  /**
   * One cycle.
   *
   * @param vc per leaf, in which it sends, or -1
   * @param flit per leaf, what it sends
   * @param credit per leaf, the credits that it returns
   */
  void step(int[] vc, GoldenFlit[] flit, int[] credit) {
    int n = wires.routers();
    var inVc = new int[n][];
    var in = new GoldenFlit[n][];
    var back = new int[n][];
    for (int r = 0; r < n; r++) {
      inVc[r] = new int[wires.ports(r)];
      Arrays.fill(inVc[r], -1);
      in[r] = new GoldenFlit[wires.ports(r)];
      back[r] = new int[wires.ports(r)];
    }
    for (int r = 0; r < n; r++) {
      var router = routers.get(r);
      for (int p = 0; p < wires.ports(r); p++) {
        switch (wires.peer(r, p)) {
          case RouterPort(int far, int port, int _) -> {
            var beat = through(flits.get(r).get(p), new Beat(router.leavesIn[p], router.leaves[p]));
            inVc[far][port] = beat.vc();
            in[far][port] = beat.flit();
            back[far][port] = through(credits.get(r).get(p), router.freed[p]);
          }
          case Leaf(int leaf) -> {
            var beat = through(entering.get(leaf), new Beat(vc[leaf], flit[leaf]));
            inVc[r][p] = beat.vc();
            in[r][p] = beat.flit();
            back[r][p] = through(returning.get(leaf), credit[leaf]);
            through(flits.get(r).get(p), new Beat(router.leavesIn[p], router.leaves[p]));
            through(credits.get(r).get(p), router.freed[p]);
          }
          case null -> {}
        }
      }
    }
    for (int r = 0; r < n; r++) {
      routers.get(r).step(inVc[r], in[r], back[r]);
    }
    arbitrate();
  }

  private Topology.Attachment at(int leaf) {
    for (int r = 0; r < wires.routers(); r++) {
      int port = wires.peers().get(r).indexOf(new Leaf(leaf));
      if (port >= 0) {
        return new Topology.Attachment(r, port);
      }
    }
    throw new IllegalArgumentException("leaf " + leaf);
  }

  private Beat leaving(int leaf) {
    var at = at(leaf);
    var router = routers.get(at.router());
    var line = flits.get(at.router()).get(at.port());
    return line.isEmpty()
        ? new Beat(router.leavesIn[at.port()], router.leaves[at.port()])
        : line.peek();
  }

  /** The VC in which a flit stands at a leaf, or -1. */
  int arrivesIn(int leaf) {
    return leaving(leaf).vc();
  }

  /** That flit. */
  GoldenFlit arrives(int leaf) {
    return leaving(leaf).flit();
  }

  /** Credits that a leaf gets back, a bit for each VC. */
  int returned(int leaf) {
    var at = at(leaf);
    var line = credits.get(at.router()).get(at.port());
    return line.isEmpty() ? routers.get(at.router()).freed[at.port()] : line.peek();
  }

  /** Outputs of a router that a flit was granted in the cycle before, as bits. */
  long moves(int router) {
    long bits = 0;
    var moves = routers.get(router).moves;
    for (int o = 0; o < moves.length; o++) {
      bits |= moves[o] ? 1L << o : 0;
    }
    return bits;
  }
}
