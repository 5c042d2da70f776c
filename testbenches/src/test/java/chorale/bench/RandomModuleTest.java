package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.random.Comparison;
import chorale.bench.random.Comparison.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code make study-random-modules} does, with fewer modules. */
final class RandomModuleTest {
  private static final long SEED = 20_261_121;
  private static final int BATCHES = 2;
  private static final int MODULES = 40;
  private static final int CYCLES = 64;
  private static final Path CACHE = Path.of("target", "models");

  @TempDir private Path folder;

  @Test
  void all_engines_compute_what_the_table_of_the_ir_says_before_and_after_optimisation()
      throws Exception {
    var results = new ArrayList<Future<List<Result>>>();
    try (var pool = Executors.newFixedThreadPool(BATCHES)) {
      for (int i = 0; i < BATCHES; i++) {
        long first = SEED + i * MODULES;
        Path own = Files.createDirectories(folder.resolve("batch-" + i));
        results.add(pool.submit(() -> compare(first, MODULES, own)));
      }
    }
    for (var batch : results) {
      assertEquals(MODULES, batch.get().size());
      assertEquals(List.of(), batch.get().stream().filter(r -> !r.mismatch().isEmpty()).toList());
    }
  }

  /** Icarus widened the index of a memory that is a sum. */
  @ParameterizedTest
  @ValueSource(longs = {1401, 1427})
  void what_was_wrong_once_is_right(long seed) throws IOException {
    assertEquals("", compare(seed, 1, folder).getFirst().mismatch());
  }

  private static List<Result> compare(long first, int modules, Path folder) throws IOException {
    var options = new Comparison.Options(CYCLES, 1, CACHE, null, 0);
    return Comparison.run(first, modules, options, folder);
  }
}
