package chorale.workload.hecaton;

import static chorale.workload.hecaton.SequentialSums.at;
import static chorale.workload.hecaton.SequentialSums.rows;

import chorale.workload.train.Arithmetic;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A pair of layers forward and backward, one number after the other, without dies, tiles or
 * collectives; only the order of sums is that of tiles.
 *
 * <pre>
 * y = bf16(x W1)    z = bf16(y W2)
 * dy = bf16(dz W2')    dx = bf16(dy W1')    dW2 = y' dz    dW1 = x' dy
 * </pre>
 *
 * @param <N> the numbers
 */
public final class PairReference<N> {
  private final Arithmetic<N> n;
  private final SlicedSums order;
  private final SequentialSums<N> sums;
  private final int tokens;
  private final List<List<N>> z;
  private final List<List<N>> dx;
  private final List<List<N>> firstGradient;
  private final List<List<N>> secondGradient;

  /** Does both passes, of states and gradients by token and weights by rows. */
  public PairReference(
      float[][] x,
      float[][] dz,
      float[][] first,
      float[][] second,
      SlicedSums order,
      Arithmetic<N> arithmetic) {
    n = arithmetic;
    this.order = order;
    sums = new SequentialSums<>(order, arithmetic);
    tokens = x.length;
    var states = numbers(x);
    var gradients = numbers(dz);
    var w1 = numbers(first);
    var w2 = numbers(second);
    var y = product(true, states, w1);
    z = product(false, y, w2);
    secondGradient = outer(y, gradients);
    var dy = back(false, gradients, w2);
    firstGradient = outer(states, dy);
    dx = back(true, dy, w1);
  }

  /** By token, the outputs. */
  public List<List<N>> z() {
    return z;
  }

  /** By token, the gradients of the loss by the states. */
  public List<List<N>> dx() {
    return dx;
  }

  /** The gradient of the loss by the weights of the first layer, or of the second. */
  public List<List<N>> gradient(boolean first) {
    return first ? firstGradient : secondGradient;
  }

  private List<List<N>> product(boolean first, List<List<N>> a, List<List<N>> w) {
    int width = w.getFirst().size();
    int own = w.size() / order.slices(first);
    int result = width / order.slices(!first);
    return rows(
        tokens,
        width,
        (t, i) ->
            n.toBf16(
                sums.sliced(
                    first,
                    t,
                    i / result,
                    k -> part(k, own, l -> n.times(at(a, t, l), at(w, l, i))))));
  }

  private List<List<N>> back(boolean first, List<List<N>> d, List<List<N>> w) {
    int width = w.size();
    int own = w.getFirst().size() / order.slices(!first);
    int result = width / order.slices(first);
    return rows(
        tokens,
        width,
        (t, i) ->
            n.toBf16(
                sums.sliced(
                    !first,
                    t,
                    i / result,
                    k -> part(k, own, l -> n.times(at(d, t, l), at(w, i, l))))));
  }

  private N part(int slice, int own, IntFunction<N> term) {
    return sums.ascending(n.of(0), slice * own, (slice + 1) * own, term);
  }

  private List<List<N>> outer(List<List<N>> a, List<List<N>> d) {
    return rows(
        a.getFirst().size(),
        d.getFirst().size(),
        (i, j) -> sums.ascending(n.of(0), 0, tokens, t -> n.times(at(a, t, i), at(d, t, j))));
  }

  private List<List<N>> numbers(float[][] x) {
    return rows(x.length, x[0].length, (t, i) -> n.of(x[t][i]));
  }
}
