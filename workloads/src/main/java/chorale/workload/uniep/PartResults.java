package chorale.workload.uniep;

import chorale.workload.step.Condition;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of parts on their way home: when they are rounded, or, by chunks, when all of one are. */
final class PartResults {
  private final PointChiplet here;
  private final VectorTask rounding;
  private final Traffic traffic;
  private final boolean byChunk;
  private final List<Part> waiting = new ArrayList<>();

  PartResults(PointChiplet here, VectorTask rounding, Traffic traffic) {
    this.here = here;
    this.rounding = rounding;
    this.traffic = traffic;
    byChunk = here.point().manner().start() == Manner.Start.CHUNK;
  }

  /** Those of a part, which are there with a product. */
  void add(Part p, Condition product) {
    var rounded = here.engines().vector(rounding, p, product);
    if (byChunk) {
      waiting.add(p);
    } else {
      send(p, List.of(rounded));
    }
  }

  /** Whether some wait until the part at a place is done: it is the last, or that of its chunk. */
  boolean endAt(int place) {
    var parts = here.parts();
    return place + 1 == parts.size()
        || byChunk && parts.get(place).chunk() != parts.get(place + 1).chunk();
  }

  /** Sends those that wait. */
  void leave() {
    var last = here.engines().lastOfVectors();
    for (var p : waiting) {
      send(p, last);
      last = List.of();
    }
    waiting.clear();
  }

  private void send(Part p, List<? extends Condition> conditions) {
    var plan = here.plan();
    var own = Arrays.stream(plan.tokens(p)).boxed().toList();
    var inTurn = InTurn.of(own, plan::home, here.number(), plan.chiplets());
    var packets =
        new Packets(
            traffic,
            inTurn.stream().mapToInt(t -> t).toArray(),
            inTurn.stream().mapToInt(t -> plan.rank(p.expert(), t)).toArray(),
            inTurn.stream().mapToLong(t -> 1L << plan.home(t)).toArray());
    here.engines().send(packets, p.number(), conditions);
  }
}
