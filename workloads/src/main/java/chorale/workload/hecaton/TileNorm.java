package chorale.workload.hecaton;

import chorale.workload.num.Fp32;
import chorale.workload.num.Reciprocal;
import chorale.workload.num.ReciprocalRoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A norm and the layers that follow it, on tiles: forward it gathers states and their squares,
 * scales, multiplies, and scatters sums with the sums of squares; backward the other way.
 */
final class TileNorm {
  private final TileFabric fabric;
  private final int dies;
  private final int hidden;
  private final List<float[][][]> tiles;
  private final float[][][] gain;
  private final float[][][] x;

  /** By die, all tokens scaled by the gain. */
  private final float[][][] scaled;

  /** By die and own token in the middle, the root. */
  private final float[][] root;

  private final float[][][] sums;

  /**
   * Forward.
   *
   * @param x by die, its states
   * @param gain by die, one row
   * @param tiles of the layers, by die
   */
  TileNorm(
      TileFabric fabric, int hidden, float[][][] x, float[][][] gain, List<float[][][]> tiles) {
    this.fabric = fabric;
    this.hidden = hidden;
    this.x = x;
    this.gain = gain;
    this.tiles = tiles;
    dies = x.length;
    var gathered = fabric.gather(eachDie(d -> Rows.beside(List.of(x[d], squares(x[d])))), true);
    int own = x[0][0].length;
    scaled =
        eachDie(
            d ->
                Rows.toBf16(
                    Rows.of(gathered[d].length, own, (t, i) -> gathered[d][t][i] * gain[d][0][i])));
    var parts =
        eachDie(
            d -> {
              var all = new ArrayList<float[][]>();
              tiles.forEach(w -> all.add(Rows.times(scaled[d], w[d])));
              all.add(Rows.columns(gathered[d], own, own + 1));
              return Rows.beside(all);
            });
    sums = fabric.scatter(parts, false);
    root = new float[dies][];
    for (int d = 0; d < dies; d++) {
      root[d] = new float[sums[d].length];
      for (int t = 0; t < root[d].length; t++) {
        float mean = sums[d][t][sums[d][t].length - 1] * (1f / hidden) + BlockData.EPSILON;
        float squareRoot = mean * ReciprocalRoot.of(Fp32.IEEE.max(mean, Float.MIN_NORMAL));
        root[d][t] = Reciprocal.of(squareRoot);
      }
    }
  }

  /** By die, what layer {@code number} gives its own tokens. */
  float[][][] output(int number) {
    int begin = tiles.subList(0, number).stream().mapToInt(w -> w[0][0].length).sum();
    int width = tiles.get(number)[0][0].length;
    return eachDie(
        d -> Rows.of(sums[d].length, width, (t, i) -> root[d][t] * sums[d][t][begin + i]));
  }

  /**
   * What the backward pass gives.
   *
   * @param dx by die, gradients of the states, to which residual ones were added
   * @param weights gradients of the tiles, by layer and die
   * @param gain gradients of the gains, by die one row
   */
  record Gradients(float[][][] dx, List<float[][][]> weights, float[][][] gain) {}

  /**
   * Backward.
   *
   * @param outputs of the layers as they were used
   * @param derivatives of the loss by them
   * @param residual by die, gradients that go around
   */
  Gradients backward(
      List<float[][][]> outputs, List<float[][][]> derivatives, float[][][] residual) {
    var own =
        eachDie(
            d -> {
              var all = new ArrayList<float[][]>();
              for (var g : derivatives) {
                var scaledBack =
                    Rows.of(g[d].length, g[d][0].length, (t, i) -> root[d][t] * g[d][t][i]);
                all.add(Rows.toBf16(scaledBack));
              }
              all.add(energies(d, outputs, derivatives));
              return Rows.beside(all);
            });
    var gathered = fabric.gather(own, false);
    var widths = tiles.stream().mapToInt(w -> w[0][0].length).toArray();
    int all = Arrays.stream(widths).sum();
    var weights =
        IntStream.range(0, widths.length)
            .mapToObj(m -> eachDie(d -> Rows.outer(scaled[d], layer(gathered[d], widths, m))))
            .toList();
    var parts =
        eachDie(
            d -> {
              var sum = new float[gathered[d].length][x[d][0].length];
              for (int m = 0; m < widths.length; m++) {
                Rows.addTransposed(sum, layer(gathered[d], widths, m), tiles.get(m)[d]);
              }
              return Rows.beside(List.of(sum, Rows.columns(gathered[d], all, all + 1)));
            });
    var dn = fabric.scatter(parts, true);
    int h = x[0][0].length;
    var dx =
        eachDie(
            d ->
                Rows.toBf16(
                    Rows.of(
                        x[d].length,
                        h,
                        (t, i) -> {
                          float mean = dn[d][t][h] * (1f / hidden);
                          float change = gain[d][0][i] * dn[d][t][i] - x[d][t][i] * mean;
                          return residual[d][t][i] + change;
                        })));
    var ofGain =
        eachDie(
            d -> {
              var sum = new float[1][h];
              for (int t = 0; t < x[d].length; t++) {
                for (int i = 0; i < h; i++) {
                  sum[0][i] += x[d][t][i] * dn[d][t][i];
                }
              }
              return sum;
            });
    return new Gradients(dx, weights, fabric.allReduce(ofGain));
  }

  private static float[][] layer(float[][] gathered, int[] widths, int number) {
    int begin = Arrays.stream(widths, 0, number).sum();
    return Rows.columns(gathered, begin, begin + widths[number]);
  }

  private float[][] energies(int die, List<float[][][]> outputs, List<float[][][]> derivatives) {
    return Rows.of(
        root[die].length,
        1,
        (t, _) -> {
          float sum = 0;
          for (int m = 0; m < outputs.size(); m++) {
            var row = outputs.get(m)[die][t];
            float part = 0;
            for (int i = 0; i < row.length; i++) {
              part += row[i] * derivatives.get(m)[die][t][i];
            }
            sum += part;
          }
          return root[die][t] * root[die][t] * sum;
        });
  }

  private static float[][] squares(float[][] x) {
    return Rows.of(
        x.length,
        1,
        (t, _) -> {
          float sum = 0;
          for (float number : x[t]) {
            sum += number * number;
          }
          return sum;
        });
  }

  private float[][][] eachDie(IntFunction<float[][]> of) {
    return IntStream.range(0, dies).mapToObj(of).toArray(float[][][]::new);
  }
}
