package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SemaphoreFileTest {
  private static final int SEMAPHORES = 5;
  private static final int LINES = 2;
  private static final int ENGINES = 3;

  private static final RtlHarness FILE =
      RtlHarness.of("semaphores", () -> new SemaphoreFile(null, SEMAPHORES, LINES, ENGINES));

  @Test
  void all_signals_of_a_cycle_count_in_the_next_one_even_for_the_same_semaphore() {
    var random = new Random(5);
    var golden = new int[SEMAPHORES];
    try (var model = FILE.open()) {
      for (int t = 0; t < 5_000; t++) {
        var more = new int[SEMAPHORES];
        for (int l = 0; l < LINES; l++) {
          int pulse = random.nextInt(2);
          model.port("arrive_" + l).set(pulse);
          more[l] += pulse;
        }
        for (int e = 0; e < ENGINES; e++) {
          int pulse = random.nextInt(2);
          int id = random.nextInt(3) == 0 ? random.nextInt(SEMAPHORES) : 0;
          model.port("signal_%d_valid".formatted(e)).set(pulse);
          model.port("signal_%d_id".formatted(e)).set(id);
          more[id] += pulse;
        }
        model.eval();
        for (int s = 0; s < SEMAPHORES; s++) {
          assertEquals(golden[s], model.port("value_" + s).get(), "cycle %d, %d".formatted(t, s));
          golden[s] += more[s];
        }
        model.step();
      }
    }
  }
}
