package chorale.sim;

import static chorale.sim.PortInfo.in;
import static chorale.sim.PortInfo.out;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventsTest {
  @TempDir Path folder;

  /** Raises {@code third} in every third cycle and {@code fourth} in every fourth. */
  private static final String SOURCE =
      """
      module source (input wire clk, input wire rst, output wire third, output wire [63:0] n,
                     output wire fourth, output wire [8:0] low);
        reg [63:0] t;
        reg [1:0] m3;
        assign third = m3 == 2'd2;
        assign fourth = t[1:0] == 2'd3;
        assign n = t;
        assign low = t[8:0];
        always @(posedge clk)
          if (rst) begin
            t <= 64'd0; m3 <= 2'd0;
          end else begin
            t <= t + 64'd1; m3 <= third ? 2'd0 : m3 + 2'd1;
          end
      endmodule
      """;

  private static final String LOADER =
      """
      module loader (input wire clk, input wire write, input wire [11:0] address,
                     input wire [79:0] data, input wire [11:0] read, output wire [79:0] word);
        reg [79:0] store [0:4095];
        assign word = store[read];
        always @(posedge clk) if (write) store[address] <= data;
      endmodule
      """;

  private Model source(int events) throws IOException {
    var spec =
        TestDesigns.spec(
            folder,
            "source",
            SOURCE,
            in("clk", 1),
            in("rst", 1),
            out("third", 1),
            out("n", 64),
            out("fourth", 1),
            out("low", 9));
    var model = TestDesigns.build(spec).open(events);
    model.reset(1, "rst");
    return model;
  }

  private Model loader() throws IOException {
    return TestDesigns.build(
            TestDesigns.spec(
                folder,
                "loader",
                LOADER,
                in("clk", 1),
                in("write", 1),
                in("address", 12),
                in("data", 80),
                in("read", 12),
                out("word", 80)))
        .open();
  }

  private record Event(long cycle, int watch, long data) {}

  private static List<Event> expected(int cycles, boolean both) {
    var events = new ArrayList<Event>();
    for (int t = 1; t <= cycles; t++) {
      if (t % 3 == 2) {
        events.add(new Event(t + 1, 0, t));
      }
      if (both && t % 4 == 3) {
        events.add(new Event(t + 1, 1, t & 511));
      }
    }
    return events;
  }

  @Test
  void a_watch_reports_cycle_and_data_of_each_valid_cycle() throws IOException {
    try (var model = source(1000)) {
      assertEquals(0, model.watch("third", "n"));
      assertEquals(100, model.run(100));
      var events = new ArrayList<Event>();
      model.drain((cycle, watch, data) -> events.add(new Event(cycle, watch, data)));
      assertEquals(expected(100, false), events);
    }
  }

  @Test
  void an_event_bears_the_cycle_at_which_java_would_have_seen_it() throws IOException {
    try (var model = source(1000)) {
      model.watch("third", "n");
      while (model.port("third").get() == 0) {
        model.step();
      }
      long seen = model.cycle();
      model.drain((cycle, _, _) -> assertEquals(seen, cycle));
    }
  }

  @Test
  void a_run_returns_early_before_the_buffer_can_overflow() throws IOException {
    try (var model = source(8)) {
      model.watch("third", "n");
      model.watch("fourth", "low");
      long ran = model.run(1000);
      assertTrue(ran < 1000 && model.full(), "ran " + ran);
      assertEquals(0, model.run(1000));
      assertThrows(IllegalStateException.class, model::step);
      var events = new ArrayList<Event>();
      model.drain((cycle, watch, data) -> events.add(new Event(cycle, watch, data)));
      assertFalse(model.full());
      while (ran < 1000) {
        ran += model.run(1000 - ran);
        model.drain((cycle, watch, data) -> events.add(new Event(cycle, watch, data)));
      }
      assertEquals(expected(1000, true), events);
    }
  }

  @Test
  void a_run_with_a_sink_drains_as_often_as_needed() throws IOException {
    try (var model = source(8)) {
      model.watch("third", "n");
      model.watch("fourth", "low");
      var events = new ArrayList<Event>();
      assertEquals(
          1000, model.run(1000, (cycle, watch, data) -> events.add(new Event(cycle, watch, data))));
      assertEquals(expected(1000, true), events);
    }
  }

  @Test
  void a_buffer_too_small_for_the_watches_is_refused() throws IOException {
    try (var model = source(1)) {
      model.watch("third", "n");
      assertThrows(IllegalStateException.class, () -> model.watch("fourth", "low"));
    }
  }

  @Test
  void a_valid_port_has_1_bit() throws IOException {
    try (var model = source(8)) {
      var error = assertThrows(IllegalArgumentException.class, () -> model.watch("low", "n"));
      assertEquals("port low (9 bits) should have 1 bit", error.getMessage());
    }
  }

  @Test
  void feeding_loads_a_memory_of_wide_words_in_one_call() throws IOException {
    try (var model = loader()) {
      var inputs = List.of(model.port("write"), model.port("address"), model.port("data"));
      var records = new long[4 * 4096];
      for (int i = 0; i < 4096; i++) {
        records[4 * i] = 1;
        records[4 * i + 1] = i;
        records[4 * i + 2] = 0x9e3779b97f4a7c15L * i;
        records[4 * i + 3] = i * 13 & 0xffff;
      }
      assertEquals(4096, model.feed(inputs, records, (_, _, _) -> {}));
      assertEquals(4096, model.cycle());
      for (int i = 0; i < 4096; i++) {
        model.port("read").set(i);
        model.eval();
        assertEquals(records[4 * i + 2], model.port("word").word64(0));
        assertEquals(records[4 * i + 3], model.port("word").word64(1));
      }
    }
  }

  @Test
  void feeding_goes_on_when_the_event_buffer_fills() throws IOException {
    try (var model = source(2)) {
      model.watch("third", "n");
      var events = new ArrayList<Event>();
      var records = new long[50];
      long fed =
          model.feed(
              List.of(model.port("rst")),
              records,
              (cycle, watch, data) -> events.add(new Event(cycle, watch, data)));
      assertEquals(50, fed);
      assertEquals(expected(50, false), events);
    }
  }

  @Test
  void a_record_that_does_not_fit_is_refused_before_anything_runs() throws IOException {
    try (var model = loader()) {
      var address = List.of(model.port("address"));
      assertThrows(
          IllegalArgumentException.class,
          () -> model.feed(address, new long[] {1, 4096}, (_, _, _) -> {}));
      var data = List.of(model.port("data"));
      assertThrows(
          IllegalArgumentException.class, () -> model.feed(data, new long[3], (_, _, _) -> {}));
      assertEquals(0, model.cycle());
    }
  }
}
