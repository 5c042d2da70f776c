package chorale.workload.step.run;

import chorale.workload.step.Step;
import chorale.workload.step.Tensor;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where tensors lie in the memory of their group: one behind the other, chiplet by chiplet, of each
 * chiplet expert by expert, of each expert tensor by tensor, of each tensor matrix by matrix.
 */
final class BlockPlan {
  private record Place(int chiplet, int expert, Tensor tensor, int matrix) {}

  private static final int MATRICES = 3;

  private final Map<Place, Long> first = new HashMap<>();

  private record Expert(int chiplet, int number) {}

  BlockPlan(Step step) {
    var blocks = new HashMap<Place, Integer>();
    for (var queue : step.queues()) {
      for (var command : queue.commands()) {
        switch (command.work()) {
          case Work.Load l ->
              blocks.put(
                  new Place(queue.chiplet(), l.expert(), l.tensor(), l.matrix()), l.blocks());
          case Work.Store s ->
              blocks.put(
                  new Place(queue.chiplet(), s.expert(), s.tensor(), s.matrix()), s.blocks());
          default -> {}
        }
      }
    }
    List<Expert> experts =
        new ArrayList<>(
            blocks.keySet().stream().map(p -> new Expert(p.chiplet, p.expert)).distinct().toList());
    experts.sort(Comparator.comparingInt(Expert::chiplet).thenComparingInt(Expert::number));
    long next = 0;
    int group = -1;
    for (Expert e : experts) {
      int own = step.machine().group(e.chiplet);
      next = own == group ? next : 0;
      group = own;
      for (Tensor tensor : Tensor.values()) {
        for (int matrix = 0; matrix < MATRICES; matrix++) {
          var place = new Place(e.chiplet, e.number, tensor, matrix);
          first.put(place, next);
          next += blocks.getOrDefault(place, 0);
        }
      }
    }
  }

  /** The first block of a tensor. */
  long block(int chiplet, int expert, Tensor tensor, int matrix) {
    return first.get(new Place(chiplet, expert, tensor, matrix));
  }
}
