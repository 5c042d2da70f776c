package chorale.workload.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Placement.Strategy;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.SyntheticRouting.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas per token on 16 chiplets, of random routing and of routing with locality. */
class LocalityTest {
  private static final Tree TREE = new Tree(4, 4);
  private static final int TOKENS = 3000;

  private static double replicas(Strategy strategy, int experts, int topK, double locality) {
    var routing =
        new SyntheticRouting(new Knobs(experts, topK, 16, locality, 0), 1).next(2 * TOKENS);
    var placement = Placements.of(strategy, routing.tokens(0, TOKENS), TREE, 1);
    return LinkLoads.of(routing.tokens(TOKENS, 2 * TOKENS), placement, TREE).replicas();
  }

  /** Distinct ones of W equal parts when k of E are chosen: W (1 - C(E - E/W, k) / C(E, k)). */
  private static double closedForm(int experts, int topK, int parts) {
    double none = 1;
    for (int i = 0; i < topK; i++) {
      none *= (experts - experts / (double) parts - i) / (experts - i);
    }
    return parts * (1 - none);
  }

  @ParameterizedTest(name = "{0} experts, top-{1}: {2} chiplets, {3} groups")
  @CsvSource({"128, 8, 6.597, 3.629", "64, 8, 6.751, 3.659", "64, 6, 5.316, 3.345"})
  void uniformRoutingVisitsAsManyChipletsAsTheClosedFormSays(
      int experts, int topK, double chiplets, double groups) {
    assertEquals(chiplets, closedForm(experts, topK, 16), 0.0006);
    assertEquals(groups, closedForm(experts, topK, 4), 0.0006);
    var routing = new SyntheticRouting(new Knobs(experts, topK, 16, 0, 0), 1).next(20_000);
    var placement = Placements.of(Strategy.CONTIGUOUS, routing, TREE, 1);
    var loads = LinkLoads.of(routing, placement, TREE);
    // the standard deviation of the mean of 20,000 tokens is about 0.007
    assertEquals(chiplets, loads.replicas(), 0.03);
    assertEquals(groups, loads.groups(), 0.015);
  }

  /** Another program's figures, of one seed; by seed ours differ by up to 0.1. */
  @ParameterizedTest(name = "locality {0}")
  @CsvSource({
    "0.0, 6.61, 6.74, 5.32",
    "0.2, 6.31, 6.46, 5.18",
    "0.5, 4.85, 5.59, 4.36",
    "0.8, 3.08, 4.77, 3.26"
  })
  void mozartFindsTheLocalityThatIsHidden(
      double locality, double qwen, double olmoe, double deepseek) {
    assertEquals(qwen, replicas(Strategy.MOZART, 128, 8, locality), 0.15);
    assertEquals(olmoe, replicas(Strategy.MOZART, 64, 8, locality), 0.15);
    assertEquals(deepseek, replicas(Strategy.MOZART, 64, 6, locality), 0.15);
  }

  @ParameterizedTest(name = "{0} experts, top-{1}, locality {2}: {3}")
  @CsvSource({"128, 8, 0.32, 5.77", "64, 8, 0.43, 5.63", "64, 6, 0.46, 4.32"})
  void thePapersReplicasAreMetAtTheStatedLocality(
      int experts, int topK, double locality, double replicas) {
    assertEquals(replicas, replicas(Strategy.MOZART, experts, topK, locality), 0.2);
  }

  @Test
  void moreLocalityMeansFewerReplicas() {
    double before = replicas(Strategy.MOZART, 64, 6, 0);
    for (double locality : new double[] {0.3, 0.6, 0.9}) {
      double now = replicas(Strategy.MOZART, 64, 6, locality);
      assertTrue(now < before - 0.2, locality + ": " + now + " after " + before);
      before = now;
    }
  }
}
