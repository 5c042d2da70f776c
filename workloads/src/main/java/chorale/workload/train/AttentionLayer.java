package chorale.workload.train;

import chorale.workload.num.SumOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Attention over a sequence, forward and backward, one head and one token after the other. With c
 * the scale of the scores, for each query head and its head of keys and values:
 *
 * <pre>
 * q = bf16(c (x Wq))   k = bf16(x Wk)   v = bf16(x Wv)
 * S = q k'   P = bf16(softmax of each row of S)   o = bf16(P v)   y = bf16(o Wo)
 * do = bf16(dy Wo')   dP = do v'   dS = bf16(P (dP - sum of P dP))
 * dv = bf16(sum over heads of P' do)   dq = bf16(c (dS k))   dk = bf16(sum over heads of dS' q)
 * dx = bf16((dq Wq' + dk Wk') + dv Wv')   dWq = x' dq   dWk = x' dk   dWv = x' dv   dWo = o' dy
 * </pre>
 *
 * Sums go in ascending order of what they run over: of k in a product of matrices, of tokens in a
 * gradient of weights, of heads and in them of tokens in dk and dv. Only those of a softmax go over
 * every L-th number first and then over pairs, pairs of pairs and so on, as lanes can do it.
 *
 * @param <N> the numbers
 */
public final class AttentionLayer<N> {
  private final Arithmetic<N> n;
  private final Matrices<N> matrices;
  private final AttentionData data;
  private final int lanes;

  /** The four matrices of weights. */
  private final List<List<List<N>>> weight = new ArrayList<>();

  private final List<List<List<N>>> soFar;
  private final List<List<List<N>>> gradient = new ArrayList<>();

  // Rows by token.
  private final List<List<N>> x;
  private final List<List<N>> q;
  private final List<List<N>> k;
  private final List<List<N>> v;
  private final List<List<N>> context;
  private final List<List<N>> y;
  private final List<List<N>> dx = new ArrayList<>();
  private List<List<N>> dkSum;
  private List<List<N>> dvSum;

  /** By query head and token, the weight of each token. */
  private final List<List<List<N>>> probability = new ArrayList<>();

  /**
   * Does both with all sums of products in sequence.
   *
   * @param lanes L, a power of two
   */
  public AttentionLayer(AttentionData data, int lanes, Arithmetic<N> arithmetic) {
    this(data, lanes, arithmetic, SumOrder.SEQUENCE);
  }

  /**
   * Does both.
   *
   * @param lanes L, a power of two
   * @param order of the sums of products of matrices
   */
  public AttentionLayer(AttentionData data, int lanes, Arithmetic<N> arithmetic, SumOrder order) {
    this(data, lanes, arithmetic, order, List.of());
  }

  /**
   * Does both behind another sequence.
   *
   * @param soFar by matrix, its gradient of the sequences before, from which this one goes on;
   *     empty if it is the first one
   */
  public AttentionLayer(
      AttentionData data,
      int lanes,
      Arithmetic<N> arithmetic,
      SumOrder order,
      List<List<List<N>>> soFar) {
    if (lanes < 1 || Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException("%d lanes: 1, 2, 4 ..".formatted(lanes));
    }
    this.data = data;
    this.soFar = soFar;
    this.lanes = lanes;
    n = arithmetic;
    matrices = new Matrices<>(n, order);
    for (float[][] w : data.weight()) {
      weight.add(matrices.numbers(w));
    }
    x = matrices.numbers(data.x());
    q = each(x, t -> scaled(matrices.times(t, weight.get(AttentionData.QUERY))));
    k = project(x, AttentionData.KEY);
    v = project(x, AttentionData.VALUE);
    context = attend();
    y = project(context, AttentionData.OUTPUT);
    backward(matrices.numbers(data.dy()));
  }

  /** By token, the output. */
  public List<List<N>> y() {
    return y;
  }

  /** By token, the gradient of the loss by its state. */
  public List<List<N>> dx() {
    return dx;
  }

  /** By token, dk before it is rounded: the order of heads shows in its bits. */
  public List<List<N>> dkSum() {
    return dkSum;
  }

  /** By token, dv before it is rounded. */
  public List<List<N>> dvSum() {
    return dvSum;
  }

  /** The gradient of the loss by a matrix of {@link AttentionData#weight}. */
  public List<List<N>> gradient(int matrix) {
    return gradient.get(matrix);
  }

  /** By matrix, the gradients. */
  public List<List<List<N>>> gradients() {
    return gradient;
  }

  private List<List<N>> attend() {
    var heads = matrices.zeros(data.tokens(), data.heads() * data.headSize());
    for (int h = 0; h < data.heads(); h++) {
      var keys = head(k, data.kvHead(h));
      var values = head(v, data.kvHead(h));
      var queries = head(q, h);
      var result = head(heads, h);
      var rows = new ArrayList<List<N>>();
      for (int t = 0; t < data.tokens(); t++) {
        var seen = keys.subList(0, data.seen(t));
        rows.add(softmax(matrices.timesTransposed(queries.get(t), seen, null)));
        set(result.get(t), matrices.times(rows.get(t), values));
      }
      probability.add(rows);
    }
    return each(heads, matrices::toBf16);
  }

  /** Weights of all tokens, those that are not seen 0. */
  private List<N> softmax(List<N> scores) {
    N max = scores.getFirst();
    for (N score : scores) {
      max = n.max(max, score);
    }
    var powers = new ArrayList<N>();
    for (N score : scores) {
      powers.add(n.exp(n.minus(score, max)));
    }
    N share = n.reciprocal(sum(powers));
    var row = new ArrayList<N>();
    for (N power : powers) {
      row.add(n.toBf16(n.times(power, share)));
    }
    while (row.size() < data.tokens()) {
      row.add(n.of(0));
    }
    return row;
  }

  private List<N> softmaxBackward(List<N> p, List<N> dp) {
    var products = new ArrayList<N>();
    for (int s = 0; s < p.size(); s++) {
      products.add(n.times(p.get(s), dp.get(s)));
    }
    N mean = sum(products);
    var row = new ArrayList<N>();
    for (int s = 0; s < p.size(); s++) {
      row.add(n.toBf16(n.times(p.get(s), n.minus(dp.get(s), mean))));
    }
    return row;
  }

  /** Every L-th number in order, then neighbours, neighbours of neighbours, and so on. */
  private N sum(List<N> numbers) {
    var lane = new ArrayList<N>(matrices.numbers(new float[lanes]));
    for (int i = 0; i < numbers.size(); i++) {
      lane.set(i % lanes, n.add(lane.get(i % lanes), numbers.get(i)));
    }
    for (int width = lanes; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        lane.set(i, n.add(lane.get(2 * i), lane.get(2 * i + 1)));
      }
    }
    return lane.getFirst();
  }

  private void backward(List<List<N>> dy) {
    var output = weight.get(AttentionData.OUTPUT);
    var dContext = each(dy, t -> matrices.toBf16(matrices.timesTransposed(t, output, null)));
    int queries = data.heads() * data.headSize();
    int keys = data.kvHeads() * data.headSize();
    var dqSum = matrices.zeros(data.tokens(), queries);
    dkSum = matrices.zeros(data.tokens(), keys);
    dvSum = matrices.zeros(data.tokens(), keys);
    for (int h = 0; h < data.heads(); h++) {
      int kv = data.kvHead(h);
      var dScores = new ArrayList<List<N>>();
      for (int t = 0; t < data.tokens(); t++) {
        var p = probability.get(h).get(t);
        var d = head(dContext, h).get(t);
        var ds = softmaxBackward(p, matrices.timesTransposed(d, head(v, kv), null));
        set(head(dqSum, h).get(t), matrices.times(ds, head(k, kv)));
        dScores.add(ds);
      }
      matrices.accumulate(head(dvSum, kv), probability.get(h), head(dContext, h));
      matrices.accumulate(head(dkSum, kv), dScores, head(q, h));
    }
    var dq = each(dqSum, this::scaled);
    var dk = each(dkSum, matrices::toBf16);
    var dv = each(dvSum, matrices::toBf16);
    for (int t = 0; t < data.tokens(); t++) {
      var sum = matrices.timesTransposed(dq.get(t), weight.get(AttentionData.QUERY), null);
      sum = matrices.timesTransposed(dk.get(t), weight.get(AttentionData.KEY), sum);
      sum = matrices.timesTransposed(dv.get(t), weight.get(AttentionData.VALUE), sum);
      dx.add(matrices.toBf16(sum));
    }
    gradient.add(outer(x, dq));
    gradient.add(outer(x, dk));
    gradient.add(outer(x, dv));
    gradient.add(outer(context, dy));
  }

  /** {@code a' b}, behind what there is of the next matrix. */
  private List<List<N>> outer(List<List<N>> a, List<List<N>> b) {
    var sums = matrices.zeros(a.getFirst().size(), b.getFirst().size());
    for (int i = 0; !soFar.isEmpty() && i < sums.size(); i++) {
      set(sums.get(i), soFar.get(gradient.size()).get(i));
    }
    matrices.accumulate(sums, a, b);
    return sums;
  }

  private List<List<N>> project(List<List<N>> rows, int matrix) {
    return each(rows, t -> matrices.toBf16(matrices.times(t, weight.get(matrix))));
  }

  private List<N> scaled(List<N> row) {
    N scale = n.of(data.scale());
    return matrices.toBf16(row.stream().map(e -> n.times(scale, e)).toList());
  }

  /** The columns of a head, as a view. */
  private List<List<N>> head(List<List<N>> rows, int head) {
    int from = head * data.headSize();
    return each(rows, row -> row.subList(from, from + data.headSize()));
  }

  private static <N> void set(List<N> row, List<N> values) {
    for (int i = 0; i < row.size(); i++) {
      row.set(i, values.get(i));
    }
  }

  private static <N> List<List<N>> each(List<List<N>> rows, UnaryOperator<List<N>> function) {
    return rows.stream().map(function).toList();
  }
}
