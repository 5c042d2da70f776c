package chorale.workload.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Routing;
import chorale.workload.num.SumOrder;
import chorale.workload.vector.AdamW;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpertLayerTest {
  private static final AdamW OPTIMIZER = new AdamW(1e-3, 0.9, 0.999, 1e-8, 0.01);
  private static final int HIDDEN = 16;
  private static final int INNER = 8;

  private static LayerData data(int... order) {
    var experts = new int[order.length][];
    for (int t = 0; t < order.length; t++) {
      experts[t] = new int[] {order[t] % 3, (order[t] + 1) % 3};
    }
    return LayerData.random(new Routing(experts, 3), HIDDEN, INNER, OPTIMIZER, 3, 7);
  }

  @Test
  void staysWithinTheBoundOfItsRoundings() {
    var data = data(0, 1, 2, 3, 4, 5, 6, 7);
    var rounded = new ExpertLayer<>(data, new Binary32());
    var exact = new ExpertLayer<>(data, new RunningError());
    for (int t = 0; t < data.x().length; t++) {
      within(rounded.y().get(t), exact.y().get(t));
      within(rounded.dx().get(t), exact.dx().get(t));
    }
    for (int e = 0; e < 3; e++) {
      for (int matrix = 0; matrix < 3; matrix++) {
        var is = rounded.matrix(e, matrix);
        var near = exact.matrix(e, matrix);
        for (int i = 0; i < is.weight().size(); i++) {
          within(is.gradient().get(i), near.gradient().get(i));
          within(is.weight().get(i), near.weight().get(i));
          within(is.first().get(i), near.first().get(i));
          within(is.second().get(i), near.second().get(i));
        }
      }
    }
  }

  private static void within(List<Float> rounded, List<Bounded> exact) {
    for (int i = 0; i < rounded.size(); i++) {
      assertTrue(
          exact.get(i).holds(rounded.get(i)), rounded.get(i) + " is not near " + exact.get(i));
    }
  }

  /** The gradient by a token's state is the slope of the loss, {@code sum of dy y}. */
  @Test
  void hasTheGradientsOfTheOutput() {
    var data = data(0, 1, 2, 3);
    var exact = new ExpertLayer<>(data, new WithoutRounding());
    double step = 1e-6;
    for (int i = 0; i < HIDDEN; i += 5) {
      float before = data.x()[2][i];
      double slope = 0;
      for (int side = -1; side <= 1; side += 2) {
        // A power of two, so that the change is exact.
        float change = side * 0x1p-10f;
        data.x()[2][i] = before + change;
        slope += side * loss(data) / (2 * 0x1p-10);
      }
      data.x()[2][i] = before;
      assertEquals(slope, exact.dx().get(2).get(i), 1e-5 + step);
    }
    float weight = data.experts()[1][LayerData.UP].weight()[3][4];
    double slope = 0;
    for (int side = -1; side <= 1; side += 2) {
      data.experts()[1][LayerData.UP].weight()[3][4] = weight + side * 0x1p-10f;
      slope += side * loss(data) / (2 * 0x1p-10);
    }
    data.experts()[1][LayerData.UP].weight()[3][4] = weight;
    assertEquals(slope, exact.matrix(1, LayerData.UP).gradient().get(3).get(4), 1e-5);
  }

  private static double loss(LayerData data) {
    var layer = new ExpertLayer<>(data, new WithoutRounding());
    double loss = 0;
    for (int t = 0; t < data.x().length; t++) {
      for (int i = 0; i < HIDDEN; i++) {
        loss += data.dy()[t][i] * layer.y().get(t).get(i);
      }
    }
    return loss;
  }

  /** Bits tell in which order a gradient was summed up. */
  @Test
  void showsTheOrderOfTokensInTheBits() {
    var data = data(0, 3, 6, 9, 12, 15, 18, 21);
    var turned = data(0, 3, 6, 9, 12, 15, 18, 21);
    int last = data.x().length - 1;
    for (int t = 0; t <= last; t++) {
      turned.x()[t] = data.x()[last - t];
      turned.dy()[t] = data.dy()[last - t];
      turned.weight()[t] = data.weight()[last - t];
    }
    var gradient = new ExpertLayer<>(data, new Binary32()).matrix(0, LayerData.DOWN).gradient();
    var other = new ExpertLayer<>(turned, new Binary32()).matrix(0, LayerData.DOWN).gradient();
    assertNotEquals(gradient, other);
  }

  /** In sequence micro-batches change no bit; arrays that share a sum begin anew with each. */
  @Test
  void addsGradientsUpOverMicroBatches() {
    var data = data(0, 3, 6, 9, 12, 15, 18, 21);
    assertEquals(gradient(data, SumOrder.SEQUENCE, 1), gradient(data, SumOrder.SEQUENCE, 4));
    var order = new SumOrder(2, 2);
    assertNotEquals(gradient(data, order, 1), gradient(data, order, 4));
  }

  private static List<List<Float>> gradient(LayerData data, SumOrder order, int microBatches) {
    return new ExpertLayer<>(data, new Binary32(), order, HomeOrder.HOME, microBatches)
        .matrix(0, LayerData.DOWN)
        .gradient();
  }
}
