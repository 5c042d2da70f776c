package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.workload.ArrayCycles;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.VectorCycles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The commands of a grid with the least cycles that each can take, and from them a lower bound of
 * the whole: the longest path through commands, where each waits for what it waits for and for the
 * one before it of its engine. No two packets meet on a link of a folded ring, so there is nothing
 * else to wait for but banks of memories.
 *
 * <pre>
 * array   R cycles for first weights, unless the one before streams; folds max(M, R) that nothing
 *         shortens; R + C - 1 and the product's stages to the last result
 * vector  steps of all instructions
 * port    a cycle for each flit; a packet is there H + 1 routers and H links later
 * </pre>
 */
final class GridPlan {
  /** An engine of a chiplet. */
  record Engine(int chiplet, Target kind, int number) {}

  /**
   * A command.
   *
   * @param head cycles until it does the first of its work
   * @param work cycles that keep its engine from the next one's
   * @param tail cycles from the end of its work until it counts as done
   * @param to the chiplet to which it passes packets; negative: none
   * @param packets that it passes
   * @param way cycles from the last flit's leaving until a packet counts as arrived
   */
  private record Planned(
      int head, long work, int tail, int to, int packets, int way, List<Wait> waits) {}

  /** Cycles from a count to a command that waits for it, and from its issue to a first access. */
  private static final int ISSUE = 1;

  /** A router, and what is before the first and behind the last one. */
  private static final int ROUTER = 2;

  private static final int ENDS = 4;

  private final TrainingParameters p;
  private final GridMachine machine;
  private final Map<Engine, List<Planned>> commands = new LinkedHashMap<>();

  GridPlan(GridMachine machine, TrainingParameters p) {
    this.machine = machine;
    this.p = p;
  }

  private void add(Engine engine, Planned planned) {
    commands.computeIfAbsent(engine, _ -> new ArrayList<>()).add(planned);
  }

  private static List<Wait> waits(Wait first, Wait second) {
    return Stream.of(first, second).filter(w -> w != null).toList();
  }

  void array(int chiplet, Gemm g, Wait first, Wait second) {
    var cycles = new ArrayCycles(p.array().rows(), p.array().columns());
    boolean weights = g.dataflow() == Dataflow.WEIGHT_STATIONARY;
    long work =
        weights
            ? cycles.weightStationaryOccupancy(g.m(), g.k(), g.n())
            : cycles.outputStationaryOccupancy(g.m(), g.k(), g.n());
    int head = weights ? Math.min(p.array().rows(), g.k()) : 0;
    int tail = p.array().columns() - 1;
    add(
        new Engine(chiplet, Target.ARRAY, 0),
        new Planned(head, work, tail, -1, 0, 0, waits(first, second)));
  }

  void vector(int chiplet, Kernel kernel, int rows, int words, Wait first, Wait second) {
    var v = p.vector();
    long work =
        new VectorCycles(v.lanes(), v.lanesPerCycle(), v.block()).steps(kernel, rows, words);
    add(
        new Engine(chiplet, Target.VECTOR, 0),
        new Planned(0, work, 0, -1, 0, 0, waits(first, second)));
  }

  void port(Engine engine, int to, int packets, int hops, Wait first, Wait second) {
    int way = ENDS + (hops + 1) * ROUTER + hops * machine.hop();
    add(
        engine,
        new Planned(
            ISSUE,
            (long) packets * (p.packetWords() + 1),
            0,
            to,
            packets,
            way,
            waits(first, second)));
  }

  /** The lower bound. */
  long bound() {
    return new Longest().cycles();
  }

  /** Walks through the commands, each as soon as those that it waits for are known. */
  private final class Longest {
    /** By chiplet and semaphore, the cycle of each count. */
    private final Map<Integer, Map<Integer, List<Long>>> counts = new LinkedHashMap<>();

    private final Map<Engine, Integer> next = new LinkedHashMap<>();
    private final Map<Engine, Long> free = new LinkedHashMap<>();

    private List<Long> counts(int chiplet, int semaphore) {
      return counts
          .computeIfAbsent(chiplet, _ -> new LinkedHashMap<>())
          .computeIfAbsent(semaphore, _ -> new ArrayList<>());
    }

    long cycles() {
      long last = 0;
      boolean moves = true;
      while (moves) {
        moves = false;
        for (var engine : commands.keySet()) {
          for (long end = step(engine); end >= 0; end = step(engine)) {
            last = Math.max(last, end);
            moves = true;
          }
        }
      }
      commands.forEach(
          (engine, all) -> {
            if (next.getOrDefault(engine, 0) < all.size()) {
              throw new IllegalStateException(
                  "%s stands still before command %d".formatted(engine, next.get(engine)));
            }
          });
      return last;
    }

    /** The end of an engine's next command; negative if it has none, or not yet. */
    private long step(Engine engine) {
      int at = next.getOrDefault(engine, 0);
      if (at == commands.get(engine).size()) {
        return -1;
      }
      var c = commands.get(engine).get(at);
      long begin = 0;
      for (Wait w : c.waits) {
        var known = counts(engine.chiplet, w.semaphore());
        if (known.size() < w.count()) {
          return -1;
        }
        begin = Math.max(begin, known.get(w.count() - 1) + ISSUE);
      }
      begin = Math.max(begin + c.head, free.getOrDefault(engine, 0L));
      long end = begin + c.work;
      free.put(engine, end);
      next.put(engine, at + 1);
      int own = CommandQueues.after(p, engine.kind, engine.number, 0).semaphore();
      counts(engine.chiplet, own).add(end + c.tail);
      for (int k = 1; k <= c.packets; k++) {
        long left = begin + c.work * k / c.packets;
        counts(c.to, engine.number).add(left + c.way);
      }
      return end + c.tail;
    }
  }
}
