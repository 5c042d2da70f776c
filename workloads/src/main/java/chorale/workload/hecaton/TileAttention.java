package chorale.workload.hecaton;

import chorale.workload.num.Bf16;
import chorale.workload.num.Exponential;
import chorale.workload.num.Reciprocal;
import java.util.Arrays;

/** Attention of a die's heads and tokens, forward and backward. */
final class TileAttention {
  private final BlockData data;
  private final int first;
  private final int firstKey;
  private final int headSize;
  private final int group;
  private final float[][] q;
  private final float[][] k;
  private final float[][] v;

  /** By head and own token the weights of all keys that are here. */
  private final float[][][] probability;

  private final float[][] output;

  /**
   * Forward.
   *
   * @param first number of the first token of {@code q}
   * @param firstKey that of {@code k} and {@code v}
   */
  TileAttention(BlockData data, int first, float[][] q, int firstKey, float[][] k, float[][] v) {
    this.data = data;
    this.first = first;
    this.firstKey = firstKey;
    this.q = q;
    this.k = k;
    this.v = v;
    headSize = (int) data.shape().headSize();
    group = (int) (data.shape().heads() / data.shape().kvHeads());
    probability = new float[q[0].length / headSize][q.length][k.length];
    output = new float[q.length][q[0].length];
    for (int head = 0; head < probability.length; head++) {
      for (int t = 0; t < q.length; t++) {
        attend(head, t);
      }
    }
  }

  private void attend(int head, int t) {
    int key = head / group * headSize;
    int begin = data.firstSeen(first + t) - firstKey;
    int end = data.seenEnd(first + t) - firstKey;
    var row = probability[head][t];
    float max = Float.NEGATIVE_INFINITY;
    for (int s = begin; s < end; s++) {
      row[s] = data.scale() * dot(q[t], head * headSize, k[s], key);
      max = Math.max(max, row[s]);
    }
    float sum = 0;
    for (int s = begin; s < end; s++) {
      row[s] = Exponential.e(row[s] - max);
      sum += row[s];
    }
    float share = Reciprocal.of(sum);
    var out = new float[headSize];
    for (int s = begin; s < end; s++) {
      row[s] = Bf16.round(row[s] * share);
      for (int i = 0; i < headSize; i++) {
        out[i] += row[s] * v[s][key + i];
      }
    }
    for (int i = 0; i < headSize; i++) {
      output[t][head * headSize + i] = Bf16.round(out[i]);
    }
  }

  private float dot(float[] a, int from, float[] b, int at) {
    float sum = 0;
    for (int i = 0; i < headSize; i++) {
      sum += a[from + i] * b[at + i];
    }
    return sum;
  }

  /** By own token, the heads' values. */
  float[][] output() {
    return output;
  }

  /**
   * Gradients: of queries by own token, of keys and values by key, these before the scale of the
   * scores, and not rounded.
   */
  record Gradients(float[][] dq, float[][] dk, float[][] dv) {}

  /** Backward. */
  Gradients backward(float[][] dOut) {
    var dq = new float[q.length][q[0].length];
    var dk = new float[k.length][k[0].length];
    var dv = new float[v.length][v[0].length];
    for (int head = 0; head < probability.length; head++) {
      int from = head * headSize;
      int key = head / group * headSize;
      for (int t = 0; t < q.length; t++) {
        int begin = data.firstSeen(first + t) - firstKey;
        int end = data.seenEnd(first + t) - firstKey;
        var p = probability[head][t];
        var dp = new float[end - begin];
        float mean = 0;
        for (int s = begin; s < end; s++) {
          dp[s - begin] = dot(dOut[t], from, v[s], key);
          mean += p[s] * dp[s - begin];
        }
        for (int s = begin; s < end; s++) {
          float ds = Bf16.round(p[s] * (dp[s - begin] - mean));
          for (int i = 0; i < headSize; i++) {
            dq[t][from + i] += ds * k[s][key + i];
            dk[s][key + i] += ds * q[t][from + i];
            dv[s][key + i] += p[s] * dOut[t][from + i];
          }
        }
      }
    }
    return new Gradients(scaled(dq, data.scale()), dk, dv);
  }

  /** All numbers times one. */
  static float[][] scaled(float[][] a, float scale) {
    return Arrays.stream(a)
        .map(
            row -> {
              var product = row.clone();
              for (int i = 0; i < product.length; i++) {
                product[i] *= scale;
              }
              return product;
            })
        .toArray(float[][]::new);
  }
}
