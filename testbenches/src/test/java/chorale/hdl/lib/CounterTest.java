package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters, Gray counters and delays. */
final class CounterTest {
  private static final int[] LIMITS = {1, 2, 5, 8, 100};
  private static final int GRAY_WIDTH = 5;
  private static final int CYCLES = 2000;
  private static final RtlHarness HARNESS = RtlHarness.of("counters", Counters::new);

  private static final class Counters extends Module {
    final Bool enable = inBool();
    final Bool down = inBool();
    final UInt[] value = new UInt[LIMITS.length];
    final Bool[] wraps = new Bool[LIMITS.length];
    final UInt code = out(GRAY_WIDTH);
    final UInt binary = out(GRAY_WIDTH);
    final UInt now = in(6);
    final UInt[] ago = new UInt[4];
    final Bool bitAgo = outBool();

    Counters() {
      super(null);
      for (int i = 0; i < LIMITS.length; i++) {
        var counter = new Counter(this, LIMITS[i]);
        counter.enable.set(enable);
        counter.down.set(down);
        value[i] = out(counter.value.width());
        value[i].set(counter.value);
        wraps[i] = outBool();
        wraps[i].set(counter.wraps);
      }
      var gray = new GrayCounter(this, GRAY_WIDTH);
      gray.enable.set(enable);
      code.set(gray.code);
      binary.set(gray.binary);
      for (int cycles = 0; cycles < ago.length; cycles++) {
        ago[cycles] = out(now.width());
        var later =
            cycles % 2 == 0
                ? Delay.by(this, now, cycles)
                : Delay.by(this, now.asSInt(), cycles).asUInt();
        ago[cycles].set(later);
      }
      bitAgo.set(Delay.by(this, now.bit(0), 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void a_counter_steps_up_and_down_and_wraps_at_its_limit(int index) {
    long seed = 77L + index;
    var random = new Random(seed);
    int limit = LIMITS[index];
    int count = 0;
    try (var model = HARNESS.open()) {
      for (int t = 0; t < CYCLES; t++) {
        boolean step = random.nextInt(4) > 0;
        boolean down = t / (2 * limit + 7) % 2 == 1;
        model.port("enable").set(step ? 1 : 0);
        model.port("down").set(down ? 1 : 0);
        model.eval();
        int next = step ? Math.floorMod(count + (down ? -1 : 1), limit) : count;
        boolean wraps = step && count == (down ? 0 : limit - 1);
        String where = "limit %d, cycle %d, seed %d".formatted(limit, t, seed);
        assertEquals(count, model.port("value_" + index).get(), where);
        assertEquals(wraps ? 1 : 0, model.port("wraps_" + index).get(), where);
        count = next;
        model.step();
      }
    }
  }

  @Test
  void a_gray_counter_changes_one_bit_a_step_and_none_without() {
    try (var model = HARNESS.open()) {
      long before = model.port("code").get();
      for (int t = 1; t < 200; t++) {
        int step = t % 3 == 0 ? 0 : 1;
        model.port("enable").set(step);
        model.step();
        long after = model.port("code").get();
        assertEquals(step, Long.bitCount(before ^ after), "step " + t);
        long binary = model.port("binary").get();
        assertEquals(binary ^ binary >> 1, after, "step " + t);
        before = after;
      }
    }
  }

  @Test
  void a_gray_counter_comes_back_after_all_its_codes() {
    try (var model = HARNESS.open()) {
      model.port("enable").set(1);
      long seen = 0;
      for (int t = 0; t < 1 << GRAY_WIDTH; t++) {
        seen |= 1L << model.port("code").get();
        model.step();
      }
      assertEquals((1L << (1 << GRAY_WIDTH)) - 1, seen);
      assertEquals(0, model.port("code").get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_delayed_value_is_that_of_so_many_cycles_ago(int cycles) {
    long seed = 3_019;
    var random = new Random(seed);
    var given = new long[100];
    try (var model = HARNESS.open()) {
      for (int t = 0; t < given.length; t++) {
        given[t] = random.nextInt(1 << 6);
        model.port("now").set(given[t]);
        model.eval();
        long expected = t < cycles ? 0 : given[t - cycles];
        assertEquals(expected, model.port("ago_" + cycles).get(), "cycle " + t + ", seed " + seed);
        if (cycles == 3) {
          assertEquals(expected & 1, model.port("bitAgo").get(), "cycle " + t + ", seed " + seed);
        }
        model.step();
      }
    }
  }
}
