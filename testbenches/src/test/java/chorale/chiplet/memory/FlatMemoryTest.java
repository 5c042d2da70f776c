package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.sim.Model;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FlatMemoryTest {
  private static final DramShape SMALL = new DramShape(2, 2, 8, 16, 32);
  private static final int TAG_BITS = 8;

  private static RtlHarness memory(
      String name, FlatTiming t, DramShape shape, int queue, boolean values) {
    return RtlHarness.of(
        "flat_" + name, () -> new FlatMemory(null, t, shape, queue, TAG_BITS, values));
  }

  private static void ask(Model model, DramShape s, boolean write, long burst, long tag) {
    model.port("port_valid").set(1);
    model.port("port_write").set(write ? 1 : 0);
    model.port("port_column").set(burst & s.columns() - 1);
    model.port("port_bank").set(burst >> s.columnBits() & s.banks() - 1);
    model.port("port_row").set(burst >> s.columnBits() + s.bankBits());
    model.port("port_tag").set(tag);
  }

  /** When requests are served, by their arrivals; written from the words of the Javadoc. */
  private static final class Server {
    final FlatTiming t;
    final List<Long> pages = new ArrayList<>();
    long bytes;
    long free;
    int turn;

    Server(FlatTiming t) {
      this.t = t;
      for (int s = 0; s < t.streams(); s++) {
        pages.add(-2L);
      }
    }

    long serve(long arrival, boolean write, long byteAddress) {
      long due = arrival + (write || follows(byteAddress / t.pageBytes()) ? 1 : t.latency());
      long begin = Math.max(due, free);
      while (bytes + t.milliBytes() < 32_000) {
        bytes += t.milliBytes();
        begin++;
      }
      bytes += t.milliBytes() - 32_000;
      free = begin + 1;
      return begin;
    }

    private boolean follows(long page) {
      for (int s = 0; s < pages.size(); s++) {
        if (pages.get(s) >= 0 && (pages.get(s) == page || pages.get(s) + 1 == page)) {
          pages.set(s, page);
          return true;
        }
      }
      if (!pages.isEmpty()) {
        pages.set(turn, page);
        turn = (turn + 1) % pages.size();
      }
      return false;
    }
  }

  private record Due(long cycle, long tag, BigInteger data) {}

  @Test
  void serves_in_order_by_latency_and_rate_and_gives_back_what_was_written() {
    for (var t :
        List.of(
            new FlatTiming("pages", "test", 23, 13_100, 128, 2), FlatTiming.fixed(17, 32_000))) {
      var random = new Random(31);
      var server = new Server(t);
      var stored = new HashMap<Long, BigInteger>();
      var due = new ArrayDeque<Due>();
      var data = new BigInteger(256, random);
      long burst = 0;
      int reads = 0;
      try (var model = memory(t.name(), t, SMALL, 8, true).open()) {
        for (long c = 0; c < 6000; c++) {
          model.port("port_valid").set(0);
          boolean asks = c < 5000 && random.nextInt(3) != 0;
          burst = random.nextInt(8) == 0 ? random.nextInt(512) : (burst + 1) % 512;
          boolean write = !stored.containsKey(burst) || random.nextInt(4) == 0;
          if (asks) {
            ask(model, SMALL, write, burst, c & 255);
            model.port("port_data").setWide(data);
          }
          model.eval();
          var first = due.peek();
          boolean answers = first != null && first.cycle == c;
          assertEquals(answers ? 1 : 0, model.port("port_answer").get(), t + " in cycle " + c);
          if (answers) {
            due.remove();
            assertEquals(first.tag, model.port("port_answerTag").get());
            assertEquals(first.data, model.port("port_answerData").getWide(), "cycle " + c);
            reads++;
          }
          if (asks && model.port("port_ready").get() == 1) {
            long cycle = server.serve(c, write, burst * 32);
            if (write) {
              stored.put(burst, data);
              data = new BigInteger(256, random);
            } else {
              due.add(new Due(cycle, c & 255, stored.get(burst)));
            }
          }
          model.step();
        }
      }
      assertTrue(due.isEmpty() && reads > 300, t + ": " + reads + " reads");
    }
  }

  @Test
  void an_ssd_streams_at_its_rate_after_one_latency() {
    var t = FlatTiming.SSD;
    long bursts = 4 * t.pageBytes() / 32;
    long answered = 0;
    long asked = 0;
    try (var model = memory("ssd", t, DramShape.HBM, 64, false).open()) {
      for (long c = 0; c < 200_000; c++) {
        model.port("port_valid").set(0);
        if (asked < bursts) {
          ask(model, DramShape.HBM, false, asked, 0);
        }
        model.eval();
        asked += asked < bursts ? model.port("port_ready").get() : 0;
        answered += model.port("port_answer").get();
        if (answered == bursts) {
          assertEquals(t.cycles(bursts, 32), c);
          return;
        }
        model.step();
      }
    }
    throw new AssertionError(answered + " of " + bursts);
  }

  @Test
  void refuses_figures_that_no_memory_has() {
    assertThrows(IllegalArgumentException.class, () -> FlatTiming.fixed(0, 1000));
    assertThrows(
        IllegalArgumentException.class, () -> new FlatTiming("odd", "test", 1, 1000, 96, 2));
  }
}
