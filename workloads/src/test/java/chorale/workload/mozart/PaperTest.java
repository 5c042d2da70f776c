package chorale.workload.mozart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Placement.Strategy;
import chorale.workload.assume.Assumptions;
import chorale.workload.catalogue.ModelShape.Norm;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mozart's models on its package. */
class PaperTest {
  static Iterable<PaperModel> models() {
    return PaperModel.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyWeightIsOnceInTheLayersOfAStepOrInTheEmbeddingsAndNorms(PaperModel model) {
    var shape = model.shape();
    long shared = AttentionWork.of(shape, 256).stream().mapToLong(SharedLayer::weights).sum();
    assertEquals(Norm.RMS, shape.norm());
    long norms = (2L * shape.layers() + 1) * shape.hidden();
    long embeddings = 2 * shape.embeddingParameters();
    assertEquals(shape.parameters(), shared + shape.expertParameters() + norms + embeddings);
  }

  /** Distinct ones of 16 equal parts when k of E are chosen. */
  private static double closedForm(int experts, int topK) {
    double none = 1;
    for (int i = 0; i < topK; i++) {
      none *= (experts - experts / 16.0 - i) / (experts - i);
    }
    return 16 * (1 - none);
  }

  @ParameterizedTest
  @MethodSource("models")
  void uniformRoutingHasTheReplicasOfTheClosedFormWhateverThePlacement(PaperModel model) {
    var experts = model.shape().experts();
    var trace = PaperTrace.of(model, 0, 0, 1, 10_000);
    double expected = closedForm(experts.count(), experts.topK());
    for (var strategy : new Strategy[] {Strategy.CONTIGUOUS, Strategy.RANDOM, Strategy.MOZART}) {
      // a token's replicas have a standard deviation below 1: that of the mean is below 0.01
      double replicas = trace.loads(strategy).getFirst().replicas();
      assertEquals(expected, replicas, 0.04, strategy.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void theFittedLocalityGivesThePapersReplicas(PaperModel model) {
    double locality = PaperTrace.locality(model, 0);
    // other seeds than those of the fit
    var trace = PaperTrace.of(model, locality, 0, 8, 3000);
    double mean =
        trace.loads(Strategy.MOZART).subList(4, 8).stream()
            .mapToDouble(l -> l.replicas())
            .average()
            .orElseThrow();
    assertEquals(model.replicas()[2], mean, 0.15);
    assertTrue(locality > 0.25 && locality < 0.55, "locality " + locality);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyLevelIsFasterThanTheOneBefore(PaperModel model) {
    var a = Assumptions.usual(Assumption.class);
    var trace = PaperTrace.of(model, 0.4, 0, 2, 8192);
    Map<Variant, Double> seconds = new EnumMap<>(Variant.class);
    for (var variant : Variant.values()) {
      seconds.put(variant, PaperStep.of(model, trace, variant, a).run().seconds());
    }
    for (int l = 1; l < Variant.values().length; l++) {
      double before = seconds.get(Variant.values()[l - 1]);
      double now = seconds.get(Variant.values()[l]);
      assertTrue(now < before, Variant.values()[l] + ": " + now + " s after " + before);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aLinkIsAQuarterOfADiesEdge(PaperModel model) {
    var a = Assumptions.usual(Assumption.class);
    double edge = PaperPackage.edge(model.packageArea(), a);
    assertEquals(model.packageArea(), 17 * edge * edge + 6 * 92, 1e-6);
    var rates = PaperPackage.rates(model.packageArea(), a, false);
    // 20 wires a millimetre of an eighth of a byte a nanosecond
    assertEquals(edge / 4 * 20 / 8, rates.links().leaf(), 1e-9);
    assertEquals(rates.links().leaf(), rates.memory().port(), 1e-9);
  }
}
