package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamedTrainingTest {
  private static final Path CACHE = Path.of("target/models");
  private static final int INNER = 8;

  /** Two groups of two chiplets and a memory. */
  private static TrainingParameters parameters() {
    return ExpertStudy.streamedParameters(
            2, new StackParameters(DramTiming.HBM2, 1, 2, 8, 4, 16), 4, 8, Datapath.VALUES)
        .withProtection();
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
  void trainsExpertsOutOfTheMemoriesOfTheirGroupsBitByBit(@TempDir Path folder) throws IOException {
    var routing = routing(12, 3, 12, 1);
    var values = ExpertStudy.streamed(parameters(), routing, INNER, 2, "values", folder, CACHE);
    assertEquals("", values.step().first());
    assertEquals(0, values.step().mismatches());
    assertEquals(0, values.step().beyond());
    // Outputs, gradients of tokens; gradients, weights and two moments of three matrices.
    assertEquals(2 * 12 * 32 + 4 * 3 * 12 * 32 * INNER, values.step().numbers());
    assertEquals(0, values.counted(HbmCounter.CORRECTED));
    assertEquals(0, values.counted(HbmCounter.BROKEN));
    assertTrue(values.counted(HbmCounter.WRITES) > 0);
    // Bits that flipped in the chiplets' memories are nobody's business but a counter's.
    assertTrue(values.mended() > 0, "no bit was ever flipped");
    assertEquals(0, values.broken());
  }

  @Test
  void aGroupMayBeOneChipletABlockABurstOfEachChannelAndAllQueuesTheLeast(@TempDir Path folder)
      throws IOException {
    var least = new StackParameters(DramTiming.HBM2, 2, 1, 2, 2, 2);
    var p = ExpertStudy.streamedParameters(2, least, 4, 8, Datapath.VALUES);
    assertEquals(2, p.blockBursts());
    var routing = routing(6, 2, 6, 4);
    var result = ExpertStudy.streamed(p, routing, INNER, 5, "least", folder, CACHE);
    assertEquals("", result.step().first());
    assertEquals(2 * 6 * 32 + 4 * 3 * 6 * 32 * INNER, result.step().numbers());
    assertEquals(0, result.counted(HbmCounter.BROKEN));
  }
}
