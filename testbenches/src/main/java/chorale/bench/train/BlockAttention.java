package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention of a die's own heads over its own sequences: products and kernels, nothing goes around.
 * A kernel does all heads of a sequence at once, while the array is at those of another one.
 *
 * <p>A head is a range of columns of queries, keys and values; the mask is what sums of scores
 * begin with. Heads of the same keys add up their gradients one after the other, heads of other
 * keys come between.
 */
final class BlockAttention {
  private final DieCommands d;
  private final BlockMemory m;
  private final BlockKernels kernels;
  private final int sequences;
  private final int length;
  private final int size;
  private final int heads;
  private final int group;

  /** Words of a head. */
  private final int headWords;

  BlockAttention(DieCommands d, BlockMemory m, BlockKernels kernels, BlockCase c, int lanes) {
    this.d = d;
    this.m = m;
    this.kernels = kernels;
    var shape = c.shape();
    length = (int) shape.length();
    size = (int) shape.headSize();
    headWords = size / lanes;
    sequences = m.ownTokens / length;
    heads = m.queryWords / headWords;
    group = m.queryWords / m.keyWords;
  }

  /**
   * From queries, keys and values to contexts.
   *
   * @param ready when they are there
   * @param to the contexts of the own tokens as operands
   */
  Wait forward(Wait ready, Region to) {
    var scored = new Wait[sequences];
    for (int s = 0; s < sequences; s++) {
      for (int h : order()) {
        scored[s] = turned(query(m.qkv, s, h), key(s, h), m.mask, rows(m.scores, s, h), ready);
      }
    }
    for (int s = 0; s < sequences; s++) {
      var weighted =
          kernel(kernels.softmax, scored[s], all(m.scores, s), all(m.weights, s), m.scale);
      for (int h : order()) {
        times(rows(m.weights, s, h), value(m.qkv, s, h), query(m.context, s, h), weighted);
      }
    }
    var last = d.last(Target.ARRAY);
    return d.vector(kernels.toBf16, m.ownTokens, m.queryWords, last, null, m.context, to);
  }

  /**
   * Gradients of queries and keys, not scaled yet, and of values.
   *
   * @param ready when the gradients of the contexts are there
   */
  Wait backward(Wait ready) {
    var came = new Wait[sequences];
    for (int s = 0; s < sequences; s++) {
      for (int h : order()) {
        var to = rows(m.dWeights, s, h);
        came[s] = turned(query(m.dContext, s, h), value(m.qkv, s, h), null, to, ready);
      }
    }
    var done = new Wait[sequences];
    for (int s = 0; s < sequences; s++) {
      done[s] =
          kernel(
              kernels.softmaxBackward,
              came[s],
              all(m.weights, s),
              all(m.dWeights, s),
              all(m.dScores, s));
      var before = new Wait[heads / group];
      for (int h : order()) {
        addUp(rows(m.weights, s, h), query(m.dContext, s, h), value(m.dQkv, s, h), h, before, null);
      }
    }
    for (int s = 0; s < sequences; s++) {
      var before = new Wait[heads / group];
      for (int h : order()) {
        times(rows(m.dScores, s, h), key(s, h), query(m.dQkv, s, h), done[s]);
        addUp(rows(m.dScores, s, h), query(m.qkv, s, h), keyOf(m.dQkv, s, h), h, before, done[s]);
      }
    }
    return d.last(Target.ARRAY);
  }

  /** Heads, those of different keys after each other, those of the same ones ascending. */
  private List<Integer> order() {
    var order = new ArrayList<Integer>();
    for (int member = 0; member < group; member++) {
      for (int key = 0; key < heads / group; key++) {
        order.add(key * group + member);
      }
    }
    return order;
  }

  /** {@code y = a b'}, of a head's numbers. */
  private Wait turned(Place a, Place b, Region init, Region y, Wait wait) {
    var begin = init == null ? null : init.place();
    return d.array(
        Gemm.weightStationary(length, size, length, a, b, y.place()).turningTop(true).from(begin),
        wait,
        null);
  }

  /** {@code y = a b}, over tokens. */
  private void times(Region a, Place b, Place y, Wait wait) {
    d.array(Gemm.weightStationary(length, length, size, a.place(), b, y), wait, null);
  }

  /** {@code y = a' b}, over tokens, behind the head of the same keys before. */
  private void addUp(Region a, Place b, Place y, int head, Wait[] before, Wait wait) {
    int key = head / group;
    var gemm =
        Gemm.outputStationary(length, length, size, a.place(), b, y)
            .from(before[key] == null ? null : y);
    before[key] = d.array(gemm, wait, before[key]);
  }

  /** All heads of a sequence. */
  private Wait kernel(DieCommands.Loaded kernel, Wait wait, Region... streams) {
    return d.vector(kernel, heads * length, m.scores.words(), wait, null, streams);
  }

  /** Rows of all heads of a sequence, and of one of them. */
  private Region all(Region scores, int sequence) {
    return scores.rows(sequence * heads * length, heads * length);
  }

  private Region rows(Region scores, int sequence, int head) {
    return scores.rows((sequence * heads + head) * length, length);
  }

  /** Columns of a head's queries, or of what is as wide. */
  private Place query(Region all, int sequence, int head) {
    return all.rows(sequence * length, length).columns(head * headWords);
  }

  private Place key(int sequence, int head) {
    return keyOf(m.qkv, sequence, head);
  }

  private Place keyOf(Region all, int sequence, int head) {
    int column = m.queryWords + head / group * headWords;
    return all.rows(sequence * length, length).columns(column);
  }

  private Place value(Region all, int sequence, int head) {
    int column = m.queryWords + m.keyWords + head / group * headWords;
    return all.rows(sequence * length, length).columns(column);
  }
}
