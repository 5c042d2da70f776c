package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Reset;
import chorale.sim.Simulation;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Crossings keep every word in order, whatever the ratio of the clocks. */
final class TwoClocksTest {
  private static final int WORDS = 2000;

  private static final class Way {
    private final Simulation<TwoClocks> sim;
    private final Stream in;
    private final Stream out;
    private final Random random;
    private final ArrayDeque<Long> under = new ArrayDeque<>();
    private long next = 1;
    private boolean offered;
    int arrived;
    int most;

    Way(Simulation<TwoClocks> sim, Stream in, Stream out, Random random) {
      this.sim = sim;
      this.in = in;
      this.out = out;
      this.random = random;
    }

    /** Before an edge of the sender: what is offered stays until it is taken. */
    void beforeSend() {
      offered |= random.nextInt(4) > 0;
      sim.poke(in.valid(), offered);
      sim.poke(in.bits(), next);
      if (offered && sim.peek(in.ready())) {
        under.add(next);
        most = Math.max(most, under.size());
        next = random.nextInt(1 << TwoClocks.WIDTH);
        offered = false;
      }
    }

    void beforeReceive() {
      boolean ready = random.nextInt(4) > 0;
      sim.poke(out.ready(), ready);
      if (ready && sim.peek(out.valid())) {
        sim.expect(out.bits(), under.remove());
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
  void every_word_arrives_once_and_in_order(Reset kind, int depth, int period, int other) {
    try (var sim = Simulation.of(() -> new TwoClocks(kind, depth))) {
      var top = sim.dut();
      var random = new Random(period * 100L + other);
      var fast = new Way(sim, top.fast, top.fastOut, random);
      var slow = new Way(sim, top.slow, top.slowOut, random);
      long nextFrom = period;
      long nextTo = other / 2;
      for (long edge = 0; fast.arrived < WORDS || slow.arrived < WORDS / 8; edge++) {
        assertTrue(edge < 400_000, "words stay behind");
        boolean resets = edge < 8;
        sim.poke(top.from.reset(), resets != kind.isLow());
        sim.poke(top.to.reset(), resets != kind.isLow());
        boolean send = nextFrom <= nextTo;
        boolean receive = nextTo <= nextFrom;
        if (send && !resets) {
          fast.beforeSend();
          slow.beforeSend();
        }
        if (receive && !resets) {
          fast.beforeReceive();
          slow.beforeReceive();
        }
        for (boolean level : new boolean[] {true, false}) {
          edges(sim, send, receive, level);
        }
        nextFrom += send ? period : 0;
        nextTo += receive ? other : 0;
      }
      assertTrue(other <= period || fast.most >= depth, "the queue was never full: " + fast.most);
    }
  }

  /** Both clocks at once, if both are due: what one drives, the other must not see. */
  private static void edges(Simulation<TwoClocks> sim, boolean from, boolean to, boolean level) {
    if (from) {
      sim.poke(sim.dut().from.clock(), level);
    }
    if (to) {
      sim.poke(sim.dut().to.clock(), level);
    }
    sim.peek(sim.dut().fast.ready()); // the model is evaluated when something is read
  }
}
