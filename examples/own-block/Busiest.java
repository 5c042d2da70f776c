import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.rtl.flow.HandOver;
import chorale.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * Counts the tokens of each expert and names the one that has most, the lowest of equal ones. The
 * answer knows of a token one cycle after it came. A count that is full stays full.
 */
final class Busiest extends Module {
  final Bool valid = inBool();
  final UInt expert;
  final UInt busiest;
  final UInt tokens;

  Busiest(Module parent, int experts, int countBits) {
    require(experts >= 2, "a Busiest of " + experts + " experts: at least 2");
    super(parent);
    int indexBits = log2(experts);
    expert = in(indexBits);
    busiest = out(indexBits);
    tokens = out(countBits);
    UInt most = UInt.lit(0, countBits);
    UInt which = UInt.lit(0, indexBits);
    for (int e = 0; e < experts; e++) {
      var count = reg(countBits).named("count_" + e);
      var here = valid.and(expert.eq(e)).andNot(count.all());
      when(here, () -> count.set(count.plus(1)));
      var more = count.gt(most);
      most = more.mux(count, most);
      which = more.mux(UInt.lit(e, indexBits), which);
    }
    busiest.set(which);
    tokens.set(most);
  }

  static void main() throws IOException {
    var design = Elaboration.of(() -> new Busiest(null, 16, 12));
    HandOver.write(design, Path.of("out/own-block"), 1.0, "1.0.0");
    try (var sim = Simulation.of(() -> new Busiest(null, 16, 12))) {
      compare(sim.reset());
    }
  }

  /** The same in plain Java, on a thousand random tokens. */
  private static void compare(Simulation<Busiest> sim) {
    var block = sim.dut();
    var random = new Random(1);
    var counts = new int[16];
    for (int t = 0; t < 1000; t++) {
      int expert = Math.min(random.nextInt(16), random.nextInt(16));
      sim.poke(block.valid, true);
      sim.poke(block.expert, expert);
      sim.step();
      counts[expert]++;
      int most = 0;
      for (int e = 1; e < 16; e++) {
        most = counts[e] > counts[most] ? e : most;
      }
      sim.expect(block.busiest, most);
      sim.expect(block.tokens, counts[most]);
    }
    System.out.println("1000 tokens, the busiest expert right after each");
  }
}
