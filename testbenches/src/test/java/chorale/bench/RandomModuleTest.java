package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.random.Comparison;
import chorale.bench.random.Comparison.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make study-random-modules} does, with fewer modules. */
final class RandomModuleTest {
  private static final long SEED = 20_261_121;
  private static final int MODULES = 300;
  private static final int CYCLES = 64;
  private static final Path CACHE = Path.of("target", "models");

  @TempDir private Path folder;

  @Test
  void all_engines_compute_what_the_table_of_the_ir_says_before_and_after_optimisation()
      throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    var options = new Comparison.Options(CYCLES, threads, CACHE, null);
    List<Result> results = Comparison.run(SEED, MODULES, options, folder, () -> false);
    assertEquals(MODULES, results.size());
    assertEquals(List.of(), results.stream().filter(r -> !r.mismatch().isEmpty()).toList());
  }
}
