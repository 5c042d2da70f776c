package chorale.workload.mozart;

import static chorale.workload.step.StepEngine.COPY;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.mozart.ExpertBlocks.Place;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Product;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.Arrays;
import java.util.List;

/**
 * The commands of a chiplet with experts. They are worked on one after the other, the hottest
 * first; the i-th with tokens on tile {@code i mod tiles}. Of several micro-batches the experts of
 * one come behind those of the one before; their weights stay.
 */
final class ExpertCommands {
  private static final int MATRICES = 3;

  private final MozartStep step;
  private final int chiplet;
  private final ChipletQueues queues;

  /** By slot, when it is free: its last product, and the last store from it. */
  private final Condition[] used;

  private final Condition[] stored;

  /** The last store from any. */
  private Condition saved;

  /** By slot, the order number of the weights that are there. */
  private final int[] resident;

  /** By buffer of the optimizer, when it is free. */
  private final Condition[] free;

  private int nextBuffer;

  private final ExpertPackets packets;
  private final ExpertBlocks blocks;

  // Of the part that is compiled.
  private int part;
  private MozartSchedule s;

  /** Of its layer, those with tokens, the hottest first. */
  private List<Integer> ofLayer;

  /** Of these, those with tokens of the micro-batch. */
  private List<Integer> active;

  /** When the expert before is done and its rows are gone; null for the first one. */
  private Condition before;

  /** By expert of the layer with tokens: its gradients have been added up so far. */
  private Condition[] added;

  /** The same: they are in the group's memory. */
  private Condition[] written;

  ExpertCommands(MozartStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    var layers = step.layers();
    int slots = layers.stream().mapToInt(l -> l.slots(chiplet)).max().orElseThrow();
    used = new Condition[slots];
    stored = new Condition[slots];
    resident = new int[slots];
    Arrays.fill(resident, -1);
    free = new Condition[layers.getFirst().buffers()];
    packets = new ExpertPackets(step, chiplet, queues);
    blocks = new ExpertBlocks(step, chiplet, queues);
  }

  private void begin(int number) {
    part = number;
    s = step.parts().get(part);
    var layer = step.layers().get(step.layer(part));
    ofLayer =
        layer.hottestFirst(chiplet).stream().filter(e -> layer.routing().load(e) > 0).toList();
    active = ofLayer.stream().filter(e -> s.routing().load(e) > 0).toList();
    before = null;
  }

  /** The down projection of an expert follows gate and up of the next one, if they overlap. */
  void forward(int number) {
    begin(number);
    packets.tellHomes(part, Traffic.DISPATCH, Traffic.GRADIENT);
    Condition activatedBefore = null;
    for (int i = 0; i < active.size(); i++) {
      var here = tokens(i, Traffic.DISPATCH);
      multiply(i, Product.GATE, here, weights(i, forwardPass(), Traffic.DISPATCH));
      multiply(i, Product.UP);
      var activated = apply(i, VectorTask.ACTIVATE, s.inner(), lastProduct(i));
      if (!s.recomputes()) {
        store(i, Tensor.GATE_SUM, 0, forwardPass(), activated);
        store(i, Tensor.UP_SUM, 0, forwardPass());
        saved = store(i, Tensor.HIDDEN, 0, forwardPass());
        stored[slot(i)] = saved;
      }
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
      packets.sendSums(part, Traffic.COMBINE, active.isEmpty() ? null : queues.last(VECTOR, 0));
    }
  }

  private void down(int i, Condition activated) {
    var product = multiply(i, Product.DOWN, activated);
    var task = s.adds() ? VectorTask.WEIGH_OUTPUT : VectorTask.ROUND_OUTPUT;
    leaves(i, Traffic.COMBINE, product, apply(i, task, s.hidden(), product));
  }

  /** An expert's rows go home, or wait for the others if switches add; when is its slot used? */
  private void leaves(int i, Traffic traffic, Condition product, Condition rounded) {
    var gone = s.adds() ? rounded : packets.sendHome(part, active.get(i), traffic, rounded);
    used[slot(i)] = s.overlaps() ? product : gone;
    before = gone;
  }

  /** Gradients of all that has tokens. */
  void backward(int number) {
    begin(number);
    if (step.microBatch(part) == 0) {
      added = new Condition[ofLayer.size()];
      written = new Condition[ofLayer.size()];
    }
    packets.tellHomes(part, Traffic.GRADIENT, Traffic.DISPATCH);
    Condition scaled = active.isEmpty() ? null : scaled(0);
    for (int i = 0; i < active.size(); i++) {
      var loaded = weights(i, backwardPass(), Traffic.GRADIENT);
      if (s.recomputes()) {
        multiply(i, Product.GATE, loaded);
        apply(i, VectorTask.ACTIVATE, s.inner(), multiply(i, Product.UP));
      } else {
        load(i, Tensor.GATE_SUM, 0, backwardPass());
        load(i, Tensor.UP_SUM, 0, backwardPass());
        loaded = load(i, Tensor.HIDDEN, 0, backwardPass());
      }
      multiply(i, Product.HIDDEN_GRADIENT, scaled, loaded);
      if (i + 1 < active.size()) {
        scaled = scaled(i + 1);
      }
      var activated = apply(i, VectorTask.ACTIVATE_BACKWARD, s.inner(), lastProduct(i));
      var begun = multiply(i, Product.INPUT_BY_GATE, activated);
      accumulate(i, Product.DOWN_GRADIENT);
      accumulate(i, Product.GATE_GRADIENT);
      accumulate(i, Product.UP_GRADIENT);
      var product = multiply(i, Product.INPUT_BY_UP, begun);
      int own = ofLayer.indexOf(active.get(i));
      added[own] = product;
      if (isLast(active.get(i))) {
        for (int matrix = 0; matrix < MATRICES; matrix++) {
          var ready = matrix == 0 ? product : null;
          written[own] = store(i, Tensor.GRADIENT, matrix, backwardPass(), ready);
        }
        saved = written[own];
        stored[slot(i)] = saved;
      }
      var rounded = apply(i, VectorTask.ROUND_GRADIENT, s.hidden(), product);
      leaves(i, Traffic.RETURN, product, rounded);
    }
    if (s.adds()) {
      packets.sendSums(part, Traffic.RETURN, active.isEmpty() ? null : queues.last(VECTOR, 0));
    }
  }

  /** Goes on from the sums of the micro-batches before, if these had tokens of the expert. */
  private void accumulate(int i, Product product) {
    var soFar = added[ofLayer.indexOf(active.get(i))];
    var work = product(i, product);
    queues.add(TILE, tile(i), soFar == null ? work : work.goingOn(), soFar);
  }

  /** Whether no micro-batch behind has tokens of an expert. */
  private boolean isLast(int expert) {
    for (int p = part + 1; step.microBatch(p) > 0; p++) {
      if (step.parts().get(p).routing().load(expert) > 0) {
        return false;
      }
    }
    return true;
  }

  /** AdamW of all experts, matrix by matrix; one without tokens has a gradient of 0. */
  void update(int layer) {
    var all = step.layers().get(layer).hottestFirst(chiplet);
    var begins = s.overlaps() || ofLayer.isEmpty() ? null : queues.last(SEND, 0);
    int pass = backwardPass() + 1;
    for (int expert : all) {
      int i = ofLayer.indexOf(expert);
      for (int matrix = 0; matrix < MATRICES; matrix++) {
        int b = nextBuffer++ % free.length;
        var buffer = Place.buffer(b);
        var done = begins == null ? free[b] : begins;
        begins = null;
        var gradient = i < 0 ? null : written[i];
        blocks.load(part, pass, expert, Tensor.GRADIENT, matrix, buffer, gradient, done);
        blocks.load(part, pass, expert, Tensor.FIRST, matrix, buffer);
        blocks.load(part, pass, expert, Tensor.SECOND, matrix, buffer);
        var loaded = blocks.load(part, pass, expert, Tensor.WEIGHT, matrix, buffer);
        // A matrix lies in rows of the down projection's size, whichever it is.
        int words = s.machine().words(s.hidden());
        var task = new Work.Apply(VectorTask.UPDATE, weights(expert), b, matrix, s.inner(), words);
        var updated = queues.add(VECTOR, task, loaded);
        blocks.store(part, pass, expert, Tensor.FIRST, matrix, buffer, updated);
        blocks.store(part, pass, expert, Tensor.SECOND, matrix, buffer);
        free[b] = blocks.store(part, pass, expert, Tensor.WEIGHT, matrix, buffer);
      }
    }
  }

  // --- parts of a pass ---

  /** When the tokens, or gradients, of the i-th expert are in its rows. */
  private Condition tokens(int i, Traffic traffic) {
    var arrived = packets.arrived(traffic, part);
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

  /**
   * When the weights of the i-th expert are in its slot: they are loaded unless the micro-batch
   * before has left them there. What does not overlap begins when everything has arrived, or the
   * expert before is done.
   */
  private Condition weights(int i, int pass, Traffic traffic) {
    int slot = slot(i);
    int key = blocks.order(part, pass - step.microBatch(part), active.get(i));
    var begins = before == null ? packets.arrived(traffic, part) : before;
    if (resident[slot] == key) {
      return s.overlaps() ? null : begins;
    }
    resident[slot] = key;
    var free = s.overlaps() ? used[slot] : begins;
    load(i, Tensor.WEIGHT, 0, pass, free, s.overlaps() ? stored[slot] : saved);
    load(i, Tensor.WEIGHT, 1, pass);
    return load(i, Tensor.WEIGHT, 2, pass);
  }

  private Condition load(int i, Tensor tensor, int matrix, int pass, Condition... conditions) {
    return blocks.load(part, pass, active.get(i), tensor, matrix, Place.slot(slot(i)), conditions);
  }

  private Condition store(int i, Tensor tensor, int matrix, int pass, Condition... conditions) {
    return blocks.store(part, pass, active.get(i), tensor, matrix, Place.slot(slot(i)), conditions);
  }

  private Condition multiply(int i, Product product, Condition... conditions) {
    return queues.add(TILE, tile(i), product(i, product), conditions);
  }

  private Work.Multiply product(int i, Product product) {
    int expert = active.get(i);
    return product.of(number(expert), slot(i), s.routing().load(expert), s.hidden(), s.inner());
  }

  private Condition apply(int i, VectorTask task, int width, Condition condition) {
    int expert = active.get(i);
    int rows = s.routing().load(expert);
    var work = new Work.Apply(task, number(expert), slot(i), 0, rows, s.machine().words(width));
    return queues.add(VECTOR, work, condition);
  }

  // --- sizes and places ---

  /** An expert's number in the part. */
  private int number(int expert) {
    return step.expert(part, expert);
  }

  /** The number that its weights go by. */
  private int weights(int expert) {
    return step.weights(step.layer(part), expert);
  }

  private Condition lastProduct(int i) {
    return queues.last(TILE, tile(i));
  }

  private int tile(int i) {
    return ofLayer.indexOf(active.get(i)) % s.machine().tiles();
  }

  private int slot(int i) {
    return ofLayer.indexOf(active.get(i)) % used.length;
  }

  private int forwardPass() {
    return part;
  }

  /** Forward passes come first, then the backward passes of each layer and its update. */
  private int backwardPass() {
    int batches = step.microBatches();
    int layersBehind = step.layers().size() - 1 - step.layer(part);
    return step.parts().size() + layersBehind * (batches + 1) + step.microBatch(part);
  }
}
