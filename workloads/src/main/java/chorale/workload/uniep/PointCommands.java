package chorale.workload.uniep;

import static chorale.workload.step.StepEngine.COPY;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.Routing;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.StepCommand;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands of a chiplet for a {@link PointStep}. */
final class PointCommands {
  /** Products for the gradients of a row's inputs; those of weights take as long in all. */
  private static final int PRODUCTS = 3;

  /** Of a gradient of weights: the tiles have equal shares if no piece is long. */
  private static final int PIECES = 4;

  /** Parts of a tile of which the first product is done while the one before is activated. */
  private static final int BEHIND = 2;

  private final PointStep step;
  private final Point point;
  private final PartPlan plan;
  private final Routing routing;
  private final int chiplet;
  private final ChipletQueues queues;
  private final int hiddenWords;
  private final int innerWords;
  private final int firstToken;
  private int counters;

  /** By expert, the vector engines of its backward activations. */
  private final Map<Integer, int[]> enginesOf = new HashMap<>();

  /** By set of rows, the counter of their packets. */
  private final Map<Integer, Integer> counterOf = new HashMap<>();

  /** Rows given to each tile and each vector engine so far. */
  private final long[] tileLoad;

  private final long[] vectorLoad;

  PointCommands(PointStep step, PartPlan plan, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.plan = plan;
    this.chiplet = chiplet;
    this.queues = queues;
    point = step.point();
    routing = step.routing();
    hiddenWords = step.machine().packetWords();
    innerWords = step.machine().words(step.inner());
    firstToken = chiplet * plan.homeTokens();
    tileLoad = new long[step.machine().tiles()];
    vectorLoad = new long[point.reduction()];
  }

  void add() {
    queues.add(SEND, new Work.Send(tokens(Traffic.DISPATCH), Work.NO_EXPERT, hiddenWords));
    forward();
    home(VectorTask.OUTPUT, Traffic.COMBINE);
    if (step.isTraining()) {
      send(tokens(Traffic.GRADIENT), Work.NO_EXPERT, lastOfVectors());
      backward();
      home(VectorTask.INPUT_GRADIENT, Traffic.RETURN);
    }
  }

  // --- homes ---

  /** Packets of the home tokens in the order in which their receivers need them. */
  private Packets tokens(Traffic traffic) {
    record Packet(int token, int rank, long to) {
      int receiver() {
        return Long.numberOfTrailingZeros(to);
      }
    }

    var byKey = new TreeMap<Integer, List<Packet>>();
    for (int t = firstToken; t < firstToken + plan.homeTokens(); t++) {
      var once = new HashMap<Integer, Integer>(); // by receiver, the key
      for (int j = 0; j < routing.topK(); j++) {
        int to = plan.chiplet(routing.expert(t, j));
        int key = point.order() == Point.Order.TOKEN ? plan.chunk(to, chiplet) : plan.place(t, j);
        if (step.relays()) {
          once.merge(to, key, Math::min);
        } else {
          byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Packet(t, j, 1L << to));
        }
      }
      var sent = new TreeMap<Long, Integer>(); // by receivers of a packet, the key
      if (point.multicast()) {
        long to = once.keySet().stream().mapToLong(c -> 1L << c).sum();
        sent.put(to, once.values().stream().mapToInt(k -> k).min().orElseThrow());
      } else {
        once.forEach((to, key) -> sent.put(1L << to, key));
      }
      for (var packet : sent.entrySet()) {
        byKey
            .computeIfAbsent(packet.getValue(), _ -> new ArrayList<>())
            .add(new Packet(t, Packets.ALL, packet.getKey()));
      }
    }
    var all = new ArrayList<Packet>();
    for (var same : byKey.values()) {
      boolean isOne = !point.multicast();
      all.addAll(isOne ? InTurn.of(same, Packet::receiver, chiplet, plan.chiplets()) : same);
    }
    return new Packets(
        traffic,
        all.stream().mapToInt(Packet::token).toArray(),
        all.stream().mapToInt(Packet::rank).toArray(),
        all.stream().mapToLong(Packet::to).toArray());
  }

  /** Adds up what comes back: some tokens when all of theirs is there, or all when all is. */
  private void home(VectorTask task, Traffic traffic) {
    int tokens = plan.homeTokens();
    boolean isWhole = point.start() == Point.Start.CHUNK && step.group() > 1;
    int each =
        isWhole && tokens > point.reduction() * PointStep.GROUP
            ? Math.ceilDiv(tokens, point.reduction())
            : step.group();
    var whole = isWhole ? came(traffic, firstToken, tokens) : null;
    for (int first = 0; first < tokens; first += each) {
      int count = Math.min(each, tokens - first);
      sum(task, first, count, isWhole ? whole : came(traffic, firstToken + first, count));
    }
  }

  /** Adds some tokens up, some words of each on every vector engine: they are the last ones. */
  private void sum(VectorTask task, int first, int count, Came here) {
    int lanes = Math.min(point.reduction(), hiddenWords);
    for (int lane = 0; lane < lanes; lane++) {
      int word = lane * hiddenWords / lanes;
      int words = (lane + 1) * hiddenWords / lanes - word;
      vector(task, Work.NO_EXPERT, word, first, count, words, here);
    }
  }

  /** That the rows of all experts of some tokens have come. */
  private Came came(Traffic traffic, int first, int count) {
    int topK = routing.topK();
    var token = new int[count * topK];
    var rank = new int[count * topK];
    Arrays.setAll(token, i -> first + i / topK);
    Arrays.setAll(rank, i -> i % topK);
    return new Came(counters++, 0, traffic, token, rank);
  }

  // --- experts ---

  private void forward() {
    var arrivals = new Arrivals(Traffic.DISPATCH);
    var before = new Part[tileLoad.length];
    var activatedBefore = new Condition[tileLoad.length][];
    var leaving = new ArrayList<Part>();
    var parts = plan.of(chiplet);
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = least(tileLoad, p.rows());
      multiply(p, tile, Product.GATE, arrivals.of(p));
      var product = multiply(p, tile, Product.UP);
      var activated = activate(VectorTask.ACTIVATE, p, twoLeast(), product);
      if (before[tile] != null) {
        down(before[tile], tile, activatedBefore[tile], leaving);
      }
      before[tile] = p;
      activatedBefore[tile] = activated;
      if (i + 1 == parts.size() || isChunkEnd(p, parts.get(i + 1))) {
        for (int t = 0; t < before.length; t++) {
          if (before[t] != null) {
            down(before[t], t, activatedBefore[t], leaving);
            before[t] = null;
          }
        }
        leave(Traffic.COMBINE, leaving);
      }
    }
  }

  private boolean isChunkEnd(Part p, Part next) {
    return point.start() == Point.Start.CHUNK && p.chunk() != next.chunk();
  }

  private void down(Part p, int tile, Condition[] activated, List<Part> leaving) {
    var product = multiply(p, tile, Product.DOWN, activated);
    rounded(p, VectorTask.ROUND_OUTPUT, product, Traffic.COMBINE, leaving);
  }

  /** Rows leave when they are rounded, or, by chunks, when all of the chunk are. */
  private void rounded(
      Part p, VectorTask task, Condition product, Traffic traffic, List<Part> leaving) {
    var rounded = vector(task, p, hiddenWords, product);
    if (point.start() == Point.Start.CHUNK) {
      leaving.add(p);
    } else {
      send(home(traffic, p), p.number(), List.of(rounded));
    }
  }

  private void leave(Traffic traffic, List<Part> leaving) {
    var last = lastOfVectors();
    for (var p : leaving) {
      send(home(traffic, p), p.number(), last);
      last = List.of();
    }
    leaving.clear();
  }

  /**
   * Parts go to any tile. So do gradients of weights, each product by itself: those of an expert
   * when the next one's parts are under way, so that no tile waits for them, or all at the end.
   */
  private void backward() {
    var arrivals = new Arrivals(Traffic.GRADIENT);
    var here = new ArrayList<Condition>();
    var load = new long[tileLoad.length];
    var behind = new ArrayList<ArrayDeque<Begun>>();
    for (int t = 0; t < load.length; t++) {
      behind.add(new ArrayDeque<>());
    }
    var leaving = new ArrayList<Part>();
    var weights = new ArrayDeque<Weights>();
    var parts = plan.of(chiplet);
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = least(load, p.rows());
      while (here.size() < Math.min(parts.size(), i + tileLoad.length + 1)) {
        here.add(gradients(arrivals, parts.get(here.size())));
      }
      var product = multiply(p, tile, Product.HIDDEN_GRADIENT, here.get(i));
      int[] engines = enginesOf.computeIfAbsent(p.expert(), _ -> twoLeast());
      var activated = activate(VectorTask.ACTIVATE_BACKWARD, p, engines, product);
      behind.get(tile).add(new Begun(p, activated));
      if (behind.get(tile).size() > BEHIND) {
        gradients(behind.get(tile).remove(), tile, leaving);
      }
      if (p.isLast()) {
        weights.add(new Weights(p, activated));
        if (!point.delaysWeights() && weights.size() > 1) {
          weights.remove().add(load);
        }
      }
      if (i + 1 == parts.size() || isChunkEnd(p, parts.get(i + 1))) {
        for (boolean more = true; more; ) {
          more = false;
          for (int t = 0; t < load.length; t++) {
            if (!behind.get(t).isEmpty()) {
              gradients(behind.get(t).remove(), t, leaving);
              more = true;
            }
          }
        }
        leave(Traffic.RETURN, leaving);
      }
    }
    weights.forEach(w -> w.add(load));
  }

  /** A part whose first product a tile has been given. */
  private record Begun(Part part, Condition[] activated) {}

  /** Half of a part's words on each of two engines: what waits for it waits for both. */
  private Condition[] activate(VectorTask task, Part p, int[] engines, Condition product) {
    int halves = Math.min(engines.length, innerWords);
    var done = new Condition[halves];
    for (int half = 0; half < halves; half++) {
      int word = half * innerWords / halves;
      int words = (half + 1) * innerWords / halves - word;
      vectorLoad[engines[half]] += weight(task, p.rows(), words);
      var work = new Work.Apply(task, p.number(), word, 0, p.rows(), words);
      done[half] = queues.add(VECTOR, engines[half], work, product);
    }
    return done;
  }

  /** The two vector engines with least to do so far, or the only one. */
  private int[] twoLeast() {
    int first = leastBut(-1);
    return vectorLoad.length == 1 ? new int[] {first} : new int[] {first, leastBut(first)};
  }

  private int leastBut(int other) {
    int best = other == 0 ? 1 : 0;
    for (int v = best; v < vectorLoad.length; v++) {
      best = v != other && vectorLoad[v] < vectorLoad[best] ? v : best;
    }
    return best;
  }

  /**
   * Gradients of an expert's weights, over all its rows. All its parts are activated by the same
   * engines, so the last one's is the last.
   */
  private final class Weights {
    private final Part last;
    private final Condition[] activated;

    Weights(Part last, Condition[] activated) {
      this.last = last;
      this.activated = activated;
    }

    void add(long[] load) {
      for (var product :
          List.of(Product.DOWN_GRADIENT, Product.GATE_GRADIENT, Product.UP_GRADIENT)) {
        int words = product == Product.DOWN_GRADIENT ? innerWords : hiddenWords;
        for (int piece = 0; piece < PIECES; piece++) {
          add(product, piece * words / PIECES, (piece + 1) * words / PIECES, load);
        }
      }
    }

    /** Those of some words of the rows. */
    private void add(Product product, int first, int end, long[] load) {
      if (end == first) {
        return;
      }
      int rows = routing.load(last.expert());
      var all = product.of(last.number(), first, rows, step.hidden(), step.inner());
      int m = (end - first) * step.machine().lanes();
      var work = new Work.Multiply(product, last.number(), first, m, all.k(), all.n());
      int weight = Math.ceilDiv(rows * m, PRODUCTS * all.m());
      queues.add(TILE, least(load, weight), work, activated);
    }
  }

  /**
   * When a part's gradients of outputs are there, and scaled. Vector engines do so ahead of what
   * they do for the parts before, and need not stand still while a tile works on this one.
   */
  private Condition gradients(Arrivals arrivals, Part p) {
    return vector(VectorTask.SCALE_EXPERT, p, hiddenWords, arrivals.of(p));
  }

  /** Gradients of a part's inputs. */
  private void gradients(Begun of, int tile, List<Part> leaving) {
    var p = of.part;
    var begun = multiply(p, tile, Product.INPUT_BY_GATE, of.activated);
    var product = multiply(p, tile, Product.INPUT_BY_UP, begun);
    rounded(p, VectorTask.ROUND_GRADIENT, product, Traffic.RETURN, leaving);
  }

  /** What a part waits for before its first product, and how its rows get to where they are. */
  private final class Arrivals {
    private final Traffic traffic;
    private final Map<Integer, Came> of = new HashMap<>();

    Arrivals(Traffic traffic) {
      this.traffic = traffic;
    }

    Condition of(Part p) {
      if (!step.relays()) {
        return awaited(p);
      }
      boolean byToken = point.start() != Point.Start.CHUNK;
      int[] tokens = plan.tokens(p);
      var work =
          new Work.Copy(
              traffic, p.number(), 0, p.rows(), hiddenWords, byToken ? tokens : new int[0]);
      return queues.add(COPY, work, byToken ? null : awaited(p));
    }

    private Came awaited(Part p) {
      int key =
          switch (point.start()) {
            case CHUNK -> p.chunk();
            case EXPERT -> p.expert() * point.chunks() + p.chunk();
            case TILE -> p.number();
          };
      return of.computeIfAbsent(key, _ -> came(key, p));
    }

    /**
     * Rows of the chunk, of the expert in it, or of the part. A home sends gradients when all of
     * its outputs are there, for which these rows had come, so a counter serves both passes.
     */
    private Came came(int key, Part p) {
      var token = new ArrayList<Integer>();
      var rank = new ArrayList<Integer>();
      for (var other : plan.of(chiplet)) {
        boolean isMeant =
            switch (point.start()) {
              case CHUNK -> other.chunk() == p.chunk();
              case EXPERT -> other.chunk() == p.chunk() && other.expert() == p.expert();
              case TILE -> other.number() == p.number();
            };
        if (!isMeant) {
          continue;
        }
        for (int t : plan.tokens(other)) {
          if (!step.relays()) {
            token.add(t);
            rank.add(plan.rank(other.expert(), t));
          } else if (!token.contains(t)) {
            token.add(t);
            rank.add(Packets.ALL);
          }
        }
      }
      boolean isSecond = traffic == Traffic.GRADIENT;
      int counter = isSecond ? counterOf.get(key) : counters++;
      counterOf.putIfAbsent(key, counter);
      return new Came(counter, isSecond ? token.size() : 0, traffic, ints(token), ints(rank));
    }
  }

  private Packets home(Traffic traffic, Part p) {
    var own = Arrays.stream(plan.tokens(p)).boxed().toList();
    int[] tokens = ints(InTurn.of(own, plan::home, chiplet, plan.chiplets()));
    return new Packets(
        traffic,
        tokens,
        Arrays.stream(tokens).map(t -> plan.rank(p.expert(), t)).toArray(),
        Arrays.stream(tokens).mapToLong(t -> 1L << plan.home(t)).toArray());
  }

  // --- queues ---

  /** The engine with fewest rows so far, of equal ones the first. */
  private static int least(long[] load, int rows) {
    int best = 0;
    for (int i = 1; i < load.length; i++) {
      best = load[i] < load[best] ? i : best;
    }
    load[best] += rows;
    return best;
  }

  private Condition multiply(Part p, int tile, Product product, Condition... conditions) {
    var work = product.of(p.number(), 0, p.rows(), step.hidden(), step.inner());
    return queues.add(TILE, tile, work, conditions);
  }

  private Condition vector(VectorTask task, Part p, int words, Condition... conditions) {
    return vector(task, p.number(), 0, 0, p.rows(), words, conditions);
  }

  private Condition vector(
      VectorTask task,
      int part,
      int place,
      int first,
      int rows,
      int words,
      Condition... conditions) {
    var work = new Work.Apply(task, part, place, first, rows, words);
    int engine = least(vectorLoad, weight(task, rows, words));
    return queues.add(VECTOR, engine, work, conditions);
  }

  private int weight(VectorTask task, int rows, int words) {
    int blocks = Math.ceilDiv(rows, PointStep.GROUP) * words;
    return task.kernel(routing.topK(), words, step.machine().lanes()).looped() * blocks;
  }

  private List<Condition> lastOfVectors() {
    var all = new ArrayList<Condition>();
    for (int v = 0; v < vectorLoad.length; v++) {
      var last = queues.last(VECTOR, v);
      if (last != null) {
        all.add(last);
      }
    }
    return all;
  }

  /** Sends packets; what a command cannot wait for, a notice to itself does before. */
  private void send(Packets packets, int part, List<? extends Condition> conditions) {
    int at = 0;
    while (conditions.size() - at > StepCommand.CONDITIONS) {
      var to = new long[] {1L << chiplet};
      var notice = new Packets(Traffic.RETURN, new int[1], new int[] {Packets.NOTICE}, to);
      var now = conditions.subList(at, at + StepCommand.CONDITIONS).toArray(Condition[]::new);
      queues.add(SEND, new Work.Send(notice, Work.NO_EXPERT, 1), now);
      at += StepCommand.CONDITIONS;
    }
    var rest = conditions.subList(at, conditions.size()).toArray(Condition[]::new);
    queues.add(SEND, new Work.Send(packets, part, hiddenWords), rest);
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(i -> i).toArray();
  }
}
