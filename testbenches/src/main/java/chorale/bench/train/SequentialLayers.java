package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import chorale.workload.num.Bf16;
import chorale.workload.train.AttentionData;
import chorale.workload.train.AttentionLayer;
import chorale.workload.train.Binary32;
import chorale.workload.train.ExpertLayer;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The step of layers in plain Java, in sequence: tokens forward through all, then gradients
 * backward; a layer's experts do all its micro-batches, attention each sequence of each home by
 * itself.
 */
final class SequentialLayers {
  private final TrainingParameters p;
  private final MozartStep step;
  private final List<LayerData> data;
  private final List<float[][][]> weights;

  /** By layer. */
  final List<ExpertLayer<Float>> experts = new ArrayList<>();

  /** By layer and home, gradients of attention's matrices; empty without attention. */
  final List<List<List<List<List<Float>>>>> attention = new ArrayList<>();

  /** The last layer's outputs, and the gradients of the first one's tokens. */
  final float[][] y;

  final float[][] dx;

  /**
   * Does it; {@code last} are targets of the outputs.
   *
   * @param weights by layer, the matrices of attention, if there is some
   */
  SequentialLayers(
      TrainingParameters p,
      MozartStep step,
      List<LayerData> data,
      List<float[][][]> weights,
      float[][] last) {
    this.p = p;
    this.step = step;
    this.data = data;
    this.weights = weights;
    int layers = data.size();
    var none = new float[last.length][last[0].length];
    var states = new float[layers + 1][][];
    var attended = new float[layers][][];
    states[0] = data.getFirst().x();
    for (int l = 0; l < layers; l++) {
      attended[l] = attend(l, states[l], none).y;
      states[l + 1] = rows(layer(l, attended[l], none).y());
    }
    y = states[layers];
    var gradient = new float[last.length][last[0].length];
    for (int t = 0; t < last.length; t++) {
      for (int i = 0; i < last[t].length; i++) {
        gradient[t][i] = Bf16.round(y[t][i] - last[t][i]);
      }
    }
    for (int l = layers - 1; l >= 0; l--) {
      experts.addFirst(layer(l, attended[l], gradient));
      var back = attend(l, states[l], rows(experts.getFirst().dx()));
      attention.addFirst(back.gradients);
      gradient = back.dx;
    }
    dx = gradient;
  }

  private ExpertLayer<Float> layer(int l, float[][] x, float[][] dy) {
    var between = data.get(l).between(x, dy);
    var homes = ExpertStudy.homeOrder(step.layers().get(l));
    return new ExpertLayer<>(
        between, new Binary32(), ExpertStudy.order(p), homes, step.microBatches());
  }

  /**
   * Attention of a layer.
   *
   * @param y outputs by token
   * @param dx gradients of its tokens
   * @param gradients of its matrices, by home
   */
  private record Attended(float[][] y, float[][] dx, List<List<List<List<Float>>>> gradients) {}

  private Attended attend(int l, float[][] x, float[][] dy) {
    if (step.attention().isEmpty()) {
      return new Attended(x, dy, List.of());
    }
    var shape = step.attention().get();
    int tokens = shape.tokens();
    var all = new Attended(new float[x.length][], new float[x.length][], new ArrayList<>());
    for (int home = 0; home < step.machine().homes(); home++) {
      List<List<List<Float>>> soFar = List.of();
      for (int part = 0; part < step.microBatches(); part++) {
        for (int s = 0; s < step.sequences(); s++) {
          int first = part * step.tokens() + (home * step.sequences() + s) * tokens;
          var of = data(shape, weights.get(l), x, dy, first);
          var layer =
              new AttentionLayer<>(of, p.lanes(), new Binary32(), ExpertStudy.order(p), soFar);
          soFar = layer.gradients();
          System.arraycopy(rows(layer.y()), 0, all.y, first, tokens);
          System.arraycopy(rows(layer.dx()), 0, all.dx, first, tokens);
        }
      }
      all.gradients.add(soFar);
    }
    return all;
  }

  private static AttentionData data(
      SequenceAttention shape, float[][][] weight, float[][] x, float[][] dy, int first) {
    int end = first + shape.tokens();
    return new AttentionData(
        shape.heads(),
        shape.kvHeads(),
        shape.headSize(),
        shape.causal(),
        Arrays.copyOfRange(x, first, end),
        Arrays.copyOfRange(dy, first, end),
        weight);
  }

  static float[][] rows(List<List<Float>> numbers) {
    var rows = new float[numbers.size()][];
    for (int t = 0; t < rows.length; t++) {
      var row = numbers.get(t);
      rows[t] = new float[row.size()];
      for (int i = 0; i < rows[t].length; i++) {
        rows[t][i] = row.get(i);
      }
    }
    return rows;
  }
}
