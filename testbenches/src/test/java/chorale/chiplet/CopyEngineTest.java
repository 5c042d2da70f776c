package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A copy engine at a memory that grants a request, or not. */
final class CopyEngineTest {
  private static final int ENTRIES = 32;
  private static final int SLOT = 4;
  private static final int ADDRESS_BITS = 8;
  private static final int WORDS = 1 << ADDRESS_BITS;
  private static final int COMMANDS = 40;
  private static final int LIMIT = 20_000;
  private static final RtlHarness ENGINE =
      RtlHarness.of(
          "copy_engine", () -> new CopyEngine(null, ENTRIES, ADDRESS_BITS, Short.SIZE, SLOT));

  /** Sources are the lower half of the slots, so that the order of copies does not matter. */
  private static int[][] table(Random random) {
    int half = WORDS / SLOT / 2;
    var table = new int[ENTRIES][];
    for (int i = 0; i < ENTRIES; i++) {
      table[i] = new int[] {random.nextInt(half), half + i % half};
    }
    return table;
  }

  private static void fill(Model model, int[][] table) {
    var entry = new CopyEngine.Copy(ADDRESS_BITS - 2);
    for (int i = 0; i < table.length; i++) {
      model.port("load_valid").set(1);
      model.port("load_address").set(i);
      model.port("load_data").set(entry.encode(table[i][0], table[i][1]).longValueExact());
      model.step();
    }
    model.port("load_valid").set(0);
    model.port("there").set(1);
  }

  /**
   * Runs the commands {first, count}; both ports are granted with the given chance. Returns the
   * cycles from the first start to the last word.
   */
  private static long run(Random random, int[][] table, int[][] commands, int percent) {
    var memory = random.ints(WORDS, 0, 1 << Short.SIZE).toArray();
    var should = memory.clone();
    var words = new ArrayDeque<Integer>(); // of commands, as they must be done
    for (int[] c : commands) {
      for (int i = c[0]; i < c[0] + c[1]; i++) {
        System.arraycopy(memory, table[i][0] * SLOT, should, table[i][1] * SLOT, SLOT);
      }
      words.add(c[1] * SLOT);
    }
    try (var model = ENGINE.open()) {
      fill(model, table);
      var range = new TableRange(ENTRIES);
      int next = 0;
      int written = 0;
      int read = 0;
      for (long t = 0; t < LIMIT; t++) {
        boolean more = next < commands.length;
        model.port("start_valid").set(more ? 1 : 0);
        if (more) {
          model
              .port("start_bits")
              .set(range.encode(commands[next][0], commands[next][1]).longValueExact());
        }
        boolean readGrant = random.nextInt(100) < percent;
        boolean writeGrant = random.nextInt(100) < percent;
        model.port("word").set(read);
        model.port("read_grant").set(readGrant ? 1 : 0);
        model.port("write_grant").set(writeGrant ? 1 : 0);
        model.eval();
        boolean writes = writeGrant && model.port("write_request").get() == 1;
        if (readGrant && model.port("read_request").get() == 1) {
          read = memory[(int) model.port("read_address").get()];
        }
        if (writes) {
          memory[(int) model.port("write_address").get()] = (int) model.port("writeWord").get();
          written++;
        }
        assertEquals(writes ? 1 : 0, model.port("busy").get());
        boolean done = !words.isEmpty() && written == words.peek();
        assertEquals(done ? 1 : 0, model.port("done").get(), "done in cycle " + t);
        if (done) {
          words.poll();
          written = 0;
        }
        next += more && model.port("start_ready").get() == 1 ? 1 : 0;
        model.step();
        if (words.isEmpty()) {
          assertArrayEquals(should, memory);
          return t;
        }
      }
    }
    throw new AssertionError("not done: " + words.size() + " commands left");
  }

  @ParameterizedTest(name = "seed {0}, {1} % of requests granted")
  @CsvSource({"1, 100", "2, 60", "3, 20"})
  void rows_are_copied_and_commands_are_done_in_order(long seed, int percent) {
    var random = new Random(seed);
    var commands = new int[COMMANDS][];
    int words = 0;
    for (int i = 0; i < COMMANDS; i++) {
      int first = random.nextInt(ENTRIES);
      commands[i] = new int[] {first, 1 + random.nextInt(ENTRIES - first)};
      words += commands[i][1] * SLOT;
    }
    long cycles = run(random, table(random), commands, percent);
    if (percent == 100) {
      // A word a cycle; the first start, and 2 cycles behind the last read.
      assertEquals(words + 2, cycles, Arrays.deepToString(commands));
    } else {
      assertTrue(cycles > words, "nothing was held up");
    }
  }
}
