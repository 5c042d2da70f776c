package chorale.workload.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Routing;
import chorale.workload.TraceReader;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnobFitTest {
  private static final Path PREFILL =
      Path.of("../examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz");

  @ParameterizedTest(name = "locality {0}, skew {1}")
  @CsvSource({"0.4, 0.2", "0.7, 0.6", "0.8, 0.4"})
  void findsTheKnobsOfASyntheticRouting(double locality, double skew) {
    // another seed than the fit's own: other blocks, other weights
    var routing = new SyntheticRouting(new Knobs(64, 6, 16, locality, skew), 77).next(3000);
    var fit = KnobFit.of(routing);
    assertEquals(locality, fit.knobs().locality(), 0.1);
    assertEquals(skew, fit.knobs().skew(), 0.3 * skew);
  }

  @Test
  void aRoutingWithoutLocalityAndSkewHasNone() {
    var fit = KnobFit.of(new SyntheticRouting(new Knobs(64, 6, 16, 0, 0), 77).next(3000));
    assertTrue(fit.knobs().locality() < 0.15, fit.toString());
    assertTrue(fit.knobs().skew() < 0.05, fit.toString());
  }

  @Test
  void theSyntheticRoutingIsLikeTheRealOne() {
    var fit = KnobFit.of(TraceReader.read(PREFILL, 5, 2048, 6, 64));
    assertEquals(fit.replicas(), fit.fittedReplicas(), 0.05);
    assertEquals(fit.variation(), fit.fittedVariation(), 0.02);
    assertTrue(fit.knobs().locality() > 0.3 && fit.knobs().locality() < 0.7, fit.toString());
  }

  @Test
  void refusesWhatIsTooLittleToFit() {
    var few = new SyntheticRouting(new Knobs(64, 6, 16, 0.5, 0), 1).next(63);
    assertThrows(IllegalArgumentException.class, () -> KnobFit.of(few));
  }

  @Test
  void variationIsZeroForEqualLoadsAndKnownForTwoExperts() {
    assertEquals(0, KnobFit.variation(new Routing(new int[][] {{0, 1}, {1, 0}}, 2)));
    // loads 3 and 1: mean 2, deviation 1
    assertEquals(0.5, KnobFit.variation(new Routing(new int[][] {{0}, {0}, {0}, {1}}, 2)));
  }

  @Test
  void equalSeedsGiveEqualRows() {
    var knobs = new Knobs(64, 6, 16, 0.5, 0.5);
    var one = new SyntheticRouting(knobs, 3);
    var two = new SyntheticRouting(knobs, 3);
    for (int t = 0; t < 100; t++) {
      assertArrayEquals(one.next(), two.next());
    }
  }

  @Test
  void fullLocalityFillsTheBlockFirst() {
    // blocks of 4: six choices are one whole block and two of the others
    var routing = new SyntheticRouting(new Knobs(64, 6, 16, 1, 0), 3).next(2000);
    assertTrue(KnobFit.replicas(routing) < 3.01);
  }
}
