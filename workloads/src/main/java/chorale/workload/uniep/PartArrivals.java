package chorale.workload.uniep;

import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * What a part waits for before its first product, and how its rows get to where they are. A home
 * sends gradients when all of its outputs are there, for which these rows had come, so a counter
 * serves both passes.
 */
final class PartArrivals {
  /** Rows that are awaited together: of a chunk, of an expert in it, or of a part. */
  private record Rows(Traffic traffic, int number) {}

  private final PointChiplet here;
  private final PartPlan plan;
  private final Manner manner;
  private final Map<Rows, Came> cameOf = new HashMap<>();

  /** By number of rows, the counter of their packets. */
  private final Map<Integer, Integer> counterOf = new HashMap<>();

  PartArrivals(PointChiplet here) {
    this.here = here;
    plan = here.plan();
    manner = here.point().manner();
  }

  /** That a part's rows are there; where tokens come once, they are copied. */
  Condition of(Traffic traffic, Part p) {
    if (!here.step().relays()) {
      return awaited(traffic, p);
    }
    boolean byToken = manner.start() != Manner.Start.CHUNK;
    int[] tokens = byToken ? plan.tokens(p) : new int[0];
    int words = here.engines().hiddenWords();
    var work = new Work.Copy(traffic, p.number(), 0, p.rows(), words, tokens);
    return here.engines().copy(work, byToken ? null : awaited(traffic, p));
  }

  private Came awaited(Traffic traffic, Part p) {
    int number =
        switch (manner.start()) {
          case CHUNK -> p.chunk();
          case EXPERT -> p.expert() * manner.chunks() + p.chunk();
          case TILE -> p.number();
        };
    return cameOf.computeIfAbsent(new Rows(traffic, number), rows -> came(rows, p));
  }

  private Came came(Rows rows, Part p) {
    var token = new ArrayList<Integer>();
    var rank = new ArrayList<Integer>();
    for (var other : here.parts()) {
      if (!isAwaitedWith(p, other)) {
        continue;
      }
      for (int t : plan.tokens(other)) {
        if (!here.step().relays()) {
          token.add(t);
          rank.add(plan.rank(other.expert(), t));
        } else if (!token.contains(t)) {
          token.add(t);
          rank.add(Packets.ALL);
        }
      }
    }
    boolean isSecond = rows.traffic == Traffic.GRADIENT;
    int counter = isSecond ? counterOf.get(rows.number) : here.engines().counter();
    counterOf.putIfAbsent(rows.number, counter);
    return new Came(
        counter,
        isSecond ? token.size() : 0,
        rows.traffic,
        token.stream().mapToInt(i -> i).toArray(),
        rank.stream().mapToInt(i -> i).toArray());
  }

  private boolean isAwaitedWith(Part p, Part other) {
    return switch (manner.start()) {
      case CHUNK -> other.chunk() == p.chunk();
      case EXPERT -> other.chunk() == p.chunk() && other.expert() == p.expert();
      case TILE -> other.number() == p.number();
    };
  }
}
