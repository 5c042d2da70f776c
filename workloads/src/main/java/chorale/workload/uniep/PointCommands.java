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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commands of a chiplet for a {@link PointStep}. */
final class PointCommands {
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
      if (!step.relays()) {
        for (int rank = 0; rank < routing.topK(); rank++) {
          vector(VectorTask.SCALE_RANK, Work.NO_EXPERT, rank, 0, plan.homeTokens(), hiddenWords);
        }
      }
      send(tokens(Traffic.GRADIENT), Work.NO_EXPERT, lastOfVectors());
      backward();
      home(VectorTask.INPUT_GRADIENT, Traffic.RETURN);
    }
  }

  // --- homes ---

  /** Packets of the home tokens in the order in which their receivers need them. */
  private Packets tokens(Traffic traffic) {
    record Packet(int key, int token, int rank, long to) {}
    var all = new ArrayList<Packet>();
    for (int t = firstToken; t < firstToken + plan.homeTokens(); t++) {
      var once = new HashMap<Integer, Integer>(); // by receiver, the key
      for (int j = 0; j < routing.topK(); j++) {
        int to = plan.chiplet(routing.expert(t, j));
        int key = point.order() == Point.Order.TOKEN ? plan.chunk(to, chiplet) : plan.place(t, j);
        if (step.relays()) {
          once.merge(to, key, Math::min);
        } else {
          all.add(new Packet(key, t, j, 1L << to));
        }
      }
      int token = t;
      if (point.multicast()) {
        long to = once.keySet().stream().mapToLong(c -> 1L << c).sum();
        int key = once.values().stream().mapToInt(k -> k).min().orElseThrow();
        all.add(new Packet(key, token, Packets.ALL, to));
      } else {
        once.forEach((to, key) -> all.add(new Packet(key, token, Packets.ALL, 1L << to)));
      }
    }
    all.sort((a, b) -> Integer.compare(a.key, b.key));
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
      var here = isWhole ? whole : came(traffic, firstToken + first, count);
      vector(task, Work.NO_EXPERT, 0, first, count, hiddenWords, here);
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
    var activatedBefore = new Condition[tileLoad.length];
    var leaving = new ArrayList<Part>();
    var parts = plan.of(chiplet);
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = least(tileLoad, p.rows());
      multiply(p, tile, Product.GATE, arrivals.of(p));
      var product = multiply(p, tile, Product.UP);
      var activated = vector(VectorTask.ACTIVATE, p, innerWords, product);
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

  private void down(Part p, int tile, Condition activated, List<Part> leaving) {
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

  /** All parts of an expert are one tile's, as its gradients of weights are. */
  private void backward() {
    var arrivals = new Arrivals(Traffic.GRADIENT);
    var here = new ArrayList<Condition>();
    var tileOf = new HashMap<Integer, Integer>();
    var load = new long[tileLoad.length];
    var before = new Part[load.length];
    var activatedBefore = new Condition[load.length];
    var leaving = new ArrayList<Part>();
    var parts = plan.of(chiplet);
    for (int i = 0; i < parts.size(); i++) {
      var p = parts.get(i);
      int tile = tileOf.computeIfAbsent(p.expert(), e -> least(load, routing.load(e)));
      while (here.size() < Math.min(parts.size(), i + vectorLoad.length + 1)) {
        here.add(gradients(arrivals, parts.get(here.size())));
      }
      var product = multiply(p, tile, Product.HIDDEN_GRADIENT, here.get(i));
      var activated = vector(VectorTask.ACTIVATE_BACKWARD, p, innerWords, product);
      if (before[tile] != null) {
        gradients(before[tile], tile, activatedBefore[tile], leaving);
      }
      before[tile] = p;
      activatedBefore[tile] = activated;
      if (i + 1 == parts.size() || isChunkEnd(p, parts.get(i + 1))) {
        for (int t = 0; t < before.length; t++) {
          if (before[t] != null) {
            gradients(before[t], t, activatedBefore[t], leaving);
            before[t] = null;
          }
        }
        leave(Traffic.RETURN, leaving);
      }
    }
  }

  /**
   * When a part's gradients of outputs are there, and scaled. Vector engines do so ahead of what
   * they do for the parts before, and need not stand still while a tile works on this one.
   */
  private Condition gradients(Arrivals arrivals, Part p) {
    var here = arrivals.of(p);
    return step.relays() ? vector(VectorTask.SCALE_EXPERT, p, hiddenWords, here) : here;
  }

  /** Of its inputs, and behind the last part of an expert those of its weights: all its rows. */
  private void gradients(Part p, int tile, Condition activated, List<Part> leaving) {
    var begun = multiply(p, tile, Product.INPUT_BY_GATE, activated);
    if (p.isLast()) {
      int all = routing.load(p.expert());
      for (var product :
          List.of(Product.DOWN_GRADIENT, Product.GATE_GRADIENT, Product.UP_GRADIENT)) {
        queues.add(
            TILE, tile, product.of(p.number(), 0, all, step.hidden(), step.inner()), activated);
      }
    }
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
    int[] tokens = plan.tokens(p);
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
    int blocks = Math.ceilDiv(rows, PointStep.GROUP) * words;
    int weight = task.kernel(routing.topK(), words, step.machine().lanes()).looped() * blocks;
    var work = new Work.Apply(task, part, place, first, rows, words);
    return queues.add(VECTOR, least(vectorLoad, weight), work, conditions);
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
