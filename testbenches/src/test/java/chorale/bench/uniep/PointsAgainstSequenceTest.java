package chorale.bench.uniep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random points of the space in RTL with values, while links are held up at random. */
final class PointsAgainstSequenceTest {
  private static final Path CACHE = Path.of("target/models");
  private static final int POINTS = 6;
  private static final int UNORDERED = 3;
  private static final int TOKENS = 64;
  private static final int EXPERTS = 16;
  private static final int TOP_K = 4;

  @TempDir private Path folder;

  private static List<Routing> routings() {
    var random = new Random(3);
    var chosen = new int[TOKENS][];
    for (int t = 0; t < TOKENS; t++) {
      chosen[t] = random.ints(0, EXPERTS - 1).distinct().limit(TOP_K).toArray();
    }
    return List.of(new Routing(chosen, EXPERTS));
  }

  @Test
  void outputsGradientsAndBuffersHaveTheBitsOfSequentialExecution() throws IOException {
    var library = BitStudy.build(0, true, folder, CACHE);
    var study = BitStudy.run(BitStudy.shape(0, true), library, routings(), POINTS, 1);
    assertEquals("", study.first());
    assertEquals(0, study.mismatches());
    assertTrue(study.numbers() > 0);
    var order = BitStudy.runCancelling(BitStudy.shape(0, true), library, UNORDERED, 1);
    assertEquals("", order.first(), "numbers that show their order");
  }

  @Test
  void withoutOrderBitsDiffer() throws IOException {
    var library = BitStudy.build(0, false, folder, CACHE);
    var study = BitStudy.runCancelling(BitStudy.shape(0, false), library, UNORDERED, 1);
    assertTrue(study.wrong() > 0, "of %d points none differs".formatted(study.points()));
    assertTrue(study.first().contains("dx of"), study.first());
  }
}
