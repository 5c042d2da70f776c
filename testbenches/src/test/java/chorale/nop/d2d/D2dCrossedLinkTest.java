package chorale.nop.d2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.TestFolders;
import chorale.bench.faults.Traffic;
import chorale.bench.faults.Traffic.Load;
import chorale.hdl.Elaboration;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.Port;
import chorale.sim.PortInfo;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chiplets with clocks of their own: whatever the ratio, everything arrives exactly once. */
final class D2dCrossedLinkTest {
  private static final D2dParameters P = D2dParameters.of(2, 32, 24, 6, 8, 2);
  private static final long EACH = 2_000;
  private static final long LIMIT = 3_000_000;

  private static ModelLibrary library() throws IOException {
    var circuit = Elaboration.of(() -> new D2dCrossedLink(null, P));
    var ports =
        circuit.top().ports().stream()
            .map(q -> new PortInfo(q.name(), q.width(), q.input()))
            .toList();
    var files = Verilog.emit(circuit, TestFolders.rtl("d2d-crossed"));
    var spec = new ModelSpec(circuit.top().name(), files, ports, "");
    return ModelBuilder.build(
        spec, BuildOptions.defaults(), TestFolders.MODELS, BuildListener.SILENT);
  }

  /** A clock with the two ends of traffic that live by it. */
  private static final class Side {
    final Port clock;
    final Traffic sends;
    final Traffic receives;
    final long period;
    long next;

    Side(Model model, String name, long period, long phase, Traffic sends, Traffic receives) {
      clock = model.port(name + "_clock");
      this.sends = sends;
      this.receives = receives;
      this.period = period;
      next = phase;
    }

    void before() {
      if (sends != null) {
        sends.send();
        receives.giveCredits();
      }
    }

    void after(boolean runs) {
      next += period;
      if (runs && sends != null) {
        sends.takeCredits();
        receives.receive();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 10", "10, 37, 13", "41, 10, 10", "10, 11, 43", "7, 20, 20"})
  void flits_and_credits_cross_clocks_of_any_ratio(long a, long b, long link) throws IOException {
    var load = new Load(EACH, 0.9, 0.1, a * 10_000 + b * 100 + link);
    try (var model = library().open()) {
      var there = new Traffic(model, P, "fromA", "toB", load);
      var back = new Traffic(model, P, "fromB", "toA", load);
      Side[] sides = {
        new Side(model, "sideA", a, 1, there, back),
        new Side(model, "sideB", b, 3, back, there),
        new Side(model, "link", link, 5, null, null)
      };
      resets(model, 1);
      for (long time = 0; time < 10 * Math.max(a, Math.max(b, link)); time++) {
        tick(model, sides, time, false);
      }
      resets(model, 0);
      long time = sides[0].next;
      while (!(there.isDone() && back.isDone()) && time < LIMIT) {
        tick(model, sides, time++, true);
      }
      for (Traffic traffic : new Traffic[] {there, back}) {
        assertTrue(traffic.isDone(), "everything arrives, and all credits come back");
        assertEquals(0, traffic.lost() + traffic.doubled() + traffic.wrong());
        assertEquals(traffic.golden(), traffic.digest());
      }
    }
  }

  private static void resets(Model model, int value) {
    for (String side : new String[] {"sideA", "sideB", "link"}) {
      model.port(side + "_reset").set(value);
    }
  }

  /** All edges of one moment at once, then the clocks fall. */
  private static void tick(Model model, Side[] sides, long time, boolean runs) {
    boolean edge = false;
    for (Side side : sides) {
      if (side.next <= time) {
        if (runs) {
          side.before();
        }
        edge = true;
      }
    }
    if (!edge) {
      return;
    }
    model.eval();
    for (Side side : sides) {
      side.clock.set(side.next <= time ? 1 : 0);
    }
    model.eval();
    for (Side side : sides) {
      if (side.next <= time) {
        side.after(runs);
      }
    }
    for (Side side : sides) {
      side.clock.set(0);
    }
    model.eval();
  }
}
