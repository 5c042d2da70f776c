package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code $stop}, {@code $finish}, {@code $fatal} and {@code $display} do to the JVM. */
final class VerilogChecksTest {
  @TempDir Path folder;

  private ModelSpec spec(String statement) throws IOException {
    var verilog =
        """
        module ending (input wire clk, output reg [7:0] n);
          always @(posedge clk) begin
            n <= n + 8'd1;
            if (n == 8'd5) begin %s end
          end
        endmodule
        """;
    return TestDesigns.spec(
        folder, "ending", verilog.formatted(statement), in("clk", 1), out("n", 8));
  }

  private Model ending(String statement) throws IOException {
    return TestDesigns.build(spec(statement)).open();
  }

  private static void assertFails(Model model, String end) {
    var error = assertThrows(SimulationException.class, () -> model.run(100));
    assertTrue(error.getMessage().endsWith(end), error.getMessage());
  }

  @Test
  void finish_ends_a_run_and_leaves_the_jvm_alive() throws IOException {
    try (var model = ending("$finish;")) {
      assertEquals(6, model.run(100));
      assertTrue(model.finished());
      assertEquals(0, model.run(100));
      assertThrows(IllegalStateException.class, model::step);
    }
  }

  @Test
  void stop_is_an_exception_that_names_file_line_and_cycle() throws IOException {
    try (var model = ending("$stop;")) {
      assertFails(model, "/ending.v:4: Verilog $stop (cycle 5)");
      assertThrows(IllegalStateException.class, () -> model.run(1));
    }
  }

  @Test
  void the_line_displayed_before_the_stop_is_the_message() throws IOException {
    var text = new StringBuilder();
    var check = "$display(\"one\"); $display(\"Fifo.java:24: n is %0d\", n); $stop;";
    try (var model = ending(check)) {
      model.onDisplay(text::append);
      assertFails(model, "/ending.v:4: Fifo.java:24: n is 5 (cycle 5)");
    }
    assertEquals("one\nFifo.java:24: n is 5\n", text.toString());
  }

  @Test
  void a_line_displayed_in_an_earlier_cycle_does_not_explain_a_stop() throws IOException {
    try (var model = ending("$stop; end else begin if (n == 8'd3) $display(\"early\");")) {
      model.onDisplay(_ -> {});
      assertFails(model, "Verilog $stop (cycle 5)");
    }
  }

  @Test
  void the_first_of_several_stops_is_the_one_reported() throws IOException {
    try (var model = ending("$display(\"first\"); $stop; $display(\"second\"); $stop;")) {
      model.onDisplay(_ -> {});
      assertFails(model, ": first (cycle 5)");
    }
  }

  @Test
  void fatal_is_an_exception_with_its_text() throws IOException {
    try (var model = ending("$fatal(1, \"no room for %0d\", n);")) {
      model.onDisplay(_ -> {});
      var error = assertThrows(SimulationException.class, () -> model.run(100));
      assertTrue(error.getMessage().contains("/ending.v:4: "), error.getMessage());
      assertTrue(error.getMessage().contains("no room for 5"), error.getMessage());
      assertTrue(error.getMessage().endsWith("(cycle 5)"), error.getMessage());
    }
  }

  @Test
  void a_check_without_a_clock_fails_in_eval() throws IOException {
    var verilog =
        """
        module ending (input wire clk, output wire n);
          assign n = clk;
          always @(*) if (clk) begin $display("high"); $stop; end
        endmodule
        """;
    var spec = TestDesigns.spec(folder, "ending", verilog, in("clk", 1), out("n", 1));
    try (var model = TestDesigns.build(spec).open()) {
      model.onDisplay(_ -> {});
      model.eval();
      model.port("clk").set(1);
      var error = assertThrows(SimulationException.class, model::eval);
      assertTrue(error.getMessage().endsWith("ending.v:3: high (cycle 0)"), error.getMessage());
    }
  }

  @Test
  void a_loop_that_does_not_settle_is_an_exception() throws IOException {
    var verilog =
        """
        module ending (input wire clk, output reg n);
          reg a;
          initial a = 1'b0;
          always @(a or clk) if (clk) a = ~n;
          always @(a) n = a;
        endmodule
        """;
    var spec = TestDesigns.spec(folder, "ending", verilog, in("clk", 1), out("n", 1));
    var options = BuildOptions.defaults().verilatorFlags("-Wno-UNOPTFLAT", "-Wno-BLKSEQ");
    var library = ModelBuilder.build(spec, options, TestDesigns.CACHE, BuildListener.SILENT);
    try (var model = library.open()) {
      model.onDisplay(_ -> {});
      var error = assertThrows(SimulationException.class, () -> model.run(10));
      assertTrue(error.getMessage().contains("did not converge"), error.getMessage());
    }
  }

  @Test
  void the_trace_shows_the_edge_at_which_a_check_failed() throws IOException {
    var library =
        ModelBuilder.build(
            spec("$stop;"),
            BuildOptions.defaults().trace(true),
            TestDesigns.CACHE,
            BuildListener.SILENT);
    var file = folder.resolve("ending.vcd");
    try (var model = library.open()) {
      model.openTrace(file);
      assertFails(model, "(cycle 5)");
    }
    assertTrue(Files.readString(file).contains("#11\n"), Files.readString(file));
  }

  @Test
  void much_displayed_text_goes_on_to_the_sink_call_by_call() throws IOException {
    var text = new StringBuilder();
    try (var model = ending("end begin $display(\"n %0d at %0t\", n, $time);")) {
      model.onDisplay(text::append);
      model.run(2);
      assertEquals("n 0 at 1\nn 1 at 3\n", text.toString());
      model.run(1);
      assertEquals("n 0 at 1\nn 1 at 3\nn 2 at 5\n", text.toString());
    }
  }
}
