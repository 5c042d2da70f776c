package chorale.workload.mozart;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * A training step of layers of experts, one behind the other: forward through all, then backward,
 * the weights of each layer updated behind its backward pass. Layers have the same sizes; the
 * outputs of one are the tokens of the next.
 *
 * <p>Experts and tokens are numbered over all layers: expert e of layer l of E experts is {@code l
 * E + e}, and so are tokens.
 *
 * <p>Order numbers of loads and stores rise from pass to pass, and in a pass from round to round:
 * in round r each chiplet of a group has its r-th hottest expert, the hotter ones first.
 *
 * <p>No command waits for a later pass than its own, and every engine does the passes in the same
 * order, so some command can always go on.
 *
 * @param layers the first one first
 * @param ownLoss whether the gradient of the last layer's outputs is what they differ from targets;
 *     if not, it is given
 */
public record MozartStep(List<MozartSchedule> layers, boolean ownLoss) {
  /** Checks that the layers fit together. */
  public MozartStep {
    layers = List.copyOf(layers);
    var first = layers.getFirst();
    if (layers.size() > 1 && first.machine().homes() == 0) {
      throw new IllegalArgumentException(
          "%d layers on chiplets that are homes and have experts: homes at the root"
              .formatted(layers.size()));
    }
    for (var l : layers) {
      if (!l.machine().equals(first.machine())
          || l.hidden() != first.hidden()
          || l.inner() != first.inner()
          || l.overlaps() != first.overlaps()
          || l.deduplicates() != first.deduplicates()
          || l.multicasts() != first.multicasts()
          || l.adds() != first.adds()
          || l.routing().tokens() != first.routing().tokens()
          || l.routing().topK() != first.routing().topK()
          || l.routing().expertCount() != first.routing().expertCount()) {
        throw new IllegalArgumentException(
            "layers of a step differ: the same machine, sizes and switches for all");
      }
    }
  }

  /** Its Program. */
  public Step step() {
    var queues = new ArrayList<StepQueue>();
    for (int c = 0; c < machine().all(); c++) {
      var own = new ChipletQueues(c, machine().tiles());
      commands(c, own);
      own.into(queues);
    }
    return new Step(machine(), layers.getFirst().homeRows(), queues);
  }

  private void commands(int c, ChipletQueues own) {
    boolean isHome = layers.getFirst().isHome(c);
    var home = isHome ? new HomeCommands(this, c, own) : null;
    var experts = machine().hasExperts(c) ? new ExpertCommands(this, c, own) : null;
    for (int l = 0; l < layers.size(); l++) {
      if (home != null) {
        home.dispatch(l);
      }
      if (experts != null) {
        experts.forward(l);
      }
      if (home != null) {
        home.outputs(l);
      }
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      if (home != null) {
        home.gradients(l);
      }
      if (experts != null) {
        experts.backward(l);
        experts.update(l);
      }
      if (home != null) {
        home.inputGradients(l);
      }
    }
  }

  /** The package. */
  public Machine machine() {
    return layers.getFirst().machine();
  }

  /** The number of a layer's expert. */
  public int expert(int layer, int expert) {
    return layer * layers.getFirst().routing().expertCount() + expert;
  }

  /** The number of a layer's token. */
  public int token(int layer, int token) {
    return layer * layers.getFirst().routing().tokens() + token;
  }

  /** The layer of an expert. */
  public MozartSchedule ofExpert(int number) {
    return layers.get(number / layers.getFirst().routing().expertCount());
  }

  /** The layer of a token. */
  public int layerOfToken(int number) {
    return number / layers.getFirst().routing().tokens();
  }

  /** The token of a layer that has a number. */
  public int localToken(int number) {
    return number % layers.getFirst().routing().tokens();
  }

  /** The expert of a layer that has a number. */
  public int localExpert(int number) {
    return number % layers.getFirst().routing().expertCount();
  }
}
