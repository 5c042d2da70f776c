package chorale.workload.mozart;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Product;
import chorale.workload.step.StepEngine;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of a home for attention over its sequences, one behind the other. A command waits
 * for earlier ones only.
 *
 * <p>Heads of different keys follow each other, so that the sums of dk and dv, which heads of the
 * same keys continue, are there when they are needed. Gradients of a layer's matrices go on from
 * one sequence to the next.
 */
final class AttentionCommands {
  private final MozartStep step;
  private final SequenceAttention shape;
  private final ChipletQueues queues;
  private final int tokens;
  private final int hidden;
  private final int lanes;

  /** Of the layer that is compiled: by gradient of a matrix, when it has been added up so far. */
  private final Map<Product, Condition> added = new EnumMap<>(Product.class);

  private int layer = -1;
  private int sequence;

  AttentionCommands(MozartStep step, SequenceAttention shape, ChipletQueues queues) {
    this.step = step;
    this.shape = shape;
    this.queues = queues;
    tokens = shape.tokens();
    hidden = step.layers().getFirst().hidden();
    lanes = step.machine().lanes();
  }

  /** Forward over a part's sequences when its states are there; returns when outputs are. */
  Condition forward(int part, Condition ready) {
    Condition done = null;
    for (int s = 0; s < step.sequences(); s++) {
      sequence = part * step.sequences() + s;
      done = forward(ready);
    }
    return done;
  }

  /** Backward from the gradients of the outputs; returns when those of the states are there. */
  Condition backward(int part, Condition ready) {
    if (step.layer(part) != layer) {
      layer = step.layer(part);
      added.clear();
    }
    Condition done = null;
    for (int s = 0; s < step.sequences(); s++) {
      sequence = part * step.sequences() + s;
      done = backward(ready);
    }
    return done;
  }

  private Condition forward(Condition ready) {
    array(Product.QUERY, 0, tokens, hidden, shape.queries(), false, ready, null);
    rows(VectorTask.SCALE_QUERY, 0, shape.queries());
    array(Product.KEY, 0, tokens, hidden, shape.keys(), false, null, null);
    var projected = rows(VectorTask.ROUND_KEY, 0, shape.keys());
    array(Product.VALUE, 0, tokens, hidden, shape.keys(), false, null, null);
    rows(VectorTask.ROUND_VALUE, 0, shape.keys());
    var weighted = new Condition[shape.heads()];
    for (int h : order()) {
      int size = shape.headSize();
      array(Product.SCORES, h, tokens, size, tokens, shape.causal(), projected, null);
      weighted[h] = rows(VectorTask.SOFTMAX, h, tokens);
    }
    for (int h : order()) {
      // The softmax comes behind the values in the vector engine's queue.
      array(Product.CONTEXT, h, tokens, tokens, shape.headSize(), false, weighted[h], null);
    }
    var context = rows(VectorTask.ROUND_CONTEXT, 0, shape.queries());
    array(Product.ATTENDED, 0, tokens, shape.queries(), hidden, false, context, null);
    return rows(VectorTask.ROUND_ATTENDED, 0, hidden);
  }

  private Condition backward(Condition ready) {
    int size = shape.headSize();
    array(Product.CONTEXT_GRADIENT, 0, tokens, hidden, shape.queries(), false, ready, null);
    var context = rows(VectorTask.ROUND_CONTEXT_GRADIENT, 0, shape.queries());
    var weighted = new Condition[shape.heads()];
    for (int h : order()) {
      array(Product.PROBABILITY_GRADIENT, h, tokens, size, tokens, false, context, null);
      weighted[h] = rows(VectorTask.SOFTMAX_BACKWARD, h, tokens);
    }
    var before = new Condition[shape.kvHeads()];
    for (int h : order()) {
      addUp(Product.VALUE_GRADIENT, h, before, context);
    }
    rows(VectorTask.ROUND_VALUE_GRADIENT, 0, shape.keys());
    gradient(Product.OUTPUT_MATRIX_GRADIENT, shape.queries(), hidden);
    before = new Condition[shape.kvHeads()];
    for (int h : order()) {
      array(Product.QUERY_GRADIENT, h, tokens, tokens, size, false, weighted[h], null);
      addUp(Product.KEY_GRADIENT, h, before, weighted[h]);
    }
    rows(VectorTask.SCALE_QUERY_GRADIENT, 0, shape.queries());
    var rounded = rows(VectorTask.ROUND_KEY_GRADIENT, 0, shape.keys());
    Condition sum =
        array(Product.STATE_BY_QUERY, 0, tokens, shape.queries(), hidden, false, rounded, null);
    gradient(Product.QUERY_MATRIX_GRADIENT, hidden, shape.queries());
    sum = array(Product.STATE_BY_KEY, 0, tokens, shape.keys(), hidden, true, sum, null);
    gradient(Product.KEY_MATRIX_GRADIENT, hidden, shape.keys());
    array(Product.STATE_BY_VALUE, 0, tokens, shape.keys(), hidden, true, sum, null);
    var states = rows(VectorTask.ROUND_STATE_GRADIENT, 0, hidden);
    gradient(Product.VALUE_MATRIX_GRADIENT, hidden, shape.keys());
    return states;
  }

  /** Query heads, those of different keys after each other, those of the same ones ascending. */
  private List<Integer> order() {
    int group = shape.heads() / shape.kvHeads();
    var order = new ArrayList<Integer>();
    for (int member = 0; member < group; member++) {
      for (int kv = 0; kv < shape.kvHeads(); kv++) {
        order.add(kv * group + member);
      }
    }
    return order;
  }

  /** The sum over tokens of a head, behind those of the head before with the same keys. */
  private void addUp(Product product, int h, Condition[] before, Condition ready) {
    int kv = shape.kvHead(h);
    boolean goesOn = before[kv] != null;
    before[kv] = array(product, h, tokens, tokens, shape.headSize(), goesOn, ready, before[kv]);
  }

  /** The gradient of a matrix, behind that of the sequence before. */
  private void gradient(Product product, int rows, int columns) {
    var soFar = added.get(product);
    added.put(product, array(product, 0, rows, tokens, columns, soFar != null, soFar, null));
  }

  private Condition array(
      Product product,
      int head,
      int m,
      int k,
      int n,
      boolean goesOn,
      Condition first,
      Condition second) {
    var work = new Work.Multiply(product, sequence, head, m, k, n, goesOn);
    return queues.add(StepEngine.TILE, work, first, second);
  }

  /** All tokens through a kernel, once the array has done its commands so far. */
  private Condition rows(VectorTask task, int head, int numbers) {
    var work = new Work.Apply(task, Work.NO_EXPERT, head, sequence, tokens, numbers / lanes);
    return queues.add(StepEngine.VECTOR, work, queues.last(StepEngine.TILE, 0));
  }
}
