package chorale.bench.train;

import chorale.bench.train.PointMemory.Expert;
import chorale.chiplet.TrainingParameters;
import chorale.workload.Routing;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import chorale.workload.train.LayerData;
import chorale.workload.uniep.Part;
import chorale.workload.uniep.PointStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the rows of a {@link PointStep} are: those of a packet at both ends, and of a part. */
final class PointRows {
  private final Routing routing;
  private final List<Part> parts;
  private final List<PointMemory> memories = new ArrayList<>();

  PointRows(TrainingParameters p, LayerData data, PointStep step) {
    routing = step.routing();
    parts = step.parts();
    for (int c = 0; c < p.chiplets(); c++) {
      memories.add(new PointMemory(p, data, step, c));
    }
  }

  PointMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  Part part(int number) {
    return parts.get(number);
  }

  /** What the expert of a part has on a chiplet. */
  Expert expert(int chiplet, Part part) {
    return memories.get(chiplet).expert(part.expert());
  }

  /** Where the {@code i}-th packet of a command is at its sender. */
  long here(int c, Work.Send w, int i) {
    var m = memories.get(c);
    var all = w.packets();
    int token = all.token()[i];
    if (all.rank()[i] == Packets.NOTICE) {
      return m.notice.address();
    }
    if (w.expert() != Work.NO_EXPERT) {
      var e = expert(c, parts.get(w.expert()));
      var rows = all.traffic() == Traffic.COMBINE ? e.out : e.dx;
      return rows.row(Arrays.binarySearch(routing.tokensOf(e.number), token));
    }
    int own = token - m.firstToken;
    if (all.traffic() == Traffic.DISPATCH) {
      return m.x.row(own);
    }
    return m.dy.row(own);
  }

  /** Where a packet goes at its receiver. */
  long there(Traffic traffic, int token, int rank, int receiver) {
    var m = memories.get(receiver);
    if (rank == Packets.NOTICE) {
      return m.notice.address();
    }
    return switch (traffic) {
      case COMBINE -> m.out.row((token - m.firstToken) * routing.topK() + rank);
      case RETURN -> m.dIn.row((token - m.firstToken) * routing.topK() + rank);
      case DISPATCH, GRADIENT -> {
        if (rank == Packets.ALL) {
          yield m.arrivals.get(traffic).row(token);
        }
        int expert = routing.expert(token, rank);
        var e = memories.get(chiplet(expert)).expert(expert);
        var rows = traffic == Traffic.DISPATCH ? e.x : e.dOut;
        yield rows.row(Arrays.binarySearch(routing.tokensOf(expert), token));
      }
    };
  }

  private int chiplet(int expert) {
    return expert / memories.getFirst().experts.size();
  }
}
