package chorale.bench.train;

import chorale.bench.train.AttentionMemory.Rounded;
import chorale.bench.train.CommandQueues.Wait;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.workload.train.AttentionData;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a chiplet for attention over its sequence. A command waits for earlier ones only,
 * so some command can always go on.
 *
 * <p>A head is a range of columns: its GEMMs have the stride of all heads. Heads of different keys
 * follow each other, so that the sums of dk and dv, which heads of the same keys continue, are
 * there when they are needed. The mask of a causal sequence is what the sums of scores begin with.
 */
final class AttentionCommands {
  private final AttentionData data;
  private final AttentionMemory m;
  private final AttentionKernels kernels;
  private final CommandQueues queues;
  private final int tokens;
  private final int hidden;
  private final int size;

  /** Widths of all query heads and of all heads of keys, in numbers. */
  private final int queries;

  private final int keys;

  /** Words of a head. */
  private final int headWords;

  AttentionCommands(
      int lanes,
      AttentionData data,
      AttentionMemory memory,
      AttentionKernels kernels,
      CommandQueues queues) {
    this.data = data;
    m = memory;
    this.kernels = kernels;
    this.queues = queues;
    tokens = data.tokens();
    hidden = data.hidden();
    size = data.headSize();
    queries = data.heads() * size;
    keys = data.kvHeads() * size;
    headWords = size / lanes;
  }

  void add() {
    forward();
    backward();
  }

  private void forward() {
    product(tokens, hidden, queries, m.x, m.weight[AttentionData.QUERY], m.q, null);
    scale(m.q);
    product(tokens, hidden, keys, m.x, m.weight[AttentionData.KEY], m.k, null);
    var projected = round(m.k);
    product(tokens, hidden, keys, m.x, m.weight[AttentionData.VALUE], m.v, null);
    round(m.v);
    var weighted = new Wait[data.heads()];
    for (int h : order()) {
      // S = q k'
      array(
          Gemm.weightStationary(
                  tokens,
                  size,
                  tokens,
                  head(m.q.value(), h),
                  head(m.k.value(), data.kvHead(h)),
                  rows(m.scores.sum(), h).place())
              .turningTop(true)
              .from(m.mask == null ? null : m.mask.place()),
          projected);
      weighted[h] = softmax(kernels.softmax(), rows(m.scores.sum(), h), rows(m.scores.value(), h));
    }
    for (int h : order()) {
      // The softmax comes behind the values in the vector engine's queue.
      array(
          Gemm.weightStationary(
              tokens,
              tokens,
              size,
              rows(m.scores.value(), h).place(),
              head(m.v.value(), data.kvHead(h)),
              head(m.context.sum(), h)),
          weighted[h]);
    }
    var context = round(m.context);
    product(
        tokens, queries, hidden, m.context.value(), m.weight[AttentionData.OUTPUT], m.y, context);
    round(m.y);
  }

  private void backward() {
    productTransposed(hidden, queries, m.dy, AttentionData.OUTPUT, false, m.dContext.sum(), null);
    var dContext = round(m.dContext);
    var weighted = new Wait[data.heads()];
    for (int h : order()) {
      // dP = do v'
      array(
          Gemm.weightStationary(
                  tokens,
                  size,
                  tokens,
                  head(m.dContext.value(), h),
                  head(m.v.value(), data.kvHead(h)),
                  rows(m.dScores.sum(), h).place())
              .turningTop(true),
          dContext);
      weighted[h] =
          softmax(
              kernels.softmaxBackward(),
              rows(m.scores.value(), h),
              rows(m.dScores.sum(), h),
              rows(m.dScores.value(), h));
    }
    var before = new Wait[data.kvHeads()];
    for (int h : order()) {
      addUp(h, m.scores.value(), m.dContext.value(), m.dv.sum(), before, dContext);
    }
    round(m.dv);
    gradient(AttentionData.OUTPUT, queries, hidden, m.context.value(), m.dy, null);
    before = new Wait[data.kvHeads()];
    for (int h : order()) {
      // dq = dS k
      array(
          Gemm.weightStationary(
              tokens,
              tokens,
              size,
              rows(m.dScores.value(), h).place(),
              head(m.k.value(), data.kvHead(h)),
              head(m.dq.sum(), h)),
          weighted[h]);
      addUp(h, m.dScores.value(), m.q.value(), m.dk.sum(), before, weighted[h]);
    }
    scale(m.dq);
    var rounded = round(m.dk);
    Region sum = m.dx.sum();
    var added =
        productTransposed(queries, hidden, m.dq.value(), AttentionData.QUERY, false, sum, rounded);
    gradient(AttentionData.QUERY, hidden, queries, m.x, m.dq.value(), null);
    added = productTransposed(keys, hidden, m.dk.value(), AttentionData.KEY, true, sum, added);
    gradient(AttentionData.KEY, hidden, keys, m.x, m.dk.value(), null);
    productTransposed(keys, hidden, m.dv.value(), AttentionData.VALUE, true, sum, added);
    round(m.dx);
    gradient(AttentionData.VALUE, hidden, keys, m.x, m.dv.value(), null);
  }

  /** Query heads, those of different keys after each other, those of the same ones ascending. */
  private List<Integer> order() {
    int group = data.heads() / data.kvHeads();
    var order = new ArrayList<Integer>();
    for (int member = 0; member < group; member++) {
      for (int kv = 0; kv < data.kvHeads(); kv++) {
        order.add(kv * group + member);
      }
    }
    return order;
  }

  /** Y = A B. */
  private void product(int rows, int k, int n, Region a, Region b, Rounded y, Wait wait) {
    array(Gemm.weightStationary(rows, k, n, a.place(), b.place(), y.sum().place()), wait);
  }

  /** Y = A W', or Y + A W' if it continues. */
  private Wait productTransposed(
      int k, int n, Region a, int matrix, boolean continues, Region y, Wait wait) {
    return array(
        Gemm.weightStationary(tokens, k, n, a.place(), m.weight[matrix].place(), y.place())
            .turningTop(true)
            .from(continues ? y.place() : null),
        wait);
  }

  /** The sum over tokens of a head's {@code weights' rows}, behind those of the head before. */
  private void addUp(int h, Region weights, Region rows, Region sum, Wait[] before, Wait wait) {
    int kv = data.kvHead(h);
    var gemm =
        Gemm.outputStationary(
                tokens, tokens, size, rows(weights, h).place(), head(rows, h), head(sum, kv))
            .from(before[kv] == null ? null : head(sum, kv));
    before[kv] = queues.array(gemm, wait, before[kv]);
  }

  /** The gradient A' B of a matrix. */
  private void gradient(int matrix, int rows, int columns, Region a, Region b, Wait wait) {
    array(
        Gemm.outputStationary(
            rows, tokens, columns, a.place(), b.place(), m.gradient[matrix].place()),
        wait);
  }

  private Wait array(Gemm gemm, Wait wait) {
    return queues.array(gemm, wait, null);
  }

  /** What the array has left, in bf16. */
  private Wait round(Rounded r) {
    return rows(kernels.toBf16(), r.sum(), r.value());
  }

  /** The same times the scale. */
  private Wait scale(Rounded r) {
    return rows(kernels.scaled(), m.scale, r.sum(), r.value());
  }

  private Wait softmax(int kernel, Region... at) {
    return rows(kernel, at);
  }

  /** All tokens through a kernel, once the array has done its commands so far. */
  private Wait rows(int kernel, Region... at) {
    var last = at[at.length - 1];
    return queues.vector(kernel, tokens, last.words(), queues.last(Target.ARRAY), null, at);
  }

  /** Rows of a head. */
  private Region rows(Region all, int head) {
    return all.rows(head * tokens, tokens);
  }

  /** Columns of a head. */
  private Place head(Region all, int head) {
    return all.columns(head * headWords);
  }
}
