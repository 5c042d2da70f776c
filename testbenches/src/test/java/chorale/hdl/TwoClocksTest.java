package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Reset;
import chorale.sim.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Crossings keep every word in order, whatever the ratio of the clocks. */
final class TwoClocksTest {
  private static final int WORDS = 2000;

  @TempDir private Path folder;

  private static final class Way {
    private final Model model;
    private final String in;
    private final String out;
    private final Random random;
    private final ArrayDeque<Long> under = new ArrayDeque<>();
    private long next = 1;
    private boolean offered;
    int arrived;
    int most;

    Way(Model model, String name, Random random) {
      this.model = model;
      this.in = name;
      this.out = name + "Out";
      this.random = random;
    }

    /** Before an edge of the sender: what is offered stays until it is taken. */
    void beforeSend() {
      offered |= random.nextInt(4) > 0;
      model.port(in + "_valid").set(offered ? 1 : 0);
      model.port(in + "_bits").set(next);
      model.eval();
      if (offered && model.port(in + "_ready").get() == 1) {
        under.add(next);
        most = Math.max(most, under.size());
        next = random.nextInt(1 << TwoClocks.WIDTH);
        offered = false;
      }
    }

    void beforeReceive() {
      boolean ready = random.nextInt(4) > 0;
      model.port(out + "_ready").set(ready ? 1 : 0);
      model.eval();
      if (ready && model.port(out + "_valid").get() == 1) {
        assertEquals(under.remove(), model.port(out + "_bits").get(), out + " word " + arrived);
        arrived++;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SYNC, 4, 10, 10",
    "SYNC, 2, 10, 37",
    "ASYNC, 8, 41, 10",
    "ASYNC_LOW, 4, 10, 11",
    "SYNC_LOW, 16, 29, 30"
  })
  void every_word_arrives_once_and_in_order(Reset kind, int depth, int period, int other)
      throws IOException {
    var library = Simulation.build(Elaboration.of(() -> new TwoClocks(kind, depth)), folder);
    try (var model = library.open()) {
      var random = new Random(period * 100L + other);
      var fast = new Way(model, "fast", random);
      var slow = new Way(model, "slow", random);
      String[] resets = {kind.portName("from_reset"), kind.portName("to_reset")};
      long nextFrom = period;
      long nextTo = other / 2;
      for (long edge = 0; fast.arrived < WORDS || slow.arrived < WORDS / 8; edge++) {
        assertTrue(edge < 400_000, "words stay behind");
        for (String reset : resets) {
          model.port(reset).set(edge < 8 == kind.isLow() ? 0 : 1);
        }
        model.eval();
        boolean send = nextFrom <= nextTo;
        boolean receive = nextTo <= nextFrom;
        if (send && edge >= 8) {
          fast.beforeSend();
          slow.beforeSend();
        }
        if (receive && edge >= 8) {
          fast.beforeReceive();
          slow.beforeReceive();
        }
        set(model, send, receive, 1);
        set(model, send, receive, 0);
        nextFrom += send ? period : 0;
        nextTo += receive ? other : 0;
      }
      assertTrue(other <= period || fast.most >= depth, "the queue was never full: " + fast.most);
    }
  }

  private static void set(Model model, boolean from, boolean to, int level) {
    if (from) {
      model.port("from_clock").set(level);
    }
    if (to) {
      model.port("to_clock").set(level);
    }
    model.eval();
  }
}
