package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several clocks, driven by time. */
final class ClocksTest {
  private static final String TWO =
      """
      module two (input wire a, input wire b, input wire [7:0] d, output reg [15:0] as,
                  output reg [15:0] bs, output reg [7:0] da, output reg [7:0] db,
                  output reg [15:0] seen, output reg [15:0] falls);
        always @(posedge a) begin as <= as + 16'd1; da <= d; end
        always @(posedge b) begin bs <= bs + 16'd1; db <= da; seen <= as; end
        always @(negedge b) falls <= falls + 16'd1;
      endmodule
      """;

  @TempDir Path folder;

  private Model two(BuildOptions options) throws IOException {
    var source = TestDesigns.source(folder, "two", TWO);
    var ports =
        List.of(
            in("a", 1),
            in("b", 1),
            in("d", 8),
            out("as", 16),
            out("bs", 16),
            out("da", 8),
            out("db", 8),
            out("seen", 16),
            out("falls", 16));
    var spec = new ModelSpec("two", List.of(source), ports, "");
    return ModelBuilder.build(spec, options, TestDesigns.CACHE, BuildListener.SILENT).open();
  }

  private Model two() throws IOException {
    return two(BuildOptions.defaults());
  }

  /** Rising edges at phase + k * period, up to and at the end. */
  private static long rises(long end, long period, long phase) {
    return end < phase ? 0 : (end - phase) / period + 1;
  }

  @ParameterizedTest
  @CsvSource({"10,0,7,3", "10,5,10,5", "1000,0,999,0", "2,0,3,1", "7,6,5,4", "10,25,3,100"})
  void every_clock_rises_exactly_at_its_times(long aPeriod, long aPhase, long bPeriod, long bPhase)
      throws IOException {
    try (var model = two()) {
      model.clock("a", aPeriod, aPhase);
      model.clock("b", bPeriod, bPhase);
      for (long end : new long[] {0, 1, 2, 3, 9, 10, 11, 25, 100, 101, 5000}) {
        model.runUntil(end);
        assertEquals(end, model.time());
        assertEquals(rises(end, aPeriod, aPhase), model.port("as").get(), "a at " + end);
        assertEquals(rises(end, bPeriod, bPhase), model.port("bs").get(), "b at " + end);
        assertEquals(rises(end, aPeriod, aPhase), model.cycle());
        assertEquals(
            rises(end, bPeriod, bPhase + bPeriod / 2), model.port("falls").get(), "at " + end);
      }
    }
  }

  @Test
  void a_step_ends_with_the_main_clocks_rising_edge() throws IOException {
    try (var model = two()) {
      model.clock("a", 10, 5);
      model.clock("b", 3, 0);
      model.step();
      assertEquals(5, model.time());
      assertEquals(2, model.port("bs").get(), "at 0 and 3");
      assertEquals(9, model.run(9));
      assertEquals(95, model.time());
      assertEquals(32, model.port("bs").get());
      assertEquals(10, model.cycle());
    }
  }

  @Test
  void edges_of_one_time_see_what_was_before_all_of_them() throws IOException {
    try (var model = two()) {
      model.clock("b", 10, 0);
      model.clock("a", 10, 0);
      for (int cycle = 0; cycle < 20; cycle++) {
        model.step();
        assertEquals(cycle + 1, model.port("as").get());
        assertEquals(cycle, model.port("seen").get());
      }
    }
  }

  @Test
  void an_input_is_seen_by_every_edge_after_it_was_written() throws IOException {
    try (var model = two()) {
      model.clock("a", 10, 10);
      model.clock("b", 10, 11);
      for (int value = 1; value < 20; value++) {
        model.port("d").set(value);
        model.step();
        assertEquals(value, model.port("da").get());
        assertEquals(value - 1, model.port("db").get());
      }
    }
  }

  @Test
  void a_run_stops_at_a_cycle_of_the_main_clock() throws IOException {
    try (var model = two()) {
      model.clock("a", 10, 0);
      model.clock("b", 20, 0);
      model.stopWhen("b");
      assertEquals(1, model.run(100));
      assertEquals(2, model.run(100), "b is low in between");
    }
  }

  @Test
  void the_trace_has_each_edge_at_its_picosecond() throws IOException {
    var file = folder.resolve("two.vcd");
    try (var model = two(BuildOptions.defaults().trace(true))) {
      model.clock("a", 10_000, 0);
      model.clock("b", 7_000, 2_500);
      model.openTrace(file);
      model.runUntil(20_000);
    }
    var text = Files.readString(file);
    assertTrue(text.contains("$timescale 1ps $end"), text);
    for (var time : new String[] {"0", "2500", "5000", "6000", "9500", "10000", "20000"}) {
      assertTrue(text.contains("\n#" + time + "\n"), time + " is missing in " + text);
    }
  }

  @Test
  void a_clock_is_declared_before_anything_runs() throws IOException {
    try (var model = two()) {
      assertThrows(IllegalStateException.class, () -> model.runUntil(1));
      assertThrows(IllegalArgumentException.class, () -> model.clock("as", 10, 0));
      assertThrows(IllegalArgumentException.class, () -> model.clock("a", 1, 0));
      assertThrows(IllegalArgumentException.class, () -> model.clock("a", 10, -1));
      model.clock("a", 10, 0);
      model.step();
      var error = assertThrows(IllegalStateException.class, () -> model.clock("b", 10, 0));
      assertEquals("declare clock b before anything is run", error.getMessage());
    }
  }
}
