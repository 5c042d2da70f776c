package chorale.workload.mozart;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * A training step of a whole model as Mozart does it: forward through all layers, backward through
 * all of them, updates on the way. One home at the root has all tokens and does attention; the
 * weights of a layer come for all tokens of the step at once. Without embedding, output layer and
 * loss.
 *
 * @param machine with one home
 * @param layers routing, placement and sizes of each layer with experts, of the same sizes
 * @param shared what comes before the experts of each layer
 * @param manner how
 */
public record WholeStep(
    Machine machine, List<MozartSchedule> layers, List<SharedLayer> shared, Manner manner) {
  /** Checks that the parts fit together. */
  public WholeStep {
    layers = List.copyOf(layers);
    shared = List.copyOf(shared);
    if (machine.homes() != 1 || layers.isEmpty() || layers.size() != shared.size()) {
      throw new IllegalArgumentException(
          "%d homes, %d layers of experts, %d before them: one home, as many of each, at least 1"
              .formatted(machine.homes(), layers.size(), shared.size()));
    }
  }

  /** Its Program. */
  public Step step() {
    var plans = layers.stream().map(LayerPlan::new).toList();
    var home = new ChipletQueues(machine.home(0), machine.tiles());
    new WholeHome(this, plans, home).step();
    var queues = new ArrayList<StepQueue>();
    home.into(queues);
    for (int c = 0; c < machine.experts(); c++) {
      var own = new ChipletQueues(c, machine.tiles());
      new WholeExperts(this, plans, c, own).step();
      own.into(queues);
    }
    return new Step(machine, layers.getFirst().routing().topK(), queues);
  }

  /** Tokens of the step. */
  int tokens() {
    return layers.getFirst().routing().tokens();
  }

  /** The number of a layer's token in the step. */
  int token(int layer, int token) {
    return layer * tokens() + token;
  }

  /** Of loads and stores, in the order of the passes: 0 .. 2 layers - 1. */
  int order(int pass, int place) {
    return pass * (layers.getFirst().routing().expertCount() + 1) + place;
  }
}
