package chorale.nop;

import chorale.nop.RouterParameters.Allocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A router of a {@link GoldenNetwork}, cycle by cycle, with arrays and loops instead of wires.
 * Requesters of an output are numbered {@code input * vcs + vc}.
 */
final class GoldenRouter {
  /** A flit in a buffer, with what was found out about its packet. */
  private record Waiting(GoldenFlit flit, int outputs, int[] vcAt, Flow flow) {}

  /** Packets that must stay in one VC while one of them may be in the next buffer. */
  private static final class Flow {
    private int vc;
    private int ahead; // flits in that VC, up to the flow's last
    private boolean within;
  }

  /** Ascending order in which heads claim outputs. */
  interface Rank {
    int of(int output);
  }

  private final RouterParameters p;
  private final GoldenRoutes routes;
  private final Rank rank;
  private final int router;
  private final int ports;
  private final int vcs;
  private final int[] classOf; // per VC
  private final int[] first; // VC of each class
  private final List<List<Deque<Waiting>>> buffers = new ArrayList<>(); // per input and VC
  private final Waiting[][] packet; // per input and VC, the head that came last
  private final int[][] served; // per input and VC, outputs as bits
  private final int[][] claimed;
  private final int[][] credits; // per output and VC
  private final int[][] places;
  private final boolean[][] held;
  private final int[][] unused; // per output and VC, flits of its class since the last of its own
  private final Map<List<Integer>, Flow> flows = new HashMap<>(); // output, input, class, number
  private final int[][] latest; // per output and class, the VC that a head took last, if it may
  private final GoldenArbiter[] arbiters;
  private final GoldenArbiter[] choosers; // per input
  private final int[] early; // 3 stages: between arbitration and crossbar
  private final GoldenFlit[] earlyFlit;

  /** Per input, credits that it returns now. */
  final int[] freed;

  /** Per output, the VC of the flit that leaves now, or -1. */
  final int[] leavesIn;

  /** Per output, that flit. */
  final GoldenFlit[] leaves;

  /** Per output, whether a flit was granted it in the cycle before. */
  final boolean[] moves;

  private final int[] won; // per output, the requester, or -1
  private final boolean[] onlyClaims; // per output, the head that won does not move yet
  private final boolean[] keeps; // per output, the head that won claims it

  GoldenRouter(
      RouterParameters p, GoldenRoutes routes, Rank rank, int router, int ports, int[][] places) {
    this.p = p;
    this.routes = routes;
    this.rank = rank;
    this.router = router;
    this.ports = ports;
    vcs = p.classes().stream().mapToInt(VcClass::vcs).sum();
    classOf = new int[vcs];
    first = new int[p.classes().size()];
    int v = 0;
    for (int c = 0; c < first.length; c++) {
      first[c] = v;
      for (int k = 0; k < p.classes().get(c).vcs(); k++) {
        classOf[v++] = c;
      }
    }
    packet = new Waiting[ports][vcs];
    served = new int[ports][vcs];
    claimed = new int[ports][vcs];
    credits = places;
    this.places = Arrays.stream(places).map(int[]::clone).toArray(int[][]::new);
    held = new boolean[ports][vcs];
    unused = new int[ports][vcs];
    for (int[] ofOutput : unused) {
      Arrays.fill(ofOutput, 63);
    }
    latest = new int[ports][first.length];
    for (int[] ofOutput : latest) {
      Arrays.setAll(ofOutput, c -> first[c] + p.classes().get(c).vcs() - 1);
    }
    arbiters = new GoldenArbiter[ports];
    choosers = new GoldenArbiter[ports];
    var classes = new int[ports * vcs];
    Arrays.setAll(classes, k -> classOf[k % vcs]);
    var weights = p.classes().stream().mapToInt(VcClass::weight).toArray();
    for (int i = 0; i < ports; i++) {
      buffers.add(new ArrayList<>());
      for (int w = 0; w < vcs; w++) {
        buffers.get(i).add(new ArrayDeque<>());
      }
      arbiters[i] = new GoldenArbiter(p.arbitration(), classes, weights);
      choosers[i] = new GoldenArbiter(Arbitration.ROUND_ROBIN, classOf, weights);
    }
    early = new int[ports];
    Arrays.fill(early, -1);
    earlyFlit = new GoldenFlit[ports];
    freed = new int[ports];
    leavesIn = early.clone();
    leaves = new GoldenFlit[ports];
    moves = new boolean[ports];
    won = new int[ports];
    onlyClaims = new boolean[ports];
    keeps = new boolean[ports];
  }

  private VcClass kind(int vc) {
    return p.classes().get(classOf[vc]);
  }

  /** Whether a flit is a head that takes its outputs one after the other before it moves. */
  private boolean claims(int vc, GoldenFlit f) {
    return kind(vc).forks()
        && kind(vc).wholePackets()
        && kind(vc).packetFlits() > 1
        && f.head()
        && !f.tail();
  }

  private boolean wants(int input, int vc, int output) {
    var w = buffers.get(input).get(vc).peek();
    return w != null && (w.outputs & ~served[input][vc] & 1 << output) != 0;
  }

  private boolean asks(int input, int vc, int output) {
    if (!wants(input, vc, output)) {
      return false;
    }
    var w = buffers.get(input).get(vc).peek();
    if (!claims(vc, w.flit)) {
      return open(w, vc, output);
    }
    int pending = w.outputs & ~claimed[input][vc];
    if ((pending & 1 << output) == 0) {
      return pending == 0;
    }
    for (int o = 0; o < ports; o++) {
      boolean first = (pending & 1 << o) != 0 && rank.of(o) <= rank.of(output);
      if (first && !open(w, vc, o)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an output has a VC and a credit for a flit, or for its whole packet. */
  private boolean open(Waiting w, int vc, int output) {
    var kind = kind(vc);
    if (w.flow != null && w.flit.head() && !choose(w, vc, output)) {
      return false;
    }
    int next = w.vcAt[output];
    int room = room(output, next);
    if (kind.packetFlits() == 1 || !w.flit.head()) {
      return room > 0;
    }
    return !held[output][next] && room >= (kind.wholePackets() ? kind.packetFlits() : 1);
  }

  /** Places for flits of a VC; on a link to a router, some of other VCs that are not used. */
  private int room(int output, int vc) {
    int free = credits[output][vc];
    if (shared(output, vc)) {
      for (int v = 0; v < vcs; v++) {
        if (v != vc && classOf[v] == classOf[vc]) {
          int filled = places[output][v] - credits[output][v];
          boolean lends = filled == 0 && !held[output][v] && unused[output][v] >= 63;
          free -= lends ? 1 : Math.max(filled, kind(v).depth());
        }
      }
    }
    return free;
  }

  private boolean shared(int output, int vc) {
    return kind(vc).isFree() && !routes.isLast(router, output);
  }

  /** Finds a VC for a head that may take any; returns whether there is one. */
  private boolean choose(Waiting w, int vc, int output) {
    var kind = kind(vc);
    boolean bound = w.flow.ahead > 0 || w.flow.within;
    int from = first[classOf[vc]];
    for (int k = 1; k <= kind.vcs(); k++) {
      int v = from + (latest[output][classOf[vc]] - from + k) % kind.vcs();
      int least = kind.wholePackets() ? kind.packetFlits() : 1;
      if (!held[output][v] && room(output, v) >= least && (!bound || v == w.flow.vc)) {
        w.vcAt[output] = v;
        return true;
      }
    }
    return false;
  }

  /** Decides who moves in this cycle; changes arbiters only. */
  void arbitrate() {
    var asks = new boolean[ports][ports * vcs]; // per output
    var wants = new boolean[ports][ports * vcs];
    var canMove = new boolean[ports][vcs]; // per input
    var waits = new boolean[ports][vcs];
    var begun = new boolean[ports * vcs];
    for (int i = 0; i < ports; i++) {
      for (int v = 0; v < vcs; v++) {
        var front = buffers.get(i).get(v).peek();
        begun[i * vcs + v] = front != null && !front.flit.head();
        for (int o = 0; o < ports; o++) {
          asks[o][i * vcs + v] = asks(i, v, o);
          wants[o][i * vcs + v] = wants(i, v, o);
          canMove[i][v] |= asks[o][i * vcs + v];
          waits[i][v] |= wants[o][i * vcs + v];
        }
      }
    }
    boolean one = p.allocation() == Allocation.SEPARABLE;
    for (int i = 0; one && i < ports; i++) {
      int chosen = choosers[i].next(canMove[i]);
      for (int o = 0; o < ports; o++) {
        for (int v = 0; v < vcs; v++) {
          asks[o][i * vcs + v] &= v == chosen;
        }
      }
    }
    var moved = new boolean[ports];
    var got = new int[ports][vcs];
    for (int o = 0; o < ports; o++) {
      won[o] = arbiters[o].grant(asks[o], wants[o], begun);
      if (won[o] >= 0) {
        int i = won[o] / vcs;
        got[i][won[o] % vcs] |= 1 << o;
        if (one && !moved[i]) {
          moved[i] = true;
          choosers[i].take(won[o] % vcs, waits[i]);
        }
      }
    }
    for (int o = 0; o < ports; o++) {
      onlyClaims[o] = false;
      keeps[o] = false;
      if (won[o] >= 0) {
        claim(o, won[o] / vcs, won[o] % vcs, got[won[o] / vcs][won[o] % vcs]);
      }
    }
  }

  /** What a grant means to a head that claims outputs, when it was granted {@code got}. */
  private void claim(int output, int input, int vc, int got) {
    var w = buffers.get(input).get(vc).peek();
    if (!claims(vc, w.flit)) {
      return;
    }
    int lacking = w.outputs & ~claimed[input][vc] & ~got;
    onlyClaims[output] = lacking != 0;
    keeps[output] = true;
    for (int o = 0; o < ports; o++) {
      keeps[output] &= (lacking & 1 << o) == 0 || rank.of(o) > rank.of(output);
    }
  }

  /** The clock edge: what came in, per port, and the credits that came back as bits of VCs. */
  void step(int[] inVc, GoldenFlit[] in, int[] creditBack) {
    var leave = new int[ports];
    var flit = new GoldenFlit[ports];
    var newlyServed = new int[ports][vcs];
    for (int o = 0; o < ports; o++) {
      leave[o] = -1;
      moves[o] = won[o] >= 0 && !onlyClaims[o];
      if (won[o] < 0) {
        continue;
      }
      int i = won[o] / vcs;
      int v = won[o] % vcs;
      var w = buffers.get(i).get(v).peek();
      int next = w.vcAt[o];
      claimed[i][v] |= keeps[o] ? 1 << o : 0;
      if (onlyClaims[o]) {
        held[o][next] |= keeps[o];
      } else {
        held[o][next] = kind(v).packetFlits() > 1 && !w.flit.tail();
        credits[o][next]--;
        if (w.flow != null) {
          latest[o][classOf[v]] = w.flit.head() ? next : latest[o][classOf[v]];
          w.flow.vc = next;
          w.flow.ahead = places[o][next] - credits[o][next];
          w.flow.within = !w.flit.tail();
        }
        for (int u = 0; u < vcs; u++) {
          unused[o][u] = classOf[u] == classOf[v] ? unused[o][u] + 1 : unused[o][u];
        }
        unused[o][next] = 0;
        newlyServed[i][v] |= 1 << o;
        leave[o] = next;
        flit[o] = kind(v).forks() ? w.flit.only(routes.behind(router, o)) : w.flit;
      }
    }
    for (int i = 0; i < ports; i++) {
      freed[i] = 0;
      for (int v = 0; v < vcs; v++) {
        served[i][v] |= newlyServed[i][v];
        var w = buffers.get(i).get(v).peek();
        if (w != null && (w.outputs & ~served[i][v]) == 0) {
          buffers.get(i).get(v).remove();
          served[i][v] = 0;
          claimed[i][v] = 0;
          freed[i] |= 1 << v;
        }
      }
      if (inVc[i] >= 0) {
        arrive(i, inVc[i], in[i]);
      }
    }
    for (int o = 0; o < ports; o++) {
      for (int v = 0; v < vcs; v++) {
        int back = creditBack[o] >>> v & 1;
        credits[o][v] += back;
        for (var at : flows.entrySet()) {
          Flow flow = at.getValue();
          if (at.getKey().getFirst() == o && flow.vc == v && flow.ahead > 0) {
            flow.ahead -= back;
          }
        }
      }
      boolean late = p.stages() == 3;
      leavesIn[o] = late ? early[o] : leave[o];
      leaves[o] = late ? earlyFlit[o] : flit[o];
      early[o] = leave[o];
      earlyFlit[o] = flit[o];
    }
  }

  private void arrive(int input, int vc, GoldenFlit flit) {
    var kind = kind(vc);
    if (flit.head()) {
      int outputs = 0;
      var vcAt = new int[ports];
      Flow flow = null;
      for (int d = 0; d < Long.SIZE; d++) {
        if (kind.forks() ? (flit.address() >>> d & 1) == 1 : flit.address() == d) {
          int o = routes.output(router, d);
          outputs |= 1 << o;
          if (kind.isFree()) {
            var key = List.of(o, input, classOf[vc], routes.flow(router, flit.source(), d));
            flow = flows.computeIfAbsent(key, _ -> new Flow());
          } else {
            vcAt[o] = first[classOf[vc]] + routes.departure(router, input, d, kind);
          }
        }
      }
      packet[input][vc] = new Waiting(flit, outputs, vcAt, flow);
    }
    var head = packet[input][vc];
    buffers.get(input).get(vc).add(new Waiting(flit, head.outputs, head.vcAt, head.flow));
    int inside = buffers.get(input).get(vc).size();
    int most = kind.depth();
    if (kind.isFree() && !routes.isLast(router, input)) {
      inside = 0;
      most *= kind.vcs();
      for (int v = 0; v < vcs; v++) {
        inside += classOf[v] == classOf[vc] ? buffers.get(input).get(v).size() : 0;
      }
    }
    if (inside > most) {
      throw new IllegalStateException("router %d: a flit without a place".formatted(router));
    }
  }
}
