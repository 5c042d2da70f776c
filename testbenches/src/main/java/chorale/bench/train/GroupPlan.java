package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.step.Machine;
import chorale.workload.step.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Where the experts of all chiplets lie in the memories of their groups. */
final class GroupPlan {
  private static final int MATRICES = 3;

  /** By expert, tensor and matrix. */
  private final Stored[][][] stored;

  GroupPlan(TrainingParameters p, MozartSchedule s, List<StreamedMemory> memories) {
    Machine machine = s.machine();
    stored = new Stored[s.routing().expertCount()][Tensor.values().length][MATRICES];
    var plans = new ArrayList<DramPlan>();
    for (int c = 0; c < machine.experts(); c++) {
      if (machine.group(c) == plans.size()) {
        plans.add(new DramPlan(p));
      }
      var plan = plans.get(machine.group(c));
      for (int expert : s.placement().experts(c)) {
        var slot = memories.get(c).slots[0];
        int tokens = s.routing().load(expert);
        for (Tensor tensor : Tensor.values()) {
          for (int m = 0; m < MATRICES; m++) {
            stored[expert][tensor.ordinal()][m] =
                switch (tensor) {
                  case WEIGHT -> plan.take(slot.weight[m]);
                  case GRADIENT, FIRST, SECOND -> plan.take(slot.gradient[m]);
                  case GATE_SUM, UP_SUM, HIDDEN ->
                      m == 0 ? plan.take(slot.of(tensor, 0, tokens)) : null;
                };
          }
        }
      }
    }
  }

  /** Where something of an expert is. */
  Stored of(Tensor tensor, int expert, int matrix) {
    return stored[expert][tensor.ordinal()][matrix];
  }
}
