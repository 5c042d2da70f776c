package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.sim.Model;
import chorale.sim.Port;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random packets through a simulated network, from every leaf in every virtual channel, with
 * receivers that return credits when they like. Every leaf must get every packet that is for it
 * once, whole, and in order for each source and class; every link must carry one copy; and every
 * output of the network must be what a {@link GoldenNetwork} says, in every cycle.
 */
final class NetworkTraffic implements AutoCloseable {
  /** How a run loads the network; chances per cycle and leaf, in 1/256. */
  record Load(int send, int drain, int oneLeaf, int blocked) {
    static final Load HEAVY = new Load(256, 256, 0, 0);
    static final Load RANDOM = new Load(180, 110, 40, 0);
    static final Load STALLS = new Load(256, 200, 60, 2);
  }

  /** Cycles without any flit after which a network with flits in it is stuck. */
  private static final int STUCK = 3000;

  private static final int BLOCKED_CYCLES = 60;

  private final NetworkDesign design;
  private final RouterParameters p;
  private final PacketFormat format;
  private final GoldenRoutes routes;
  private final GoldenNetwork golden; // null: not compared
  private final Model model;
  private final Random random;
  private final String context;
  private final int leaves;
  private final int[] firstVc;
  private final int[] classOf;
  private final List<List<Deque<GoldenFlit>>> toSend = new ArrayList<>(); // leaf, VC
  private final int[][] credits;
  private final int[][] kept; // at a receiver, without a credit yet
  private final int[][] open; // leaf, VC: source of the packet that is arriving, or -1
  private final int[] blockedUntil;
  private final Map<List<Integer>, Deque<GoldenFlit>> expected = new HashMap<>();
  private final Map<GoldenRoutes.Hop, Long> owed = new HashMap<>(); // flits by output
  private final long[][] moved;
  private final LeafPorts[] ports;
  private final Port[] moves;
  private long cycle;
  private long outstanding;
  private long arrived;
  private long lastArrival;

  NetworkTraffic(NetworkDesign design, long seed, boolean compared) {
    this.design = design;
    p = design.parameters();
    format = design.format();
    routes = design.routes();
    model = design.rtl().open();
    random = new Random(seed);
    context = "%s, seed %d".formatted(design.name(), seed);
    var wires = design.topology();
    leaves = wires.leaves();
    golden =
        compared
            ? new GoldenNetwork(
                wires, routes, design.graph(), p, design.leafLatency(), design.leafPlaces())
            : null;
    firstVc = new int[p.classes().size()];
    classOf = new int[p.vcs()];
    int v = 0;
    for (int c = 0; c < firstVc.length; c++) {
      firstVc[c] = v;
      for (int k = 0; k < p.classes().get(c).vcs(); k++) {
        classOf[v++] = c;
      }
    }
    credits = new int[leaves][p.vcs()];
    kept = new int[leaves][p.vcs()];
    open = new int[leaves][p.vcs()];
    blockedUntil = new int[leaves];
    ports = new LeafPorts[leaves];
    for (int leaf = 0; leaf < leaves; leaf++) {
      ports[leaf] = LeafPorts.of(model, leaf);
      var queues = new ArrayList<Deque<GoldenFlit>>();
      for (int w = 0; w < p.vcs(); w++) {
        queues.add(new ArrayDeque<>());
        credits[leaf][w] = p.classes().get(classOf[w]).depth();
        open[leaf][w] = -1;
      }
      toSend.add(queues);
    }
    moves = new Port[wires.routers()];
    moved = new long[wires.routers()][];
    for (int r = 0; r < moves.length; r++) {
      moves[r] = model.port("moves_" + r);
      moved[r] = new long[wires.ports(r)];
    }
  }

  /** Queues a packet; {@code to}: a leaf, or a bit for each in a class of multicast packets. */
  void send(int source, long to, int kind, int flits) {
    VcClass c = p.classes().get(kind);
    long mask = c.forks() ? to : 1L << to;
    int vc = firstVc[kind] + (c.forks() ? 0 : routes.injection(source, (int) to, c));
    for (int k = 0; k < flits; k++) {
      long low = random.nextLong() & (1L << format.addressBits()) - 1;
      long address = k > 0 ? low : to;
      long body = random.nextLong() << GoldenFlit.SOURCE_BITS | source;
      var flit =
          new GoldenFlit(k == 0, k == flits - 1, address, body, format.addressBits(), p.width());
      toSend.get(source).get(vc).add(flit);
      for (int d = 0; d < leaves; d++) {
        if ((mask >>> d & 1) == 1) {
          expected
              .computeIfAbsent(List.of(d, source, kind), _ -> new ArrayDeque<>())
              .add(c.forks() ? flit.only(1L << d) : flit);
          outstanding++;
        }
      }
    }
    var links = new HashSet<GoldenRoutes.Hop>();
    for (int d = 0; d < leaves; d++) {
      if ((mask >>> d & 1) == 1) {
        links.addAll(routes.hops(source, d));
      }
    }
    links.forEach(
        h -> owed.merge(new GoldenRoutes.Hop(h.router(), -1, h.output()), (long) flits, Long::sum));
  }

  private void sendRandom(int leaf, Load load) {
    int kind = random.nextInt(firstVc.length);
    VcClass c = p.classes().get(kind);
    int flits = 1 + random.nextInt(c.packetFlits());
    boolean hot = random.nextInt(256) < load.oneLeaf;
    if (!c.forks()) {
      send(leaf, hot ? 0 : random.nextInt(leaves), kind, flits);
      return;
    }
    long all = leaves == 64 ? -1 : (1L << leaves) - 1;
    long mask = random.nextLong() & all;
    mask = random.nextInt(4) == 0 ? all : random.nextBoolean() ? mask & random.nextLong() : mask;
    send(leaf, mask == 0 ? 1L << random.nextInt(leaves) : mask, kind, flits);
  }

  /** Runs with random packets. */
  void run(int cycles, Load load) {
    for (int t = 0; t < cycles; t++) {
      for (int leaf = 0; leaf < leaves; leaf++) {
        int waiting = toSend.get(leaf).stream().mapToInt(Deque::size).sum();
        if (waiting < 24) {
          sendRandom(leaf, load);
        }
      }
      step(load);
    }
  }

  /** Runs until everything has arrived, and checks that nothing is missing. */
  void drain() {
    var all = new Load(256, 256, 0, 0);
    while (outstanding > 0) {
      step(all);
    }
    for (int t = 0; t < 100; t++) {
      step(all);
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      for (int v = 0; v < p.vcs(); v++) {
        assertEquals(-1, open[leaf][v], context + ": a packet without its tail");
        assertEquals(
            p.classes().get(classOf[v]).depth(), credits[leaf][v], context + ": credits are lost");
      }
    }
    for (int r = 0; r < moved.length; r++) {
      for (int o = 0; o < moved[r].length; o++) {
        assertEquals(
            owed.getOrDefault(new GoldenRoutes.Hop(r, -1, o), 0L),
            moved[r][o],
            "%s: flits of router %d by output %d".formatted(context, r, o));
      }
    }
  }

  /** One cycle. */
  void step(Load load) {
    var vc = new int[leaves];
    var flit = new GoldenFlit[leaves];
    var back = new int[leaves];
    for (int leaf = 0; leaf < leaves; leaf++) {
      vc[leaf] = random.nextInt(256) < load.send ? ready(leaf) : -1;
      ports[leaf].valid().set(vc[leaf] < 0 ? 0 : 1L << vc[leaf]);
      if (vc[leaf] >= 0) {
        flit[leaf] = toSend.get(leaf).get(vc[leaf]).remove();
        credits[leaf][vc[leaf]]--;
        if (p.width() <= Long.SIZE) {
          ports[leaf].flit().set(flit[leaf].bits().longValue());
        } else {
          ports[leaf].flit().setWide(flit[leaf].bits());
        }
      }
      if (random.nextInt(256) < load.blocked) {
        blockedUntil[leaf] = (int) cycle + random.nextInt(BLOCKED_CYCLES);
      }
      for (int v = 0; v < p.vcs(); v++) {
        if (kept[leaf][v] > 0 && cycle >= blockedUntil[leaf] && random.nextInt(256) < load.drain) {
          kept[leaf][v]--;
          back[leaf] |= 1 << v;
        }
      }
      ports[leaf].returns().set(back[leaf]);
    }
    model.step();
    cycle++;
    if (golden != null) {
      golden.step(vc, flit, back);
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      observe(leaf);
    }
    for (int r = 0; r < moves.length; r++) {
      long now = moves[r].get();
      if (golden != null) {
        assertEquals(golden.moves(r), now, () -> where() + ": what moves");
      }
      for (int o = 0; o < moved[r].length; o++) {
        moved[r][o] += now >>> o & 1;
      }
    }
    assertTrue(
        outstanding == 0 || cycle - lastArrival < STUCK,
        () -> "%s: stuck with %d flits to come".formatted(where(), outstanding));
  }

  /** A VC in which the leaf could send, by lot, or -1. */
  private int ready(int leaf) {
    int start = random.nextInt(p.vcs());
    for (int k = 0; k < p.vcs(); k++) {
      int v = (start + k) % p.vcs();
      if (credits[leaf][v] > 0 && !toSend.get(leaf).get(v).isEmpty()) {
        return v;
      }
    }
    return -1;
  }

  private void observe(int leaf) {
    long freed = ports[leaf].credit().get();
    long valid = ports[leaf].arrives().get();
    if (golden != null) {
      int vc = golden.arrivesIn(leaf);
      assertEquals(golden.returned(leaf), freed, () -> where() + ": credits of leaf " + leaf);
      assertEquals(vc < 0 ? 0 : 1L << vc, valid, () -> where() + ": what arrives at " + leaf);
    }
    for (int v = 0; v < p.vcs(); v++) {
      credits[leaf][v] += (int) (freed >>> v & 1);
    }
    if (valid == 0) {
      return;
    }
    int vc = Long.numberOfTrailingZeros(valid);
    assertEquals(1L << vc, valid, () -> where() + ": several VCs at once at leaf " + leaf);
    kept[leaf][vc]++;
    assertTrue(kept[leaf][vc] <= design.leafPlaces(), () -> where() + ": no place at " + leaf);
    accept(leaf, vc);
  }

  private void accept(int leaf, int vc) {
    var bits = ports[leaf].arriving().getWide();
    int source =
        bits.shiftRight(format.addressBits()).intValue() & (1 << GoldenFlit.SOURCE_BITS) - 1;
    assertTrue(
        open[leaf][vc] < 0 || open[leaf][vc] == source, () -> where() + ": packets interleave");
    var queue = expected.get(List.of(leaf, source, classOf[vc]));
    var next = queue == null ? null : queue.poll();
    assertTrue(next != null, () -> where() + ": a flit that nobody sent to leaf " + leaf);
    assertEquals(next.bits(), bits, () -> where() + ": not the next flit of leaf " + source);
    if (golden != null) {
      assertEquals(golden.arrives(leaf).bits(), bits, () -> where() + ": the flit at " + leaf);
    }
    open[leaf][vc] = next.tail() ? -1 : source;
    outstanding--;
    arrived++;
    lastArrival = cycle;
  }

  private String where() {
    return "%s, cycle %d".formatted(context, cycle);
  }

  long cycle() {
    return cycle;
  }

  long arrived() {
    return arrived;
  }

  @Override
  public void close() {
    model.close();
  }
}
