package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.memory.DramDevice.Count;
import chorale.bench.memory.DramDevice.Faults;
import chorale.chiplet.memory.DramBus.Column;
import chorale.chiplet.memory.DramBus.Row;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DramDeviceTest {
  private static final DramTiming T = DramTiming.HBM2;
  private static final int WORDS = 2;

  private static DramDevice device(Faults faults) {
    return new DramDevice(T, DramShape.HBM, false, WORDS, faults, 0);
  }

  private static void row(DramDevice d, long cycle, Row command, int bank, int row) {
    d.cycle(cycle, command.ordinal(), bank, row, 0, 0, 0);
  }

  private static void column(DramDevice d, long cycle, Column command, int bank, int column) {
    d.cycle(cycle, 0, 0, 0, command.ordinal(), bank, column);
  }

  /** Row 7 of bank 3 open, and a burst written to its column 5. */
  private static DramDevice written(Faults faults) {
    var d = device(faults);
    row(d, 0, Row.ACTIVATE, 3, 7);
    column(d, 20, Column.WRITE, 3, 5);
    assertTrue(d.takes(20 + T.cwl()));
    d.take(20 + T.cwl(), new long[] {11, 12});
    return d;
  }

  @Test
  void a_burst_is_taken_cwl_cycles_after_its_command_and_no_other_cycle() {
    var d = device(Faults.NONE);
    row(d, 0, Row.ACTIVATE, 3, 7);
    column(d, 20, Column.WRITE, 3, 5);
    for (long t = 20; t < 40; t++) {
      assertEquals(t == 20 + T.cwl(), d.takes(t), "cycle " + t);
    }
  }

  @Test
  void what_was_written_is_on_the_bus_cl_and_bl_cycles_after_the_read() {
    var d = written(Faults.NONE);
    column(d, 60, Column.READ, 3, 5);
    for (long t = 60; t < 100; t++) {
      if (t == 60 + T.cl() + T.bl()) {
        assertArrayEquals(new long[] {11, 12}, d.answers(t));
      } else {
        assertNull(d.answers(t), "cycle " + t);
      }
    }
  }

  @Test
  void other_bursts_are_zero() {
    var d = written(Faults.NONE);
    column(d, 60, Column.READ, 3, 6);
    assertArrayEquals(new long[WORDS], d.answers(60 + T.cl() + T.bl()));
  }

  @Test
  void faults_strike_what_is_read_not_what_is_kept() {
    var hits = new int[1];
    var d = written((address, burst) -> burst[1] ^= hits[0]++ == 0 ? 1 : 0);
    column(d, 60, Column.READ, 3, 5);
    assertArrayEquals(new long[] {11, 13}, d.answers(60 + T.cl() + T.bl()));
    column(d, 100, Column.READ, 3, 5);
    assertArrayEquals(new long[] {11, 12}, d.answers(100 + T.cl() + T.bl()));
  }

  @Test
  void commands_are_counted() {
    var d = written(Faults.NONE);
    column(d, 60, Column.READ, 3, 5);
    column(d, 70, Column.READ, 3, 6);
    row(d, 100, Row.PRECHARGE_ALL, 0, 0);
    row(d, 200, Row.REFRESH_ALL, 0, 0);
    assertEquals(1, d.count(Count.ACTIVATES));
    assertEquals(1, d.count(Count.WRITES));
    assertEquals(2, d.count(Count.READS));
    assertEquals(2, d.count(Count.ROW_HITS), "all but the first of the row");
    assertEquals(1, d.count(Count.TURNAROUNDS));
    assertEquals(1, d.count(Count.PRECHARGES), "banks that were open");
    assertEquals(1, d.count(Count.REFRESHES));
    assertEquals(6, d.count(Count.COMMANDS));
    assertEquals(70 + T.cl() + T.bl(), d.lastData());
  }

  @Test
  void both_commands_of_a_cycle_are_checked() {
    var d = device(Faults.NONE);
    row(d, 0, Row.ACTIVATE, 3, 7);
    var violation =
        assertThrows(
            RuleViolation.class,
            () -> d.cycle(60, Row.PRECHARGE.ordinal(), 3, 0, Column.READ.ordinal(), 3, 0));
    assertEquals(List.of(TimingRule.RTP), violation.rules());
  }

  @Test
  void a_store_keeps_what_a_map_would_keep() {
    long seed = 5;
    var random = new SplittableRandom(seed);
    var store = new BurstStore(WORDS);
    var map = new HashMap<Long, long[]>();
    var found = new long[WORDS];
    for (int i = 0; i < 100_000; i++) {
      long address = random.nextInt(20_000) * 37L;
      if (random.nextBoolean()) {
        var burst = new long[] {random.nextLong(), random.nextLong()};
        store.write(address, burst);
        map.put(address, burst);
      } else {
        store.read(address, found);
        assertArrayEquals(map.getOrDefault(address, new long[WORDS]), found, "seed " + seed);
      }
    }
    assertEquals(map.size(), store.size());
    assertFalse(map.isEmpty());
  }
}
