package chorale.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Bool;
import chorale.hdl.HdlException;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The harness: ports as Java objects, and what the messages say. */
final class SimulationTest {
  @TempDir Path folder;

  private SimulationOptions options() {
    return SimulationOptions.defaults().waves(TraceFormat.NONE);
  }

  private Simulation<Gauge> gauge() {
    return Simulation.of(() -> new Gauge(10), options());
  }

  private static String message(Class<? extends Throwable> type, Executable action) {
    return assertThrows(type, action).getMessage();
  }

  private static String failure(Executable action) {
    // The line in Gauge.java moves with every edit of that file.
    return message(AssertionError.class, action).replaceAll("Gauge.java:\\d+", "Gauge.java");
  }

  @Test
  void outputs_follow_inputs_without_an_edge_and_registers_with_one() {
    try (var sim = gauge().reset()) {
      var gauge = sim.dut();
      sim.poke(gauge.offset, -128);
      assertEquals(-127, sim.peek(gauge.shifted));
      sim.poke(gauge.enable, true);
      sim.poke(gauge.step, 3);
      sim.expect(gauge.value, 0);
      sim.step();
      sim.expect(gauge.value, 3);
      sim.step(3);
      sim.expect(gauge.value, 12);
      sim.expect(gauge.full, true);
      assertTrue(sim.peek(gauge.full));
      assertEquals(6, sim.cycle());
    }
  }

  @Test
  void an_enums_port_is_read_as_a_constant() {
    try (var sim = gauge().reset()) {
      assertSame(Gauge.Level.LOW, sim.peek(sim.dut().level));
      sim.poke(sim.dut().enable, true);
      sim.poke(sim.dut().step, 5);
      sim.step(2);
      sim.expect(sim.dut().level, Gauge.Level.MIDDLE);
      assertEquals(
          "level (Gauge.java) in cycle 4: expected LOW, got MIDDLE",
          failure(() -> sim.expect(sim.dut().level, Gauge.Level.LOW)));
    }
  }

  @Test
  void values_of_every_width_and_sign_come_back() {
    try (var sim = gauge()) {
      var gauge = sim.dut();
      for (long offset : new long[] {-128, -1, 0, 1, 127}) {
        sim.poke(gauge.offset, offset);
        assertEquals(offset, sim.peek(gauge.offset));
        assertEquals(offset + 1, sim.peek(gauge.shifted));
        assertEquals(BigInteger.valueOf(offset + 1), sim.peekBig(gauge.shifted));
        sim.expect(gauge.shifted, offset + 1);
      }
      var wide = BigInteger.ONE.shiftLeft(99).add(BigInteger.TEN);
      sim.poke(gauge.wide, wide);
      assertEquals(wide, sim.peekBig(gauge.wideAgain));
      sim.expect(gauge.wideAgain, wide);
      sim.poke(gauge.word, -2);
      assertEquals(-2, sim.peek(gauge.wordAgain));
      sim.expect(gauge.wordAgain, -2);
      assertEquals(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.TWO), sim.peekBig(gauge.word));
    }
  }

  @Test
  void a_failed_expectation_names_port_line_cycle_and_both_values() {
    try (var sim = gauge().reset()) {
      var gauge = sim.dut();
      sim.poke(gauge.enable, true);
      sim.poke(gauge.step, 15);
      sim.poke(gauge.offset, -4);
      sim.step();
      assertEquals(
          "value (Gauge.java) in cycle 3: expected 16 (0x10), got 15 (0xf)",
          failure(() -> sim.expect(gauge.value, 16)));
      assertEquals(
          "full (Gauge.java) in cycle 3: expected false, got true",
          failure(() -> sim.expect(gauge.full, false)));
      assertEquals(
          "shifted (Gauge.java) in cycle 3: expected 3 (0x3), got -3 (0x3fd)",
          failure(() -> sim.expect(gauge.shifted, 3)));
      assertEquals(
          "wideAgain (Gauge.java) in cycle 3: expected 255 (0xff), got 0 (0x0)",
          failure(() -> sim.expect(gauge.wideAgain, BigInteger.valueOf(255))));
    }
  }

  @Test
  void waiting_ends_with_the_cycle_that_makes_the_port_true() {
    try (var sim = gauge().reset()) {
      var gauge = sim.dut();
      sim.poke(gauge.enable, true);
      sim.poke(gauge.step, 1);
      assertEquals(10, sim.waitUntil(gauge.full, 100));
      sim.expect(gauge.value, 10);
      assertEquals(0, sim.waitUntil(gauge.full, 100));
      sim.step(5);
      assertEquals(17, sim.cycle(), "the port no longer stops anything");
    }
  }

  @Test
  void waiting_in_vain_names_port_timeout_and_cycle() {
    try (var sim = gauge().reset()) {
      assertEquals(
          "full (Gauge.java) is not true after 50 cycles (timeout 50), in cycle 52",
          failure(() -> sim.waitUntil(sim.dut().full, 50)));
    }
  }

  @Test
  void a_value_that_does_not_fit_is_refused_with_the_range() {
    try (var sim = gauge()) {
      var type = IllegalArgumentException.class;
      assertEquals(
          "16 does not fit step: 0 to 15", message(type, () -> sim.poke(sim.dut().step, 16)));
      assertEquals(
          "-1 does not fit step: 0 to 15", message(type, () -> sim.poke(sim.dut().step, -1)));
      assertEquals(
          "128 does not fit offset: -128 to 127",
          message(type, () -> sim.poke(sim.dut().offset, 128)));
      assertEquals(
          "256 does not fit value: 0 to 255",
          message(type, () -> sim.expect(sim.dut().value, 256)));
    }
  }

  @Test
  void an_output_cannot_be_poked_and_an_inner_signal_not_be_seen() {
    try (var sim = gauge()) {
      var type = IllegalArgumentException.class;
      assertEquals(
          "value is an output: it cannot be poked",
          message(type, () -> sim.poke(sim.dut().value, 1)));
      assertEquals(
          "wire hidden is not a port of Gauge: drive an out() with it",
          message(type, () -> sim.peek(sim.dut().hidden)));
      assertEquals(
          "wideAgain has 100 bits: use peekBig()",
          message(IllegalStateException.class, () -> sim.peek(sim.dut().wideAgain)));
    }
  }

  private static final class Adder extends Module {
    final UInt a = in(8);
    final UInt b = in(8);
    final UInt sum = out(9);

    Adder() {
      super(null);
      sum.set(a.plusCarry(b));
    }
  }

  @Test
  void a_module_without_registers_has_no_clock_and_needs_none() {
    try (var sim = Simulation.of(Adder::new, options()).reset()) {
      sim.poke(sim.dut().a, 200);
      sim.poke(sim.dut().b, 100);
      sim.expect(sim.dut().sum, 300);
      sim.step(2);
      sim.expect(sim.dut().sum, 300);
    }
  }

  private static final class Crossing extends Module {
    final Bool tick = inBool();
    final Bool seen = outBool();
    final UInt ticks = out(16);

    Crossing() {
      super(null);
      var before = delayed(tick);
      var count = reg(16);
      when(tick.andNot(before), () -> count.set(count.plus(1)));
      seen.set(before);
      ticks.set(count);
    }
  }

  @Test
  void several_clocks_are_driven_by_time() {
    try (var sim = Simulation.of(Crossing::new, options())) {
      sim.clock("clock", 10, 0).clock(sim.dut().tick, 40, 5).reset();
      long start = sim.time();
      sim.runUntil(start + 400);
      assertEquals(start + 400, sim.time());
      sim.expect(sim.dut().ticks, 10);
      sim.step();
      assertEquals(start + 400 + 5, sim.time(), "the clock rises at the tens");
      assertTrue(
          failure(() -> sim.expect(sim.dut().ticks, 0)).contains(" at " + sim.time() + " ps: "));
    }
  }

  @Test
  void a_module_that_breaks_a_rule_is_reported_as_by_elaboration() {
    assertThrows(
        HdlException.class,
        () ->
            Simulation.of(
                () ->
                    new Module(null) {
                      {
                        out(3).named("undriven");
                      }
                    }));
  }

  @Test
  void different_modules_are_built_and_run_in_parallel() throws Exception {
    var base = options().target(folder);
    Callable<Long> first = () -> count(base, 20);
    Callable<Long> second = () -> count(base, 30);
    try (var pool = Executors.newFixedThreadPool(4)) {
      var results = pool.invokeAll(List.of(first, second, first, second));
      long[] expected = {20, 30, 20, 30};
      for (int i = 0; i < 4; i++) {
        assertEquals(expected[i], results.get(i).get());
      }
    }
    try (var models = Files.list(folder.resolve("models"))) {
      assertEquals(4, models.count(), "two models, one run-time, one header");
    }
    try (var sources = Files.list(folder.resolve("rtl"))) {
      assertEquals(2, sources.count());
    }
  }

  private static long count(SimulationOptions options, int limit) {
    try (var sim = Simulation.of(() -> new Gauge(limit), options).reset()) {
      sim.poke(sim.dut().enable, true);
      sim.poke(sim.dut().step, 1);
      assertFalse(sim.finished());
      return sim.waitUntil(sim.dut().full, 100);
    }
  }
}
