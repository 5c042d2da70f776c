package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.sim.Model;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelPipeTest {
  private static final int VCS = 3;
  private static final int WIDTH = 16;
  private static final int CYCLES = 500;
  private static final RtlHarness PIPES = RtlHarness.of("pipes", Pipes::new);

  /** Links of several latencies side by side. */
  static final class Pipes extends Module {
    final Channel[] in = new Channel[6];
    final Channel[] out = new Channel[6];

    Pipes() {
      super(null);
      for (int latency : new int[] {1, 2, 5}) {
        in[latency] = Channel.receiver(this, VCS, WIDTH);
        out[latency] = Channel.sender(this, VCS, WIDTH);
        var pipe = new ChannelPipe(this, VCS, WIDTH, latency);
        pipe.in.from(in[latency]);
        out[latency].from(pipe.out);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void a_flit_comes_out_exactly_the_latency_later(int latency) {
    try (var model = PIPES.open()) {
      assertEquals(latency, cyclesUntilOne(model, "in_" + latency, "out_" + latency, "valid"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void a_credit_comes_back_exactly_the_latency_later(int latency) {
    try (var model = PIPES.open()) {
      assertEquals(latency, cyclesUntilOne(model, "out_" + latency, "in_" + latency, "credit"));
    }
  }

  /** Pulses one port once and counts cycles until the other one shows it. */
  private static int cyclesUntilOne(Model model, String from, String to, String signal) {
    model.port(from + "_" + signal).set(1);
    for (int cycle = 0; cycle < 20; cycle++) {
      model.eval();
      if (model.port(to + "_" + signal).get() == 1) {
        return cycle;
      }
      model.step();
      model.port(from + "_" + signal).set(0);
    }
    return -1;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void a_flit_may_move_in_every_cycle_and_none_is_lost_or_made(int latency) {
    var random = new Random(latency);
    var valid = new long[CYCLES];
    var flit = new long[CYCLES];
    try (var model = PIPES.open()) {
      var in = LinkPorts.of(model, "in_" + latency);
      var out = LinkPorts.of(model, "out_" + latency);
      for (int t = 0; t < CYCLES; t++) {
        valid[t] = t < CYCLES / 2 || random.nextBoolean() ? 1L << random.nextInt(VCS) : 0;
        flit[t] = random.nextInt(1 << WIDTH);
        in.valid().set(valid[t]);
        in.flit().set(flit[t]);
        model.eval();
        int sent = t - latency;
        assertEquals(sent < 0 ? 0 : valid[sent], out.valid().get(), "valid in cycle " + t);
        if (sent >= 0 && valid[sent] != 0) {
          assertEquals(flit[sent], out.flit().get(), "flit in cycle " + t);
        }
        model.step();
      }
    }
  }
}
