import chorale.sim.Simulation;
import java.util.Random;

/** Sends numbered words through a router of four ports and checks what comes out where. */
final class RouterBench {
  private static final int PORTS = 4;

  static void main() {
    try (var sim = Simulation.of(() -> new Router(null, 8, PORTS))) {
      run(sim.reset());
    }
  }

  /** A word is {@code number of the input * 64 + count * 4 + output}, so none passes another. */
  private static void run(Simulation<Router> sim) {
    var router = sim.dut();
    var random = new Random(1);
    var sent = new int[PORTS][PORTS]; // by input and output
    var got = new int[PORTS][PORTS];
    var target = new int[PORTS];
    int words = 0;
    for (int cycle = 0; cycle < 1000; cycle++) {
      for (int i = 0; i < PORTS; i++) {
        int count = sent[i][target[i]] % 16;
        sim.poke(router.in[i].bits(), i * 64 + count * 4 + target[i]);
        sim.poke(router.in[i].valid(), true);
        sim.poke(router.out[i].ready(), random.nextInt(4) != 0);
      }
      for (int i = 0; i < PORTS; i++) {
        if (sim.peek(router.in[i].ready())) {
          sent[i][target[i]]++;
          target[i] = random.nextInt(PORTS);
        }
        var out = router.out[i];
        if (sim.peek(out.valid()) && sim.peek(out.ready())) {
          int from = (int) sim.peek(out.bits()) / 64;
          sim.expect(out.bits(), from * 64 + got[from][i]++ % 16 * 4 + i);
          words++;
        }
      }
      sim.step();
    }
    System.out.println(words + " words in 1000 cycles, all at their outputs and in order");
  }
}
