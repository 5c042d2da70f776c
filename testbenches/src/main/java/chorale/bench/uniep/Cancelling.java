package chorale.bench.uniep;

import chorale.workload.train.LayerData;
import chorale.workload.train.LayerData.Parameter;
import java.util.Arrays;

/**
 * Experts whose contributions cancel: of each four the second is the first with its down matrix
 * negated, and the down matrices of the others are smaller by a power of two. All ranks weigh
 * alike.
 */
final class Cancelling {
  /** Experts of a kind. */
  static final int GROUP = 4;

  /** bf16 has 8 bits, binary32 24: a small number behind a large one loses some. */
  private static final float SMALL = 0x1p-20f;

  private Cancelling() {}

  static LayerData of(LayerData data) {
    var experts = new Parameter[data.experts().length][];
    for (int e = 0; e < experts.length; e++) {
      boolean isOpposite = e % GROUP == 1;
      var from = data.experts()[isOpposite ? e - 1 : e];
      float factor = e % GROUP == 0 ? 1 : isOpposite ? -1 : SMALL;
      experts[e] = from.clone();
      var down = from[LayerData.DOWN];
      experts[e][LayerData.DOWN] =
          new Parameter(times(down.weight(), factor), down.first(), down.second());
    }
    var weight = new float[data.weight().length][data.routing().topK()];
    for (var row : weight) {
      Arrays.fill(row, 1f / GROUP);
    }
    return new LayerData(
        data.routing(),
        data.hidden(),
        data.inner(),
        weight,
        data.x(),
        data.dy(),
        experts,
        data.optimizer(),
        data.step());
  }

  private static float[][] times(float[][] rows, float factor) {
    var all = new float[rows.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = rows[i].clone();
      for (int j = 0; j < all[i].length; j++) {
        all[i][j] *= factor;
      }
    }
    return all;
  }
}
