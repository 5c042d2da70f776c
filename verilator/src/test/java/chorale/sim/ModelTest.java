package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelTest {
  @TempDir Path folder;

  private Model counter() throws IOException {
    var model = TestDesigns.build(TestDesigns.counter(folder)).open();
    model.reset(2, "rst");
    return model;
  }

  private static final String ECHO =
      """
      module echo (input wire clk, input wire [127:0] a, output reg [127:0] a_q,
                   input wire [95:0] b, output reg [95:0] b_q, input wire [63:0] c,
                   output reg [63:0] c_q, input wire [31:0] d__x, output reg [31:0] d__q,
                   input wire [4:0] e, output wire [4:0] e_inv);
        assign e_inv = ~e;
        always @(posedge clk) begin
          a_q <= a; b_q <= b; c_q <= c; d__q <= d__x;
        end
      endmodule
      """;

  private Model echo() throws IOException {
    return TestDesigns.build(
            TestDesigns.spec(
                folder,
                "echo",
                ECHO,
                in("clk", 1),
                in("a", 128),
                out("a_q", 128),
                in("b", 96),
                out("b_q", 96),
                in("c", 64),
                out("c_q", 64),
                in("d__x", 32),
                out("d__q", 32),
                in("e", 5),
                out("e_inv", 5)))
        .open();
  }

  @Test
  void a_step_is_one_clock_cycle() throws IOException {
    try (var model = counter()) {
      var count = model.port("count");
      for (int i = 1; i <= 5; i++) {
        model.step();
        assertEquals(i, count.get());
      }
      assertEquals(7, model.cycle());
    }
  }

  @Test
  void a_run_ends_when_the_stop_port_is_1() throws IOException {
    try (var model = counter()) {
      model.port("limit").set(1000);
      model.stopWhen("done");
      assertEquals(400, model.run(400));
      assertFalse(model.stopped());
      assertEquals(600, model.run(1_000_000));
      assertTrue(model.stopped());
      assertEquals(1000, model.port("count").get());
    }
  }

  @Test
  void ports_of_every_width_keep_every_bit() throws IOException {
    long seed = 20_261_121;
    var random = new Random(seed);
    try (var model = echo()) {
      for (int i = 0; i < 100; i++) {
        var a = new BigInteger(128, random);
        var b = new BigInteger(96, random);
        long c = random.nextLong();
        long d = Integer.toUnsignedLong(random.nextInt());
        model.port("a").setWide(a);
        model.port("b").setWide(b);
        model.port("c").set(c);
        model.port("d__x").set(d);
        model.step();
        assertEquals(a, model.port("a_q").getWide(), () -> "seed " + seed);
        assertEquals(b, model.port("b_q").getWide(), () -> "seed " + seed);
        assertEquals(
            a.shiftRight(64).longValue(), model.port("a_q").word64(1), () -> "seed " + seed);
        assertEquals(
            b.shiftRight(64).longValue(), model.port("b_q").word64(1), () -> "seed " + seed);
        assertEquals(c, model.port("c_q").get(), () -> "seed " + seed);
        assertEquals(d, model.port("d__q").get(), () -> "seed " + seed);
      }
    }
  }

  @Test
  void a_port_is_set_in_words_of_64_bits() throws IOException {
    try (var model = echo()) {
      var a = model.port("a"); // 128 bits
      a.setWord64(0, 0x0123_4567_89ab_cdefL);
      a.setWord64(1, -2);
      assertEquals(new BigInteger("fffffffffffffffe0123456789abcdef", 16), a.getWide());
      var b = model.port("b"); // 96 bits
      b.setWord64(1, 0xffff_ffffL);
      assertEquals(
          BigInteger.ONE.shiftLeft(96).subtract(BigInteger.ONE.shiftLeft(64)), b.getWide());
      assertThrows(IllegalArgumentException.class, () -> b.setWord64(1, 1L << 32));
      assertThrows(IndexOutOfBoundsException.class, () -> b.setWord64(2, 0));
      var c = model.port("c"); // 64 bits
      c.setWord64(0, -1);
      assertEquals(-1, c.get());
      assertThrows(IllegalArgumentException.class, () -> model.port("a_q").setWord64(0, 0));
    }
  }

  @Test
  void a_negative_value_is_cut_to_the_width() throws IOException {
    try (var model = echo()) {
      model.port("e").set(-16);
      assertEquals(0b10000, model.port("e").get());
      model.port("b").setWide(BigInteger.ONE.negate());
      model.eval();
      assertEquals(0b01111, model.port("e_inv").get());
      assertEquals(
          BigInteger.ONE.shiftLeft(96).subtract(BigInteger.ONE), model.port("b").getWide());
    }
  }

  @Test
  void a_value_beyond_the_width_is_refused() throws IOException {
    try (var model = echo()) {
      var e = model.port("e");
      e.set(31);
      assertThrows(IllegalArgumentException.class, () -> e.set(32));
      assertThrows(IllegalArgumentException.class, () -> e.set(-17));
      var wide = model.port("a");
      assertThrows(
          IllegalArgumentException.class, () -> wide.setWide(BigInteger.ONE.shiftLeft(128)));
    }
  }

  @Test
  void an_output_cannot_be_set() throws IOException {
    try (var model = counter()) {
      var count = model.port("count");
      assertThrows(IllegalArgumentException.class, () -> count.set(1));
    }
  }

  @Test
  void eval_settles_outputs_without_a_clock_edge() throws IOException {
    try (var model = counter()) {
      model.port("limit").set(5);
      model.eval();
      assertEquals(0, model.port("done").get());
      model.port("limit").set(0);
      model.eval();
      assertEquals(1, model.port("done").get());
      assertEquals(2, model.cycle());
    }
  }

  @Test
  void an_unknown_port_is_answered_with_the_known_ones() throws IOException {
    try (var model = counter()) {
      var error = assertThrows(IllegalArgumentException.class, () -> model.port("cnt"));
      assertEquals(
          "counter has no port cnt; it has clk, rst, limit, count, done", error.getMessage());
    }
  }

  @Test
  void a_closed_model_refuses_work_instead_of_crashing() throws IOException {
    var model = counter();
    var count = model.port("count");
    model.close();
    model.close();
    assertThrows(IllegalStateException.class, model::step);
    assertThrows(IllegalStateException.class, count::get);
  }

  @Test
  void instances_in_two_threads_do_not_disturb_each_other() throws Exception {
    var library = TestDesigns.build(TestDesigns.counter(folder));
    try (var pool = Executors.newFixedThreadPool(2)) {
      Callable<Long> one = () -> countTo(library, 50_000);
      Callable<Long> other = () -> countTo(library, 30_001);
      var results = pool.invokeAll(List.of(one, other));
      assertEquals(50_000, results.get(0).get());
      assertEquals(30_001, results.get(1).get());
    }
  }

  private static long countTo(ModelLibrary library, int limit) {
    try (var model = library.open()) {
      model.reset(1, "rst");
      model.port("limit").set(limit);
      model.stopWhen("done");
      for (int i = 0; i < 1000; i++) {
        model.step();
      }
      model.run(1_000_000);
      return model.port("count").get();
    }
  }

  @Test
  void an_instance_may_be_handed_to_another_thread() throws Exception {
    try (var model = counter();
        var pool = Executors.newSingleThreadExecutor()) {
      model.run(10);
      assertEquals(
          15, (long) pool.submit(() -> model.run(5) + model.port("count").get() - 5).get());
    }
  }

  @Test
  void a_trace_holds_the_signals_of_its_window() throws IOException {
    var spec = TestDesigns.counter(folder);
    var options = BuildOptions.defaults().trace(true);
    var file = folder.resolve("waves/counter.vcd");
    var second = folder.resolve("waves/second.vcd");
    try (var model =
        ModelBuilder.build(spec, options, TestDesigns.CACHE, BuildListener.SILENT).open()) {
      model.reset(1, "rst");
      model.run(10);
      model.openTrace(file);
      model.run(4);
      model.closeTrace();
      model.run(10);
      model.openTrace(second);
      model.step();
    }
    var text = Files.readString(file);
    assertTrue(text.contains("count [15:0]"), text);
    assertTrue(text.contains("#29\n") && !text.contains("#30\n"), text);
    assertTrue(text.contains("b" + "0".repeat(12) + "1110 "), "count 14 is missing in " + text);
    assertTrue(Files.readString(second).contains("#51\n"));
  }

  @Test
  void a_model_without_trace_says_how_to_get_one() throws IOException {
    try (var model = counter()) {
      var error =
          assertThrows(IllegalStateException.class, () -> model.openTrace(folder.resolve("x.vcd")));
      assertTrue(error.getMessage().contains("BuildOptions.trace(true)"), error.getMessage());
    }
  }

  @Test
  void an_fst_trace_is_a_file_of_that_format() throws IOException {
    var options = BuildOptions.defaults().trace(TraceFormat.FST);
    var file = folder.resolve("counter.fst");
    var spec = TestDesigns.counter(folder);
    try (var model =
        ModelBuilder.build(spec, options, TestDesigns.CACHE, BuildListener.SILENT).open()) {
      model.openTrace(file);
      model.run(50);
    }
    var bytes = Files.readAllBytes(file);
    assertEquals(0, bytes[0], "an FST file begins with a block of type 0, its header");
    assertEquals(329, ByteBuffer.wrap(bytes).getLong(1), "whose length is always 329");
    assertTrue(bytes.length > 329);
  }

  @Test
  void a_model_without_clock_evaluates_once_a_cycle() throws IOException {
    var verilog = "module inverter (input wire a, output wire y); assign y = ~a; endmodule\n";
    var source = TestDesigns.source(folder, "inverter", verilog);
    var spec = new ModelSpec("inverter", List.of(source), List.of(in("a", 1), out("y", 1)), "");
    try (var model = TestDesigns.build(spec).open()) {
      model.step();
      assertEquals(1, model.port("y").get());
      model.port("a").set(1);
      assertEquals(3, model.run(3));
      assertEquals(0, model.port("y").get());
      assertEquals(4, model.cycle());
    }
  }
}
