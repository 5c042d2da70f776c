package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that arrive at a board in a random order. */
final class ScoreboardTest {
  private static final int COUNTERS = 5;
  private static final int FIRST = 7;
  private static final int SEMAPHORES = 16;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int CYCLES = 3_000;

  private static final RtlHarness ORDERED =
      RtlHarness.of(
          "board", () -> new Scoreboard(null, COUNTERS, FIRST, SEMAPHORES, SLOT_BITS, true));

  private static void fill(Model model, int[] counterOf) {
    var entry = new Scoreboard.Entry(COUNTERS, SLOT_BITS, true);
    for (int slot = 0; slot < SLOTS; slot++) {
      model.port("load_valid").set(1);
      model.port("load_address").set(slot);
      model.port("load_data").set(entry.encode(counterOf[slot]).longValueExact());
      model.step();
    }
    model.port("load_valid").set(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsWhatTheTableSaysAndKeepsAFlagOfEachSlot(long seed) {
    var random = new Random(seed);
    var counterOf = random.ints(SLOTS, -1, COUNTERS).toArray();
    try (var model = ORDERED.library().open()) { // nothing to reset
      fill(model, counterOf);
      var there = new HashSet<Integer>();
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        boolean arrives = random.nextInt(20) == 0;
        int slot = random.nextInt(SLOTS);
        int asked = random.nextInt(SLOTS);
        model.port("arrived").set(arrives ? 1 : 0);
        model.port("named").set(slot);
        model.port("asked").set(asked);
        model.eval();
        String when = "seed %d, cycle %d".formatted(seed, cycle);
        boolean counts = arrives && counterOf[slot] >= 0;
        assertEquals(counts ? 1 : 0, model.port("signal_valid").get(), when);
        if (counts) {
          assertEquals(FIRST + counterOf[slot], model.port("signal_id").get(), when);
        }
        assertEquals(slot, model.port("filled").get(), when);
        assertEquals(there.contains(asked) ? 1 : 0, model.port("there").get(), when);
        model.step();
        if (arrives) {
          there.add(slot);
        }
      }
    }
  }
}
