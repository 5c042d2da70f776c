package chorale.workload.mozart;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A training step of layers of experts, one behind the other: forward through all, then backward,
 * the weights of each layer updated behind its backward pass. Layers have the same sizes; the
 * outputs of one are the tokens of the next.
 *
 * <p>What a layer does with a micro-batch is a part of the step; part {@code l M + b} is that of
 * layer l and micro-batch b of M. Experts and tokens are numbered over all parts: expert e of a
 * part p of E experts is {@code p E + e}, and so are tokens. What an expert has once, its weights
 * and what belongs to them, goes by its number in the layer's first micro-batch.
 *
 * <p>With overlap the micro-batches of a layer follow each other without waiting, and its outputs
 * are added up when all are there. Chiplets count packets, whosever they are. So, if there are
 * several homes, those of the next micro-batch must not leave before all of this one have come:
 * each chiplet with experts tells the homes when it has its packets. Without overlap a micro-batch
 * waits until the one before is home again, as layers do.
 *
 * <p>Order numbers of loads and stores rise from pass to pass, and in a pass from round to round:
 * in round r each chiplet of a group has its r-th hottest expert, the hotter ones first.
 *
 * <p>No command waits for a later pass than its own, and every engine does the passes in the same
 * order, so some command can always go on.
 */
public final class MozartStep {
  private final List<MozartSchedule> layers;
  private final List<MozartSchedule> parts = new ArrayList<>();
  private final Optional<SequenceAttention> attention;
  private final boolean ownLoss;

  /** A step of experts alone. */
  public MozartStep(List<MozartSchedule> layers, boolean ownLoss) {
    this(layers, Optional.empty(), ownLoss);
  }

  /**
   * A step.
   *
   * @param layers the first one first
   * @param attention what is before the experts of each layer, if anything
   * @param ownLoss whether the gradient of the last layer's outputs is what they differ from
   *     targets; if not, it is given
   */
  public MozartStep(
      List<MozartSchedule> layers, Optional<SequenceAttention> attention, boolean ownLoss) {
    this.layers = List.copyOf(layers);
    this.attention = attention;
    this.ownLoss = ownLoss;
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
          || l.microBatches() != first.microBatches()
          || l.recomputes() != first.recomputes()
          || l.routing().tokens() != first.routing().tokens()
          || l.routing().topK() != first.routing().topK()
          || l.routing().expertCount() != first.routing().expertCount()) {
        throw new IllegalArgumentException(
            "layers of a step differ: the same machine, sizes and switches for all");
      }
      IntStream.range(0, l.microBatches()).mapToObj(l::microBatch).forEach(parts::add);
    }
    attention.ifPresent(a -> a.check(machine(), parts.getFirst().homeTokens()));
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
    boolean isHome = parts.getFirst().isHome(c);
    var home = isHome ? new HomeCommands(this, c, own) : null;
    var experts = machine().hasExperts(c) ? new ExpertCommands(this, c, own) : null;
    for (int l = 0; l < layers.size(); l++) {
      for (int[] batches : together(l)) {
        if (home != null) {
          home.dispatch(batches);
        }
        for (int p = 0; experts != null && p < batches.length; p++) {
          experts.forward(batches[p]);
        }
        if (home != null) {
          home.outputs(batches);
        }
      }
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      int end = part(l, microBatches() - 1);
      for (int[] batches : together(l)) {
        if (home != null) {
          home.gradients(batches);
        }
        for (int p = 0; experts != null && p < batches.length; p++) {
          experts.backward(batches[p]);
          if (batches[p] == end) {
            experts.update(l);
          }
        }
        if (home != null) {
          home.inputGradients(batches);
        }
      }
    }
  }

  /** Parts of a layer that go on beside each other, and such behind them. */
  private List<int[]> together(int layer) {
    int first = part(layer, 0);
    int count = microBatches();
    return layers.getFirst().overlaps()
        ? List.of(IntStream.range(first, first + count).toArray())
        : IntStream.range(first, first + count).mapToObj(p -> new int[] {p}).toList();
  }

  /** The layers, the first one first. */
  public List<MozartSchedule> layers() {
    return layers;
  }

  /** What they do with each micro-batch, layer by layer. */
  public List<MozartSchedule> parts() {
    return parts;
  }

  /** What is before the experts of each layer, if anything. */
  public Optional<SequenceAttention> attention() {
    return attention;
  }

  /** Sequences of a home in a micro-batch, if there is attention over them; else 0. */
  public int sequences() {
    return attention.map(a -> parts.getFirst().homeTokens() / a.tokens()).orElse(0);
  }

  /** Whether it finds out the gradient of the last layer's outputs. */
  public boolean ownLoss() {
    return ownLoss;
  }

  /** The package. */
  public Machine machine() {
    return layers.getFirst().machine();
  }

  /** Micro-batches of each layer. */
  public int microBatches() {
    return layers.getFirst().microBatches();
  }

  /** A layer's part of a micro-batch. */
  public int part(int layer, int microBatch) {
    return layer * microBatches() + microBatch;
  }

  /** The layer of a part. */
  public int layer(int part) {
    return part / microBatches();
  }

  /** The micro-batch of a part. */
  public int microBatch(int part) {
    return part % microBatches();
  }

  /** The number of an expert in a part. */
  public int expert(int part, int expert) {
    return part * layers.getFirst().routing().expertCount() + expert;
  }

  /** The number of a layer's expert by which its weights go. */
  public int weights(int layer, int expert) {
    return expert(part(layer, 0), expert);
  }

  /** The number of a token in a part. */
  public int token(int part, int token) {
    return part * tokens() + token;
  }

  /** The part of an expert. */
  public MozartSchedule ofExpert(int number) {
    return parts.get(partOfExpert(number));
  }

  /** The number of that part. */
  public int partOfExpert(int number) {
    return number / layers.getFirst().routing().expertCount();
  }

  /** The part of a token. */
  public int partOfToken(int number) {
    return number / tokens();
  }

  /** The token of a part that has a number. */
  public int localToken(int number) {
    return number % tokens();
  }

  /** The expert of a layer that has a number. */
  public int localExpert(int number) {
    return number % layers.getFirst().routing().expertCount();
  }

  /** Tokens of a micro-batch. */
  public int tokens() {
    return parts.getFirst().routing().tokens();
  }
}
