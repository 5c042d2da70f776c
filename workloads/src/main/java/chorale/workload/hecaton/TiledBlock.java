package chorale.workload.hecaton;

import chorale.workload.hecaton.BlockData.Weight;
import chorale.workload.num.Bf16;
import chorale.workload.num.Sigmoid;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A block forward and backward on tiles: every die computes with what it has, and what it has not
 * comes around rings. Operands are bfloat16, sums binary32, in the order of {@link Ring}.
 *
 * <p>A die has its slice of the heads for its slice of the tokens. If these are whole sequences,
 * attention is its own affair; else keys and values are gathered along columns, and their gradients
 * scattered.
 */
public final class TiledBlock {
  private final BlockData data;
  private final TileFabric fabric;
  private final Grid grid;
  private final Map<Weight, float[][][]> gradients = new EnumMap<>(Weight.class);
  private final float[][][] y;
  private final float[][][] dx;
  private final float[][][] gainOfNetwork;
  private final float[][][] gainOfAttention;
  private final TileAttention[] attention;

  /** Does both passes. */
  public TiledBlock(BlockData data, Grid grid, boolean skewed, int directions) {
    this.data = data;
    this.grid = grid;
    int columns = grid.columns();
    if (data.shape().kvHeads() % columns != 0) {
      throw new IllegalArgumentException(
          "%d heads of keys over %d columns: a multiple of them"
              .formatted(data.shape().kvHeads(), columns));
    }
    fabric = new TileFabric(grid, skewed, directions, data.x().length);
    attention = new TileAttention[grid.dies()];
    int hidden = (int) data.shape().hidden();

    var x = eachDie(d -> fabric.own(data.x(), d, true));
    var first =
        new TileNorm(
            fabric, hidden, x, gain(0), tiles(true, Weight.QUERY, Weight.KEY, Weight.VALUE));
    var q = rounded(first.output(0));
    var k = rounded(first.output(1));
    var v = rounded(first.output(2));
    attend(q, k, v);
    var output = second(Weight.OUTPUT);
    var contexts = fabric.gather(eachDie(d -> attention[d].output()), false);
    var x1 = plus(x, forward(contexts, output));
    var second = new TileNorm(fabric, hidden, x1, gain(1), tiles(true, Weight.GATE, Weight.UP));
    var g = second.output(0);
    var u = second.output(1);
    var h = each(g, (d, t, i) -> Bf16.round(silu(g[d][t][i]) * u[d][t][i]));
    var down = second(Weight.DOWN);
    var hs = fabric.gather(h, false);
    y = plus(x1, forward(hs, down));

    var dy = eachDie(d -> fabric.own(data.dy(), d, true));
    var dh = backward(Weight.DOWN, dy, hs, down);
    var dg = each(g, (d, t, i) -> dh[d][t][i] * u[d][t][i] * slope(g[d][t][i]));
    var du = each(u, (d, t, i) -> dh[d][t][i] * silu(g[d][t][i]));
    var network = second.backward(List.of(g, u), List.of(dg, du), dy);
    gradients.put(Weight.GATE, network.weights().get(0));
    gradients.put(Weight.UP, network.weights().get(1));
    gainOfNetwork = network.gain();

    var dx1 = network.dx();
    var dContext = rounded(backward(Weight.OUTPUT, dx1, contexts, output));
    var block = first.backward(List.of(q, k, v), attendBackward(dContext), dx1);
    gradients.put(Weight.QUERY, block.weights().get(0));
    gradients.put(Weight.KEY, block.weights().get(1));
    gradients.put(Weight.VALUE, block.weights().get(2));
    gainOfAttention = block.gain();
    dx = block.dx();
  }

  /** By token, the outputs. */
  public float[][] y() {
    return fabric.together(y, true);
  }

  /** By token, the gradients of the loss by the states. */
  public float[][] dx() {
    return fabric.together(dx, true);
  }

  /** The gradient of the loss by a matrix. */
  public float[][] gradient(Weight weight) {
    boolean second = weight == Weight.OUTPUT || weight == Weight.DOWN;
    return fabric.weights(gradients.get(weight), !second);
  }

  /** Those by the gains of a norm, as the dies of a column have them. */
  public float[] gainGradient(boolean ofAttention, int column) {
    var gain = ofAttention ? gainOfAttention : gainOfNetwork;
    var parts =
        IntStream.range(0, grid.rows()).mapToObj(row -> gain[grid.die(row, column)]).toList();
    return Rows.beside(parts)[0];
  }

  /** Numbers that a die has sent, but for gradients of gains, which go once a step. */
  public long sent(int die) {
    return fabric.sent(die);
  }

  private boolean cutsSequences() {
    return data.x().length / data.shape().length() % grid.rows() != 0;
  }

  private void attend(float[][][] q, float[][][] k, float[][][] v) {
    var keys = cutsSequences() ? fabric.gather(k, false) : k;
    var values = cutsSequences() ? fabric.gather(v, false) : v;
    for (int d = 0; d < q.length; d++) {
      int token = fabric.firstToken(d, false);
      int key = cutsSequences() ? 0 : token;
      attention[d] = new TileAttention(data, token, q[d], key, keys[d], values[d]);
    }
  }

  private List<float[][][]> attendBackward(float[][][] dContext) {
    var all =
        IntStream.range(0, attention.length)
            .mapToObj(d -> attention[d].backward(dContext[d]))
            .toList();
    var dk = eachDie(d -> all.get(d).dk());
    var dv = eachDie(d -> all.get(d).dv());
    var ownDk = cutsSequences() ? fabric.scatter(dk, false) : dk;
    var ownDv = cutsSequences() ? fabric.scatter(dv, false) : dv;
    return List.of(
        eachDie(d -> all.get(d).dq()),
        eachDie(d -> TileAttention.scaled(ownDk[d], data.scale())),
        ownDv);
  }

  /** A second layer's sums, of its gathered inputs. */
  private float[][][] forward(float[][][] gathered, float[][][] tiles) {
    return fabric.scatter(eachDie(d -> Rows.times(gathered[d], tiles[d])), true);
  }

  /** A second layer backward. */
  private float[][][] backward(
      Weight weight, float[][][] gradient, float[][][] inputs, float[][][] tiles) {
    var gathered = fabric.gather(gradient, true);
    gradients.put(weight, eachDie(d -> Rows.outer(inputs[d], gathered[d])));
    var parts =
        eachDie(
            d -> {
              var sum = new float[gathered[d].length][tiles[d].length];
              Rows.addTransposed(sum, gathered[d], tiles[d]);
              return sum;
            });
    return fabric.scatter(parts, false);
  }

  private List<float[][][]> tiles(boolean first, Weight... weights) {
    return List.of(weights).stream()
        .map(w -> eachDie(d -> fabric.tile(data.weights().get(w), d, first)))
        .toList();
  }

  private float[][][] second(Weight weight) {
    return tiles(false, weight).getFirst();
  }

  /** By die, its slice of the gains of a norm. */
  private float[][][] gain(int norm) {
    int own = (int) data.shape().hidden() / grid.rows();
    return eachDie(
        d -> {
          int from = fabric.slice(d, true) * own;
          return Rows.part(data.gains(), norm, norm + 1, from, from + own);
        });
  }

  private static float silu(float g) {
    return g * Sigmoid.of(g);
  }

  private static float slope(float g) {
    float s = Sigmoid.of(g);
    return s + g * s * (1 - s);
  }

  /** A number of a die. */
  @FunctionalInterface
  private interface Number {
    float at(int die, int token, int i);
  }

  private float[][][] each(float[][][] like, Number number) {
    return eachDie(d -> Rows.of(like[d].length, like[d][0].length, (t, i) -> number.at(d, t, i)));
  }

  private float[][][] plus(float[][][] x, float[][][] sums) {
    return each(x, (d, t, i) -> Bf16.round(x[d][t][i] + sums[d][t][i]));
  }

  private float[][][] rounded(float[][][] a) {
    return each(a, (d, t, i) -> Bf16.round(a[d][t][i]));
  }

  private float[][][] eachDie(IntFunction<float[][]> of) {
    return IntStream.range(0, grid.dies()).mapToObj(of).toArray(float[][][]::new);
  }
}
