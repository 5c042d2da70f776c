package chorale.workload.uniep;

import chorale.workload.Routing;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a chiplet does as the home of tokens: it sends them to experts, and adds up what comes. */
final class PointHome {
  private final PointChiplet here;
  private final PartPlan plan;
  private final Point point;
  private final Routing routing;

  PointHome(PointChiplet here) {
    this.here = here;
    plan = here.plan();
    point = here.point();
    routing = here.step().routing();
  }

  // --- what leaves ---

  /** A packet of a token for some chiplets, one bit each. */
  private record Packet(int token, int rank, long to) {
    int receiver() {
      return Long.numberOfTrailingZeros(to);
    }
  }

  /** Sends the home tokens, or the gradients of their outputs, to their experts. */
  void send(Traffic traffic, List<? extends Condition> conditions) {
    here.engines().send(tokens(traffic), Work.NO_EXPERT, conditions);
  }

  /** Packets of the home tokens in the order in which their receivers need them. */
  private Packets tokens(Traffic traffic) {
    var byKey = new TreeMap<Integer, List<Packet>>();
    for (int t = here.firstToken(); t < here.firstToken() + plan.homeTokens(); t++) {
      if (here.step().relays()) {
        once(t, byKey);
      } else {
        for (int j = 0; j < routing.topK(); j++) {
          int to = plan.chiplet(routing.expert(t, j));
          put(byKey, key(t, j), new Packet(t, j, 1L << to));
        }
      }
    }
    var all = new ArrayList<Packet>();
    for (var same : byKey.values()) {
      boolean isOne = !point.manner().multicast();
      all.addAll(isOne ? InTurn.of(same, Packet::receiver, here.number(), plan.chiplets()) : same);
    }
    return new Packets(
        traffic,
        all.stream().mapToInt(Packet::token).toArray(),
        all.stream().mapToInt(Packet::rank).toArray(),
        all.stream().mapToLong(Packet::to).toArray());
  }

  /** The packets of a token that comes to a chiplet once, for all its experts there. */
  private void once(int token, Map<Integer, List<Packet>> byKey) {
    var keyOf = new HashMap<Integer, Integer>(); // by receiver
    for (int j = 0; j < routing.topK(); j++) {
      keyOf.merge(plan.chiplet(routing.expert(token, j)), key(token, j), Math::min);
    }
    if (point.manner().multicast()) {
      long to = keyOf.keySet().stream().mapToLong(c -> 1L << c).sum();
      int key = keyOf.values().stream().mapToInt(k -> k).min().orElseThrow();
      put(byKey, key, new Packet(token, Packets.ALL, to));
    } else {
      keyOf.forEach((to, key) -> put(byKey, key, new Packet(token, Packets.ALL, 1L << to)));
    }
  }

  /** When the receiver needs a pair's row: the smaller, the earlier. */
  private int key(int token, int rank) {
    return point.manner().order() == Manner.Order.TOKEN
        ? plan.chunk(plan.chiplet(routing.expert(token, rank)), here.number())
        : plan.place(token, rank);
  }

  private static void put(Map<Integer, List<Packet>> byKey, int key, Packet packet) {
    byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(packet);
  }

  // --- what comes back ---

  /** Adds up what comes back: some tokens when all of theirs is there, or all when all is. */
  void sum(VectorTask task, Traffic traffic) {
    int tokens = plan.homeTokens();
    int group = here.step().group();
    boolean isWhole = point.manner().start() == Manner.Start.CHUNK && group > 1;
    int each =
        isWhole && tokens > point.lanes().reduction() * PointStep.GROUP
            ? Math.ceilDiv(tokens, point.lanes().reduction())
            : group;
    var whole = isWhole ? came(traffic, 0, tokens) : null;
    for (int first = 0; first < tokens; first += each) {
      int count = Math.min(each, tokens - first);
      sum(task, first, count, isWhole ? whole : came(traffic, first, count));
    }
  }

  /** Adds some tokens up, some words of each on every vector engine: they are the last ones. */
  private void sum(VectorTask task, int first, int count, Came all) {
    int hiddenWords = here.engines().hiddenWords();
    int lanes = Math.min(point.lanes().reduction(), hiddenWords);
    for (int lane = 0; lane < lanes; lane++) {
      int word = lane * hiddenWords / lanes;
      int words = (lane + 1) * hiddenWords / lanes - word;
      here.engines().vector(new Work.Apply(task, Work.NO_EXPERT, word, first, count, words), all);
    }
  }

  /** That the rows of all experts of some home tokens have come. */
  private Came came(Traffic traffic, int first, int count) {
    int topK = routing.topK();
    var token = new int[count * topK];
    var rank = new int[count * topK];
    Arrays.setAll(token, i -> here.firstToken() + first + i / topK);
    Arrays.setAll(rank, i -> i % topK);
    return new Came(here.engines().counter(), 0, traffic, token, rank);
  }
}
