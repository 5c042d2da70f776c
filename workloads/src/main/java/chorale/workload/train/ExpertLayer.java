package chorale.workload.train;

import chorale.workload.num.SumOrder;
import chorale.workload.train.LayerData.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A training step of a layer of experts, one token and one expert after the other: forward,
 * backward and update. Every sum goes in ascending order of what it runs over: of k in a product of
 * matrices, of ranks over a token's experts, of tokens in a gradient of weights. Where arrays share
 * a product of matrices, it goes in their {@link SumOrder}; where switches add what goes home, sums
 * over a token's experts go in {@link HomeOrder}'s order, and an output is {@code bf16(w (h Wd))}.
 *
 * <pre>
 * g = x Wg   u = x Wu   h = bf16((g sigmoid(g)) u)   o = bf16(h Wd)   y = bf16(((w0 o0) + w1 o1) + ..)
 * do = bf16(w dy)   dh = do Wd'   dx = bf16(sum over ranks of bf16(dg Wg' + du Wu'))
 * dWd = h' do   dWg = x' dg   dWu = x' du   and AdamW
 * </pre>
 *
 * @param <N> the numbers
 */
public final class ExpertLayer<N> {
  private final Arithmetic<N> n;
  private final Matrices<N> matrices;
  private final HomeOrder homes;
  private final LayerData data;
  private final int batchTokens;
  private final List<List<N>> y = new ArrayList<>();
  private final List<List<N>> dx = new ArrayList<>();
  private final List<List<Updated<N>>> experts = new ArrayList<>();

  /**
   * A matrix after the step, by rows.
   *
   * @param gradient of the loss by the matrix
   * @param weight new, in bfloat16
   * @param first new moment
   * @param second new moment
   */
  public record Updated<N>(
      List<List<N>> gradient, List<List<N>> weight, List<List<N>> first, List<List<N>> second) {}

  /** Does the step with all sums in sequence. */
  public ExpertLayer(LayerData data, Arithmetic<N> arithmetic) {
    this(data, arithmetic, SumOrder.SEQUENCE);
  }

  /** Does the step, the sums of products of matrices in the given order. */
  public ExpertLayer(LayerData data, Arithmetic<N> arithmetic, SumOrder order) {
    this(data, arithmetic, order, HomeOrder.HOME);
  }

  /** The same with the sums over a token's experts in a given order. */
  public ExpertLayer(LayerData data, Arithmetic<N> arithmetic, SumOrder order, HomeOrder homes) {
    this(data, arithmetic, order, homes, 1);
  }

  /**
   * The same of several micro-batches, equal parts of the tokens: gradients of weights are added up
   * over one after the other, each going on from the sums of those before.
   */
  public ExpertLayer(
      LayerData data, Arithmetic<N> arithmetic, SumOrder order, HomeOrder homes, int microBatches) {
    this.data = data;
    batchTokens = Math.ceilDiv(data.routing().tokens(), microBatches);
    this.homes = homes;
    n = arithmetic;
    matrices = new Matrices<>(n, order);
    var routing = data.routing();
    int topK = routing.topK();
    // By token and rank.
    var outputs = new ArrayList<List<List<N>>>();
    var gradients = new ArrayList<List<List<N>>>();
    for (int t = 0; t < routing.tokens(); t++) {
      outputs.add(new ArrayList<>());
      gradients.add(new ArrayList<>());
      for (int j = 0; j < topK; j++) {
        outputs.get(t).add(null);
        gradients.get(t).add(null);
      }
    }
    for (int e = 0; e < routing.expertCount(); e++) {
      expert(e, outputs, gradients);
    }
    for (int t = 0; t < routing.tokens(); t++) {
      y.add(combine(t, outputs.get(t), data.weight()[t]));
      dx.add(combine(t, gradients.get(t), null));
    }
  }

  /** By token, the layer's output. */
  public List<List<N>> y() {
    return y;
  }

  /** By token, the gradient of the loss by its state. */
  public List<List<N>> dx() {
    return dx;
  }

  /** Matrix {@code matrix} of an expert after the step. */
  public Updated<N> matrix(int expert, int matrix) {
    return experts.get(expert).get(matrix);
  }

  private void expert(int e, List<List<List<N>>> outputs, List<List<List<N>>> gradients) {
    var routing = data.routing();
    var gate = matrices.numbers(data.experts()[e][LayerData.GATE].weight());
    var up = matrices.numbers(data.experts()[e][LayerData.UP].weight());
    var down = matrices.numbers(data.experts()[e][LayerData.DOWN].weight());
    var dGate = matrices.zeros(data.hidden(), data.inner());
    var dUp = matrices.zeros(data.hidden(), data.inner());
    var dDown = matrices.zeros(data.inner(), data.hidden());
    // By token.
    var xs = new ArrayList<List<N>>();
    var hs = new ArrayList<List<N>>();
    var dOuts = new ArrayList<List<N>>();
    var dGates = new ArrayList<List<N>>();
    var dUps = new ArrayList<List<N>>();
    Runnable sums =
        () -> {
          matrices.accumulate(dDown, hs, dOuts);
          matrices.accumulate(dGate, xs, dGates);
          matrices.accumulate(dUp, xs, dUps);
        };
    int batch = 0;
    for (int t : routing.tokensOf(e)) {
      if (t / batchTokens > batch) {
        batch = t / batchTokens;
        sums.run();
        List.of(xs, hs, dOuts, dGates, dUps).forEach(List::clear);
      }
      int rank = 0;
      while (routing.expert(t, rank) != e) {
        rank++;
      }
      var x = matrices.numbers(data.x()[t]);
      var g = matrices.times(x, gate);
      var u = matrices.times(x, up);
      var h = new ArrayList<N>();
      for (int i = 0; i < data.inner(); i++) {
        var silu = n.times(g.get(i), n.sigmoid(g.get(i)));
        h.add(n.toBf16(n.times(silu, u.get(i))));
      }
      var w = n.of(data.weight()[t][rank]);
      var out = matrices.times(h, down);
      if (homes.isInSwitch()) {
        out.replaceAll(o -> n.times(w, o));
      }
      outputs.get(t).set(rank, matrices.toBf16(out));

      var dOut = new ArrayList<N>();
      for (float dy : data.dy()[t]) {
        dOut.add(n.toBf16(n.times(w, n.of(dy))));
      }
      var dh = matrices.timesTransposed(dOut, down, null);
      var dg = new ArrayList<N>();
      var du = new ArrayList<N>();
      for (int i = 0; i < data.inner(); i++) {
        swigluBackward(g.get(i), u.get(i), dh.get(i), dg, du);
      }
      var back = matrices.timesTransposed(du, up, matrices.timesTransposed(dg, gate, null));
      gradients.get(t).set(rank, matrices.toBf16(back));
      xs.add(x);
      hs.add(h);
      dOuts.add(dOut);
      dGates.add(dg);
      dUps.add(du);
    }
    sums.run();
    var parameters = data.experts()[e];
    experts.add(
        List.of(
            update(parameters[LayerData.GATE], dGate),
            update(parameters[LayerData.UP], dUp),
            update(parameters[LayerData.DOWN], dDown)));
  }

  /** {@code h = silu(g) u}, {@code silu(g) = g s}, {@code s = sigmoid(g)}. */
  private void swigluBackward(N g, N u, N dh, List<N> dg, List<N> du) {
    N s = n.sigmoid(g);
    N silu = n.times(g, s);
    du.add(n.toBf16(n.times(dh, silu)));
    N slope = n.add(s, n.times(silu, n.minus(n.of(1), s)));
    dg.add(n.toBf16(n.times(n.times(dh, u), slope)));
  }

  private Updated<N> update(Parameter old, List<List<N>> gradient) {
    var a = data.optimizer();
    var weight = new ArrayList<List<N>>();
    var first = new ArrayList<List<N>>();
    var second = new ArrayList<List<N>>();
    for (int i = 0; i < gradient.size(); i++) {
      var w = new ArrayList<N>();
      var m = new ArrayList<N>();
      var v = new ArrayList<N>();
      for (int j = 0; j < gradient.get(i).size(); j++) {
        N g = gradient.get(i).get(j);
        m.add(
            n.add(
                n.times(n.of((float) a.beta1()), n.of(old.first()[i][j])),
                n.times(n.of((float) (1 - a.beta1())), g)));
        v.add(
            n.add(
                n.times(n.of((float) a.beta2()), n.of(old.second()[i][j])),
                n.times(n.of((float) (1 - a.beta2())), n.times(g, g))));
        w.add(step(n.of(old.weight()[i][j]), m.getLast(), v.getLast()));
      }
      weight.add(w);
      first.add(m);
      second.add(v);
    }
    return new Updated<>(gradient, weight, first, second);
  }

  /** The update of a weight, in the order of docs/numerics.md. */
  private N step(N w, N m, N v) {
    var a = data.optimizer();
    N p = n.times(v, n.of((float) (1 / (1 - Math.pow(a.beta2(), data.step())))));
    N d = n.reciprocal(n.add(n.root(p), n.of((float) a.eps())));
    N kept = n.times(w, n.of((float) (1 - a.lr() * a.decay())));
    N change =
        n.times(
            n.times(
                n.times(n.of((float) a.lr()), m),
                n.of((float) (1 / (1 - Math.pow(a.beta1(), data.step()))))),
            d);
    return n.toBf16(n.minus(kept, change));
  }

  private List<N> combine(int token, List<List<N>> rows, float[] weights) {
    var sum = new ArrayList<N>();
    for (int i = 0; i < data.hidden(); i++) {
      if (homes.isInSwitch()) {
        int at = i;
        var parts = rows.stream().map(row -> row.get(at)).toList();
        sum.add(homes.sum(n, data.routing(), token, parts));
        continue;
      }
      N total = null;
      for (int j = 0; j < rows.size(); j++) {
        N x = rows.get(j).get(i);
        N part = weights == null ? x : n.times(n.of(weights[j]), x);
        total = total == null ? part : n.add(total, part);
      }
      sum.add(n.toBf16(total));
    }
    return sum;
  }
}
