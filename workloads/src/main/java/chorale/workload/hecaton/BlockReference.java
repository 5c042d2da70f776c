package chorale.workload.hecaton;

import static chorale.workload.hecaton.SequentialSums.at;
import static chorale.workload.hecaton.SequentialSums.rows;

import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.train.Arithmetic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A block forward and backward, one number after the other, without dies, tiles or collectives;
 * only the order of sums is that of tiles.
 *
 * <pre>
 * a = bf16(x g1)   r = 1 / sqrt(mean of squares of x + eps)
 * q = bf16(r (a Wq))   k = bf16(r (a Wk))   v = bf16(r (a Wv))
 * P = bf16(softmax(c q k'))   o = bf16(P v)   x1 = bf16(x + o Wo)
 * b = bf16(x1 g2)   s = 1 / sqrt(mean of squares of x1 + eps)
 * g = s (b Wg)   u = s (b Wu)   h = bf16((g sigmoid(g)) u)   y = bf16(x1 + h Wd)
 *
 * dh = dy Wd'   dn = bf16(s dg) Wg' + bf16(s du) Wu'   e = sum of s s (g dg + u du)
 * dx1 = bf16(dy + (g2 dn - x1 e / H))   and so for q, k, v, with do = bf16(dx1 Wo')
 * </pre>
 *
 * @param <N> the numbers
 */
public final class BlockReference<N> {
  private final Arithmetic<N> n;
  private final SlicedSums order;
  private final int tokens;
  private final int hidden;
  private final SequentialSums<N> sums;
  private final Map<Weight, List<List<N>>> weights = new EnumMap<>(Weight.class);
  private final Map<Weight, List<List<N>>> gradients = new EnumMap<>(Weight.class);
  private final List<List<N>> gainGradients = new ArrayList<>();
  private final List<List<N>> y;
  private final List<List<N>> dx;

  /** Does both passes. */
  public BlockReference(BlockData data, SlicedSums order, Arithmetic<N> arithmetic) {
    this.order = order;
    n = arithmetic;
    tokens = data.x().length;
    hidden = data.x()[0].length;
    sums = new SequentialSums<>(order, arithmetic);
    data.weights().forEach((w, m) -> weights.put(w, numbers(m)));
    var x = numbers(data.x());
    var dy = numbers(data.dy());
    var gains = numbers(data.gains());

    var a = scaled(x, gains.get(0));
    var r = rootsOfMeans(x);
    var q = rounded(normed(r, a, Weight.QUERY));
    var k = rounded(normed(r, a, Weight.KEY));
    var v = rounded(normed(r, a, Weight.VALUE));
    var attention = new ReferenceAttention<>(data, order, sums, q, k, v, arithmetic);
    var o = attention.output();
    var z = product(false, o, Weight.OUTPUT);
    var x1 = rows(tokens, hidden, (t, i) -> n.toBf16(n.add(at(x, t, i), at(z, t, i))));
    var b = scaled(x1, gains.get(1));
    var s = rootsOfMeans(x1);
    var g = normed(s, b, Weight.GATE);
    var u = normed(s, b, Weight.UP);
    int inner = g.getFirst().size();
    var h = rows(tokens, inner, (t, i) -> n.toBf16(n.times(silu(at(g, t, i)), at(u, t, i))));
    var down = product(false, h, Weight.DOWN);
    y = rows(tokens, hidden, (t, i) -> n.toBf16(n.add(at(x1, t, i), at(down, t, i))));

    var dh = back(false, List.of(dy), List.of(Weight.DOWN));
    gradients.put(Weight.DOWN, outer(h, dy));
    var du = rows(tokens, inner, (t, i) -> n.times(at(dh, t, i), silu(at(g, t, i))));
    var dg =
        rows(
            tokens,
            inner,
            (t, i) -> n.times(n.times(at(dh, t, i), at(u, t, i)), slope(at(g, t, i))));
    var dx1 =
        backThroughNorm(
            x1, gains.get(1), s, b, dy, List.of(g, u), List.of(dg, du), Weight.GATE, Weight.UP);

    var context = back(false, List.of(dx1), List.of(Weight.OUTPUT));
    gradients.put(Weight.OUTPUT, outer(o, dx1));
    var dqkv = attention.backward(rounded(context));
    dx =
        backThroughNorm(
            x,
            gains.get(0),
            r,
            a,
            dx1,
            List.of(q, k, v),
            dqkv,
            Weight.QUERY,
            Weight.KEY,
            Weight.VALUE);
  }

  /** By token, the outputs. */
  public List<List<N>> y() {
    return y;
  }

  /** By token, the gradients of the loss by the states. */
  public List<List<N>> dx() {
    return dx;
  }

  /** The gradient of the loss by a matrix. */
  public List<List<N>> gradient(Weight weight) {
    return gradients.get(weight);
  }

  /** Those by the gains of the two norms. */
  public List<List<N>> gainGradients() {
    return gainGradients.reversed();
  }

  private List<List<N>> backThroughNorm(
      List<List<N>> x,
      List<N> gain,
      List<List<N>> root,
      List<List<N>> scaled,
      List<List<N>> residual,
      List<List<List<N>>> outputs,
      List<List<List<N>>> derivatives,
      Weight... matrices) {
    var sent = new ArrayList<List<List<N>>>();
    for (int m = 0; m < matrices.length; m++) {
      var d = derivatives.get(m);
      int width = d.getFirst().size();
      sent.add(
          rows(tokens, width, (t, i) -> n.toBf16(n.times(root(root, t, i, width), at(d, t, i)))));
      gradients.put(matrices[m], outer(scaled, sent.getLast()));
    }
    var dn = back(true, sent, List.of(matrices));
    N mean = n.of(1f / hidden);
    gainGradients.add(gainGradient(x, dn));
    return rows(
        tokens,
        hidden,
        (t, i) -> {
          int slice = i / (hidden / order.slices(true));
          N e = sums.sliced(false, t, slice, j -> energy(t, j, root, outputs, derivatives));
          N change =
              n.minus(n.times(gain.get(i), at(dn, t, i)), n.times(at(x, t, i), n.times(e, mean)));
          return n.toBf16(n.add(at(residual, t, i), change));
        });
  }

  /** A slice's part of e: the layers' sums, one after the other. */
  private N energy(
      int t,
      int slice,
      List<List<N>> root,
      List<List<List<N>>> outputs,
      List<List<List<N>>> derivatives) {
    N sum = n.of(0);
    for (int m = 0; m < outputs.size(); m++) {
      var output = outputs.get(m);
      var derivative = derivatives.get(m);
      int own = output.getFirst().size() / order.slices(false);
      N part =
          sums.ofRow(
              slice * own, (slice + 1) * own, i -> n.times(at(output, t, i), at(derivative, t, i)));
      sum = m == 0 ? part : n.add(sum, part);
    }
    N r = root.get(t).get(slice);
    return n.times(n.times(r, r), sum);
  }

  /**
   * Tokens in the slices of their dies, then these around the ring of the die that has number i.
   */
  private List<N> gainGradient(List<List<N>> x, List<List<N>> dn) {
    int p = order.slices(false);
    int rows = order.slices(true);
    int own = hidden / rows / p;
    var gradient = new ArrayList<N>();
    for (int i = 0; i < hidden; i++) {
      int row = i / (hidden / rows);
      int keeps = i % (hidden / rows) / own;
      int number = i;
      N total = null;
      for (int s = 1; s <= p; s++) {
        int place = (keeps + s) % p;
        int slice = order.skewed() ? (place + row) % p : place;
        N part =
            sums.ascending(
                n.of(0),
                slice * (tokens / p),
                (slice + 1) * (tokens / p),
                t -> n.times(at(x, t, number), at(dn, t, number)));
        total = total == null ? part : n.add(total, part);
      }
      gradient.add(total);
    }
    return gradient;
  }

  private N silu(N g) {
    return n.times(g, n.sigmoid(g));
  }

  private N slope(N g) {
    N s = n.sigmoid(g);
    return n.add(s, n.times(n.times(g, s), n.minus(n.of(1), s)));
  }

  private List<List<N>> scaled(List<List<N>> x, List<N> gain) {
    return rows(tokens, hidden, (t, i) -> n.toBf16(n.times(at(x, t, i), gain.get(i))));
  }

  /** By token and slice of the layer's outputs, whose sums go in orders of their own. */
  private List<List<N>> rootsOfMeans(List<List<N>> x) {
    int own = hidden / order.slices(true);
    N mean = n.of(1f / hidden);
    return rows(
        tokens,
        order.slices(false),
        (t, slice) -> {
          N squares =
              sums.sliced(
                  true,
                  t,
                  slice,
                  k -> sums.ofRow(k * own, (k + 1) * own, i -> n.times(at(x, t, i), at(x, t, i))));
          N m = n.add(n.times(squares, mean), n.of(BlockData.EPSILON));
          return n.reciprocal(n.root(m));
        });
  }

  private N root(List<List<N>> root, int t, int i, int width) {
    return root.get(t).get(i / (width / order.slices(false)));
  }

  private List<List<N>> normed(List<List<N>> root, List<List<N>> a, Weight weight) {
    var products = product(true, a, weight);
    int width = products.getFirst().size();
    return rows(tokens, width, (t, i) -> n.times(root(root, t, i, width), at(products, t, i)));
  }

  /** {@code a W}. */
  private List<List<N>> product(boolean first, List<List<N>> a, Weight weight) {
    var w = weights.get(weight);
    int width = w.getFirst().size();
    int own = w.size() / order.slices(first);
    int result = width / order.slices(!first);
    return rows(
        tokens,
        width,
        (t, i) ->
            sums.sliced(
                first,
                t,
                i / result,
                k ->
                    sums.ascending(
                        n.of(0), k * own, (k + 1) * own, l -> n.times(at(a, t, l), at(w, l, i)))));
  }

  /** The sum of {@code d W'} over matrices; in a slice one matrix after the other. */
  private List<List<N>> back(boolean first, List<List<List<N>>> d, List<Weight> matrices) {
    int width = weights.get(matrices.getFirst()).size();
    int result = width / order.slices(first);
    return rows(
        tokens,
        width,
        (t, i) ->
            sums.sliced(
                !first,
                t,
                i / result,
                k -> {
                  N part = n.of(0);
                  for (int m = 0; m < d.size(); m++) {
                    var w = weights.get(matrices.get(m)).get(i);
                    var row = d.get(m).get(t);
                    int own = row.size() / order.slices(!first);
                    part =
                        sums.ascending(
                            part, k * own, (k + 1) * own, l -> n.times(row.get(l), w.get(l)));
                  }
                  return part;
                }));
  }

  /** {@code a' d}, tokens in ascending order. */
  private List<List<N>> outer(List<List<N>> a, List<List<N>> d) {
    return rows(
        a.getFirst().size(),
        d.getFirst().size(),
        (i, j) -> sums.ascending(n.of(0), 0, tokens, t -> n.times(at(a, t, i), at(d, t, j))));
  }

  private List<List<N>> rounded(List<List<N>> x) {
    return rows(x.size(), x.getFirst().size(), (t, i) -> n.toBf16(at(x, t, i)));
  }

  private List<List<N>> numbers(float[][] x) {
    return rows(x.length, x[0].length, (t, i) -> n.of(x[t][i]));
  }
}
