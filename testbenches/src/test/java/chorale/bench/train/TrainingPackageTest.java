package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingPackageTest {
  private static final Path CACHE = Path.of("target/models");
  private static final int CHIPLETS = 2;
  private static final int INNER = 8;

  private static TrainingParameters parameters(Datapath datapath) {
    return ExpertStudy.parameters(CHIPLETS, 4, 2, datapath);
  }

  /** Tokens with {@code topK} different experts each; the last expert gets none. */
  private static Routing routing(int tokens, int topK, int experts, long seed) {
    var random = new Random(seed);
    var chosen = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      chosen[t] = random.ints(0, experts - 1).distinct().limit(topK).toArray();
    }
    return new Routing(chosen, experts);
  }

  @Test
  void doesAStepOfTrainingBitByBitInTheSameCyclesWithoutValues(@TempDir Path folder)
      throws IOException {
    var routing = routing(12, 3, 6, 1);
    var result =
        ExpertStudy.run(parameters(Datapath.VALUES), routing, INNER, 2, "values", folder, CACHE);
    assertEquals("", result.first());
    assertEquals(0, result.mismatches());
    assertEquals(0, result.beyond());
    assertTrue(result.largest() > 0.1, "the bound is far from anything that happens");
    // Outputs, gradients of tokens; gradients, weights and two moments of three matrices.
    assertEquals(2 * 12 * 8 + 4 * 3 * 6 * 8 * INNER, result.numbers());
    assertEquals(
        result.cycles(),
        ExpertStudy.cycles(parameters(Datapath.TIMING), routing, INNER, "timing", folder, CACHE));
  }

  @Test
  void aTokenMayHaveMoreExpertsThanACommandHasStreams(@TempDir Path folder) throws IOException {
    var p = parameters(Datapath.VALUES);
    for (int topK : new int[] {7, 8, 13}) {
      var routing = routing(4, topK, 16, topK);
      var result = ExpertStudy.run(p, routing, INNER, 2, "values", folder, CACHE);
      assertEquals("", result.first());
      assertEquals(0, result.mismatches());
      assertEquals(2 * 4 * 8 + 4 * 3 * 16 * 8 * INNER, result.numbers());
    }
  }

  @Test
  void doesTheSameStepOnTilesOfSeveralArrays(@TempDir Path folder) throws IOException {
    var p = ExpertStudy.parameters(CHIPLETS, 2, 2, 2, 4, Datapath.VALUES);
    var routing = routing(20, 3, 6, 1);
    var result = ExpertStudy.run(p, routing, INNER, 2, "tiles", folder, CACHE);
    assertEquals("", result.first());
    assertEquals(0, result.mismatches());
    assertEquals(0, result.beyond());
    assertEquals(2 * 20 * 8 + 4 * 3 * 6 * 8 * INNER, result.numbers());
    var timing = p.with(Datapath.TIMING);
    assertEquals(
        result.cycles(), ExpertStudy.cycles(timing, routing, INNER, "tiles-timing", folder, CACHE));
    var one = ExpertStudy.parameters(CHIPLETS, 2, 4, Datapath.TIMING);
    assertTrue(
        result.cycles() < ExpertStudy.cycles(one, routing, INNER, "one-timing", folder, CACHE),
        "two tiles of two arrays are no faster than one array");
  }

  @Test
  void saysWhatDoesNotFit() {
    var p = parameters(Datapath.TIMING);
    var odd = ExpertStudy.data(p, routing(11, 3, 6, 1), INNER, 1);
    assertEquals(
        "11 tokens and 6 experts for 2 chiplets: multiples of the chiplets",
        assertThrows(IllegalArgumentException.class, () -> new TrainingProgram(p, odd))
            .getMessage());
    var large = ExpertStudy.data(p, routing(12, 3, 6, 1), 1 << 15, 1);
    assertEquals(
        "chiplet 0 needs 8849952 bytes of operands, its memory has 524288",
        assertThrows(IllegalArgumentException.class, () -> new TrainingProgram(p, large))
            .getMessage());
  }
}
