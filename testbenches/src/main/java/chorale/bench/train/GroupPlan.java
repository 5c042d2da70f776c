package chorale.bench.train;

import chorale.bench.train.StreamedMemory.Slot;
import chorale.chiplet.TrainingParameters;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Where the experts of all chiplets lie in the memories of their groups. */
final class GroupPlan {
  private static final int MATRICES = 3;

  /** By expert of a part, tensor and matrix. */
  private final Stored[][][] stored;

  GroupPlan(TrainingParameters p, MozartStep step, List<StreamedMemory> memories) {
    int parts = step.parts().size();
    int experts = step.layers().getFirst().routing().expertCount();
    stored = new Stored[parts * experts][Tensor.values().length][MATRICES];
    var plans = new ArrayList<DramPlan>();
    var machine = step.machine();
    for (int c = 0; c < machine.experts(); c++) {
      if (machine.group(c) == plans.size()) {
        plans.add(new DramPlan(p, plans.size()));
      }
      var plan = plans.get(machine.group(c));
      var slot = memories.get(c).slots[0];
      for (int part = 0; part < parts; part++) {
        for (int e : step.parts().get(part).placement().experts(c)) {
          int number = step.expert(part, e);
          int tokens = memories.get(c).experts.get(number).tokens.length;
          stored[number] = expert(plan, slot, step.microBatch(part), tokens);
        }
      }
    }
    plans.forEach(DramPlan::check);
  }

  /** Weights and what belongs to them are there once, for the first micro-batch. */
  private static Stored[][] expert(DramPlan plan, Slot slot, int microBatch, int tokens) {
    boolean first = microBatch == 0;
    var places = new Stored[Tensor.values().length][MATRICES];
    for (Tensor tensor : Tensor.values()) {
      for (int m = 0; m < MATRICES; m++) {
        places[tensor.ordinal()][m] =
            switch (tensor) {
              case WEIGHT -> first ? plan.take(slot.weight[m]) : null;
              case GRADIENT, FIRST, SECOND -> first ? plan.take(slot.gradient[m]) : null;
              case GATE_SUM, UP_SUM, HIDDEN ->
                  m == 0 ? plan.take(slot.of(tensor, 0, microBatch, tokens)) : null;
              case INPUT, SHARED, SAVED -> null;
            };
      }
    }
    return places;
  }

  /** Where something of an expert is. */
  Stored of(Tensor tensor, int expert, int matrix) {
    return stored[expert][tensor.ordinal()][matrix];
  }
}
