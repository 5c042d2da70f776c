package chorale.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The trace that a failure leaves behind. */
final class WavesTest {
  private static final Path TARGET = Path.of("target");

  @TempDir Path folder;
  private Path file;

  /** Every test has a trace of its own. */
  @BeforeEach
  void forgetTheTrace(TestInfo test) throws IOException {
    var name = "WavesTest-" + test.getTestMethod().orElseThrow().getName();
    file = TARGET.resolve("waves").resolve(name + ".vcd");
    Files.deleteIfExists(file);
  }

  private SimulationOptions options() {
    var name = file.getFileName().toString();
    return SimulationOptions.defaults().waveName(name.substring(0, name.lastIndexOf('.')));
  }

  private static void count(Simulation<Gauge> sim, long cycles) {
    sim.reset();
    sim.poke(sim.dut().enable, true);
    sim.poke(sim.dut().step, 1);
    sim.step(cycles);
  }

  /** The values of a signal of the top module, in order. */
  private static List<BigInteger> values(String vcd, String signal) {
    var code =
        Pattern.compile("\\$var wire +\\d+ (\\S+) " + signal + "(?: \\[.*\\])? \\$end")
            .matcher(vcd);
    assertTrue(code.find(), vcd);
    return Pattern.compile("(?m)^b?([01]+) ?" + Pattern.quote(code.group(1)) + "$")
        .matcher(vcd)
        .results()
        .map(m -> new BigInteger(m.group(1), 2))
        .toList();
  }

  private static List<BigInteger> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(BigInteger::valueOf).toList();
  }

  private String trace() throws IOException {
    return Files.readString(file);
  }

  @Test
  void a_failed_expectation_leaves_the_trace_that_its_message_names() throws IOException {
    try (var sim = Simulation.of(() -> new Gauge(200), options())) {
      count(sim, 5);
      sim.poke(sim.dut().offset, -7);
      var error = assertThrows(AssertionError.class, () -> sim.expect(sim.dut().value, 6));
      assertTrue(error.getMessage().endsWith("\n  waves: " + file), error.getMessage());
    }
    var text = trace();
    assertEquals(numbers(0, 5), values(text, "value"));
    assertEquals(BigInteger.valueOf(256 - 7), values(text, "offset").getLast());
    assertTrue(text.contains("#14\n") && !text.contains("#15\n"), text);
  }

  @Test
  void a_run_that_passes_leaves_none() throws IOException {
    try (var sim = Simulation.of(() -> new Gauge(200), options())) {
      count(sim, 5);
      sim.expect(sim.dut().value, 5);
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void waiting_in_vain_leaves_a_trace_too() throws IOException {
    try (var sim = Simulation.of(() -> new Gauge(200), options())) {
      count(sim, 3);
      assertThrows(AssertionError.class, () -> sim.waitUntil(sim.dut().full, 4));
    }
    assertEquals(numbers(0, 7), values(trace(), "value"));
  }

  @Test
  void the_trace_of_a_long_run_holds_its_last_cycles() throws IOException {
    var options = options().waveCycles(10);
    try (var sim = Simulation.of(() -> new Gauge(255), options)) {
      count(sim, 60);
      sim.waitUntil(sim.dut().full, 1000);
      var error = assertThrows(AssertionError.class, () -> sim.expect(sim.dut().value, 0));
      assertTrue(error.getMessage().endsWith(".vcd, from cycle 247"), error.getMessage());
    }
    assertEquals(numbers(245, 255), values(trace(), "value"));
  }

  @Test
  void the_trace_of_several_clocks_begins_at_the_right_cycle_as_well() throws IOException {
    var options = options().waveCycles(10);
    try (var sim = Simulation.of(() -> new Gauge(255), options)) {
      sim.clock("clock", 10, 5).reset();
      sim.poke(sim.dut().enable, true);
      sim.poke(sim.dut().step, 1);
      sim.runUntil(1_000);
      assertThrows(AssertionError.class, () -> sim.expect(sim.dut().value, 0));
      var values = values(trace(), "value");
      assertEquals(sim.peekBig(sim.dut().value), values.getLast());
      assertEquals(11, values.size());
    }
  }

  @Test
  void a_random_stimulus_is_replayed_exactly() throws IOException {
    long seed = 4_711;
    var random = new Random(seed);
    var last = new BigInteger[2];
    try (var sim = Simulation.of(() -> new Gauge(250), options())) {
      var gauge = sim.dut();
      sim.reset();
      for (int i = 0; i < 300; i++) {
        sim.poke(gauge.enable, random.nextBoolean());
        sim.poke(gauge.step, random.nextInt(2));
        sim.poke(gauge.wide, new BigInteger(100, random));
        sim.poke(gauge.word, random.nextLong());
        sim.step(random.nextInt(3));
      }
      sim.trace(file);
      last[0] = sim.peekBig(gauge.value);
      last[1] = sim.peekBig(gauge.wideAgain);
      assertEquals(sim.peekBig(gauge.word), values(trace(), "wordAgain").getLast());
    }
    var text = trace();
    assertEquals(last[0], values(text, "value").getLast(), "seed " + seed);
    assertEquals(last[1], values(text, "wideAgain").getLast(), "seed " + seed);
  }

  @Test
  void a_trace_can_be_had_in_the_compact_format() throws IOException {
    try (var sim = Simulation.of(() -> new Gauge(200), options().waves(TraceFormat.FST))) {
      count(sim, 100);
      var error = assertThrows(AssertionError.class, () -> sim.expect(sim.dut().value, 6));
      var compact = Path.of(file.toString().replace(".vcd", ".fst"));
      assertTrue(error.getMessage().endsWith("\n  waves: " + compact), error.getMessage());
      assertTrue(Files.size(compact) > 329, "more than the header");
    }
  }

  @Test
  void a_check_in_the_hardware_leaves_the_trace_of_the_cycle_in_which_it_failed()
      throws IOException {
    var design = Elaboration.withTop(() -> new Gauge(200));
    var options = options();
    var spec = RtlFiles.emit(design.circuit(), folder.resolve("rtl"));
    var check =
        """
          always @(posedge clock)
            if (value == 8'd5) begin
              $display("Gauge.java:40: value must not be %0d", value);
              $stop;
            end
        endmodule
        """;
    var source = spec.sources().getFirst();
    Files.writeString(source, Files.readString(source).replace("endmodule\n", check));
    var library =
        ModelBuilder.build(spec, options.build(), TARGET.resolve("models"), BuildListener.SILENT);
    for (boolean waiting : new boolean[] {false, true}) {
      try (var sim = new Simulation<>(design, options, library)) {
        count(sim, 2);
        var error =
            assertThrows(
                SimulationException.class,
                () -> {
                  if (waiting) {
                    sim.waitUntil(sim.dut().full, 100);
                  } else {
                    sim.step(100);
                  }
                });
        assertTrue(
            error.getMessage().contains("Gauge.java:40: value must not be 5 (cycle 7)\n  waves: "),
            error.getMessage());
      }
      assertEquals(numbers(0, 6), values(trace(), "value"));
    }
  }

  @Test
  void a_stimulus_beyond_the_limit_gives_no_trace_but_does_no_harm() throws IOException {
    var stimulus = new Stimulus(1 << 12);
    try (var model = TestDesigns.build(TestDesigns.counter(folder)).open()) {
      for (int i = 0; i < 10_000; i++) {
        stimulus.poked(model.port("limit"));
        stimulus.stepped(1);
      }
    }
    assertFalse(stimulus.isComplete());
  }
}
