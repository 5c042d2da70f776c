package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.COPY;
import static chorale.workload.step.StepEngine.LOAD;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.STORE;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The commands of a chiplet with experts. They are worked on one after the other, the hottest
 * first; the i-th with tokens on tile {@code i mod tiles}.
 */
final class ExpertCommands {
  private static final int MATRICES = 3;

  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;

  /** By slot, when it is free: its last product, and the last store from it. */
  private final Condition[] used;

  private final Condition[] stored;

  /** By buffer of the optimizer, when it is free. */
  private final Condition[] free;

  private int nextBuffer;

  /** By layer, its experts in the order of their group, and packets that come here each way. */
  private final int[][] round;

  private final int[] packets;

  // Of the layer that is compiled.
  private int layer;
  private MozartSchedule s;

  /** The hottest first. */
  private List<Integer> all;

  /** Those with tokens. */
  private List<Integer> active;

  /** Of the i-th expert with tokens: its gradients are in the group's memory. */
  private Condition[] written;

  ExpertCommands(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    var layers = step.layers();
    int slots = layers.getFirst().slots();
    used = new Condition[slots];
    stored = new Condition[slots];
    free = new Condition[slots];
    round = layers.stream().map(MozartSchedule::rounds).toArray(int[][]::new);
    packets = layers.stream().mapToInt(l -> l.packetsTo(chiplet)).toArray();
  }

  private void begin(int number) {
    layer = number;
    s = step.layers().get(layer);
    all = s.hottestFirst(chiplet);
    active = all.stream().filter(e -> s.routing().load(e) > 0).toList();
    written = new Condition[active.size()];
  }

  /** The down projection of an expert follows gate and up of the next one, if they overlap. */
  void forward(int number) {
    begin(number);
    Condition activatedBefore = null;
    for (int i = 0; i < active.size(); i++) {
      var here = tokens(i, Traffic.DISPATCH);
      var loaded = loadWeights(i, layer, Traffic.DISPATCH);
      multiply(i, Product.GATE, here, loaded);
      multiply(i, Product.UP);
      var activated = apply(i, VectorTask.ACTIVATE, s.inner(), lastProduct(i));
      store(i, Tensor.GATE_SUM, 0, layer, activated);
      store(i, Tensor.UP_SUM, 0, layer);
      stored[slot(i)] = store(i, Tensor.HIDDEN, 0, layer);
      if (!s.overlaps()) {
        down(i, activated);
      } else if (i > 0) {
        down(i - 1, activatedBefore);
      }
      activatedBefore = activated;
    }
    if (s.overlaps() && !active.isEmpty()) {
      down(active.size() - 1, activatedBefore);
    }
    if (s.adds()) {
      sendSums(Traffic.COMBINE);
    }
  }

  private void down(int i, Condition activated) {
    var product = multiply(i, Product.DOWN, activated);
    var task = s.adds() ? VectorTask.WEIGH_OUTPUT : VectorTask.ROUND_OUTPUT;
    leaves(i, Traffic.COMBINE, product, apply(i, task, s.hidden(), product));
  }

  /** An expert's rows go home, or wait for the others if switches add; when is its slot used? */
  private void leaves(int i, Traffic traffic, Condition product, Condition rounded) {
    var gone = s.adds() ? rounded : sendHome(i, traffic, rounded);
    used[slot(i)] = s.overlaps() ? product : gone;
  }

  /** Gradients of all that has tokens. */
  void backward(int number) {
    begin(number);
    Condition scaled = active.isEmpty() ? null : scaled(0);
    for (int i = 0; i < active.size(); i++) {
      loadWeights(i, backwardPass(layer), Traffic.GRADIENT);
      load(i, Tensor.GATE_SUM, 0, backwardPass(layer));
      load(i, Tensor.UP_SUM, 0, backwardPass(layer));
      var loaded = load(i, Tensor.HIDDEN, 0, backwardPass(layer));
      multiply(i, Product.HIDDEN_GRADIENT, scaled, loaded);
      if (i + 1 < active.size()) {
        scaled = scaled(i + 1);
      }
      var activated = apply(i, VectorTask.ACTIVATE_BACKWARD, s.inner(), lastProduct(i));
      var begun = multiply(i, Product.INPUT_BY_GATE, activated);
      multiply(i, Product.DOWN_GRADIENT);
      multiply(i, Product.GATE_GRADIENT);
      multiply(i, Product.UP_GRADIENT);
      var product = multiply(i, Product.INPUT_BY_UP, begun);
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        written[i] =
            store(i, Tensor.GRADIENT, matrix, backwardPass(layer), matrix == 0 ? product : null);
      }
      stored[slot(i)] = written[i];
      var rounded = apply(i, VectorTask.ROUND_GRADIENT, s.hidden(), product);
      leaves(i, Traffic.RETURN, product, rounded);
    }
    if (s.adds()) {
      sendSums(Traffic.RETURN);
    }
  }

  /** AdamW of all experts, matrix by matrix; one without tokens has a gradient of 0. */
  void update(int number) {
    var begins = s.overlaps() || active.isEmpty() ? null : queues.last(SEND, 0);
    int pass = backwardPass(number) + 1;
    for (int expert : all) {
      int i = active.indexOf(expert);
      int order = order(pass, expert);
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        int b = nextBuffer++ % free.length;
        var done = begins == null ? free[b] : begins;
        begins = null;
        var gradient = i < 0 ? null : written[i];
        update(Tensor.GRADIENT, expert, matrix, b, order, gradient, done);
        update(Tensor.FIRST, expert, matrix, b, order);
        update(Tensor.SECOND, expert, matrix, b, order);
        var loaded = update(Tensor.WEIGHT, expert, matrix, b, order);
        // A matrix lies in rows of the down projection's size, whichever it is.
        int words = s.machine().words(s.hidden());
        var task = new Work.Apply(VectorTask.UPDATE, number(expert), b, matrix, s.inner(), words);
        var updated = queues.add(VECTOR, task, loaded);
        save(Tensor.FIRST, expert, matrix, b, order, updated);
        save(Tensor.SECOND, expert, matrix, b, order, null);
        free[b] = save(Tensor.WEIGHT, expert, matrix, b, order, null);
      }
    }
  }

  private Condition update(
      Tensor tensor, int expert, int matrix, int buffer, int order, Condition... conditions) {
    int blocks = blocks(tensor, expert, matrix);
    var work = new Work.Load(tensor, number(expert), matrix, buffer, true, order, blocks);
    return queues.add(LOAD, work, conditions);
  }

  private Condition save(
      Tensor tensor, int expert, int matrix, int buffer, int order, Condition condition) {
    int blocks = blocks(tensor, expert, matrix);
    var work = new Work.Store(tensor, number(expert), matrix, buffer, true, order, blocks);
    return queues.add(STORE, work, condition);
  }

  // --- parts of a pass ---

  /** When all tokens, or gradients, of the layer are here. */
  private Condition arrived(Traffic traffic) {
    boolean forward = traffic == Traffic.DISPATCH;
    int from = forward ? 0 : layer;
    int to = forward ? layer + 1 : packets.length;
    return new Arrived(traffic, Arrays.stream(packets, from, to).sum());
  }

  /** When the tokens, or gradients, of the i-th expert are in its rows. */
  private Condition tokens(int i, Traffic traffic) {
    var arrived = arrived(traffic);
    if (!s.deduplicates()) {
      return arrived;
    }
    int expert = active.get(i);
    int words = s.machine().words(s.hidden());
    var work = new Work.Copy(traffic, number(expert), slot(i), s.routing().load(expert), words);
    return queues.add(COPY, work, arrived);
  }

  /** When the gradients of the i-th expert's outputs are there, and scaled. */
  private Condition scaled(int i) {
    var here = tokens(i, Traffic.GRADIENT);
    return s.deduplicates() ? apply(i, VectorTask.SCALE_EXPERT, s.hidden(), here) : here;
  }

  /** Into a slot that is free; what does not overlap begins when everything has arrived. */
  private Condition loadWeights(int i, int pass, Traffic traffic) {
    int slot = slot(i);
    boolean waits = !s.overlaps() && i == 0;
    var free = waits ? arrived(traffic) : used[slot];
    load(i, Tensor.WEIGHT, 0, pass, free, stored[slot]);
    load(i, Tensor.WEIGHT, 1, pass);
    return load(i, Tensor.WEIGHT, 2, pass);
  }

  private Condition load(int i, Tensor tensor, int matrix, int pass, Condition... conditions) {
    int expert = active.get(i);
    int blocks = blocks(tensor, expert, matrix);
    var work =
        new Work.Load(tensor, number(expert), matrix, slot(i), false, order(pass, expert), blocks);
    return queues.add(LOAD, work, conditions);
  }

  private Condition store(int i, Tensor tensor, int matrix, int pass, Condition... conditions) {
    int expert = active.get(i);
    int blocks = blocks(tensor, expert, matrix);
    var work =
        new Work.Store(tensor, number(expert), matrix, slot(i), false, order(pass, expert), blocks);
    return queues.add(STORE, work, conditions);
  }

  private Condition multiply(int i, Product product, Condition... conditions) {
    int expert = active.get(i);
    var work = product.of(number(expert), slot(i), s.routing().load(expert), s.hidden(), s.inner());
    return queues.add(TILE, tile(i), work, conditions);
  }

  private Condition apply(int i, VectorTask task, int width, Condition condition) {
    int expert = active.get(i);
    int rows = s.routing().load(expert);
    var work = new Work.Apply(task, number(expert), slot(i), 0, rows, s.machine().words(width));
    return queues.add(VECTOR, work, condition);
  }

  /** Rows of an expert's tokens to their homes. */
  private Condition sendHome(int i, Traffic traffic, Condition condition) {
    int expert = active.get(i);
    int[] tokens = s.routing().tokensOf(expert);
    int[] rank = IntStream.of(tokens).map(t -> s.rank(t, expert)).toArray();
    long[] to = Arrays.stream(tokens).mapToLong(t -> 1L << s.home(t)).toArray();
    int[] numbers = IntStream.of(tokens).map(t -> step.token(layer, t)).toArray();
    var sent = new Packets(traffic, numbers, rank, to);
    var work = new Work.Send(sent, number(expert), s.machine().words(s.hidden()));
    return queues.add(SEND, work, condition);
  }

  /**
   * Rows of all experts to the homes, in the order of tokens and of a token in top-k order, when
   * all are there; and the end.
   */
  private void sendSums(Traffic traffic) {
    var routing = s.routing();
    var token = new ArrayList<Integer>();
    var rank = new ArrayList<Integer>();
    for (int t : s.addingOrder()) {
      for (int j = 0; j < routing.topK(); j++) {
        if (s.placement().chiplet(routing.expert(t, j)) == chiplet) {
          token.add(t);
          rank.add(j);
        }
      }
    }
    token.add(0);
    rank.add(Packets.END);
    var sent =
        new Packets(
            traffic,
            token.stream().mapToInt(t -> step.token(layer, t)).toArray(),
            rank.stream().mapToInt(j -> j).toArray(),
            token.stream().mapToLong(t -> 1L << s.home(t)).toArray());
    var work = new Work.Send(sent, Work.ALL_EXPERTS, s.machine().words(s.hidden()));
    queues.add(SEND, work, active.isEmpty() ? null : queues.last(VECTOR, 0));
  }

  // --- sizes and places ---

  /** An expert's number over all layers. */
  private int number(int expert) {
    return step.expert(layer, expert);
  }

  private Condition lastProduct(int i) {
    return queues.last(TILE, tile(i));
  }

  private int tile(int i) {
    return i % s.machine().tiles();
  }

  private int slot(int i) {
    return i % s.slots();
  }

  /** Forward passes come first, then the backward pass of each layer and its update. */
  private int backwardPass(int ofLayer) {
    return packets.length + 2 * (packets.length - 1 - ofLayer);
  }

  private int order(int pass, int expert) {
    return pass * s.expertsOfGroup(chiplet) + round[layer][expert];
  }

  private int rows(int matrix) {
    return matrix == MATRICES - 1 ? s.inner() : s.hidden();
  }

  private int width(int matrix) {
    return matrix == MATRICES - 1 ? s.hidden() : s.inner();
  }

  private int blocks(Tensor tensor, int expert, int matrix) {
    var machine = s.machine();
    return switch (tensor) {
      case WEIGHT, GRADIENT, FIRST, SECOND ->
          machine.blocks(rows(matrix), machine.words(width(matrix)), tensor.sums());
      case GATE_SUM, UP_SUM, HIDDEN ->
          machine.blocks(s.routing().load(expert), machine.words(s.inner()), tensor.sums());
      case INPUT, SHARED, SAVED ->
          throw new IllegalArgumentException("an expert without " + tensor);
    };
  }
}
