package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Bench;
import chorale.sim.junit.HdlExtension;
import chorale.sim.junit.HdlTest;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters, Gray counters and delays. */
@ExtendWith(HdlExtension.class)
final class CounterTest {
  private static final long SEED = 3_019;
  private static final int GRAY_WIDTH = 5;
  private static final int CYCLES = 2000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 100})
  void a_counter_steps_up_and_down_and_wraps_at_its_limit(int limit, Bench bench) {
    var sim = bench.simulate(() -> new Counter(null, limit)).reset();
    var counter = sim.dut();
    var random = new Random(SEED);
    int count = 0;
    for (int t = 0; t < CYCLES; t++) {
      boolean step = random.nextInt(4) > 0;
      boolean down = t / (2 * limit + 7) % 2 == 1;
      sim.poke(counter.enable, step);
      sim.poke(counter.down, down);
      sim.expect(counter.value, count);
      sim.expect(counter.wraps, step && count == (down ? 0 : limit - 1));
      count = step ? Math.floorMod(count + (down ? -1 : 1), limit) : count;
      sim.step();
    }
  }

  @HdlTest
  void a_gray_counter_changes_one_bit_a_step_and_none_without(Bench bench) {
    var sim = bench.simulate(() -> new GrayCounter(null, GRAY_WIDTH)).reset();
    var counter = sim.dut();
    long before = sim.peek(counter.code);
    for (int t = 1; t < 200; t++) {
      boolean step = t % 3 != 0;
      sim.poke(counter.enable, step);
      sim.step();
      long after = sim.peek(counter.code);
      assertEquals(step ? 1 : 0, Long.bitCount(before ^ after), "step " + t);
      long binary = sim.peek(counter.binary);
      assertEquals(binary ^ binary >> 1, after, "step " + t);
      before = after;
    }
  }

  @HdlTest
  void a_gray_counter_comes_back_after_all_its_codes(Bench bench) {
    var sim = bench.simulate(() -> new GrayCounter(null, GRAY_WIDTH)).reset();
    sim.poke(sim.dut().enable, true);
    long seen = 0;
    for (int t = 0; t < 1 << GRAY_WIDTH; t++) {
      seen |= 1L << sim.peek(sim.dut().code);
      sim.step();
    }
    assertEquals((1L << (1 << GRAY_WIDTH)) - 1, seen);
    sim.expect(sim.dut().code, 0);
  }

  private static final class Delays extends Module {
    final UInt now = in(6);
    final UInt ago = out(6);
    final UInt signedAgo = out(6);
    final Bool bitAgo = outBool();

    Delays(int cycles) {
      super(null);
      ago.set(Delay.by(this, now, cycles));
      signedAgo.set(Delay.by(this, now.asSInt(), cycles).asUInt());
      bitAgo.set(Delay.by(this, now.bit(0), cycles));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_delayed_value_is_that_of_so_many_cycles_ago(int cycles, Bench bench) {
    var sim = bench.simulate(() -> new Delays(cycles)).reset();
    var random = new Random(SEED);
    var given = new long[100];
    for (int t = 0; t < given.length; t++) {
      given[t] = random.nextInt(1 << 6);
      sim.poke(sim.dut().now, given[t]);
      long expected = t < cycles ? 0 : given[t - cycles];
      sim.expect(sim.dut().ago, expected);
      sim.expect(sim.dut().signedAgo, expected);
      sim.expect(sim.dut().bitAgo, expected % 2 == 1);
      sim.step();
    }
  }
}
