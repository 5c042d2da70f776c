package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.HdlException;
import chorale.sim.Bench;
import chorale.sim.junit.HdlExtension;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The combine VC goes to the reducer, or to the router with all the others. */
@ExtendWith(HdlExtension.class)
final class CombineSplitTest {
  private static final int WIDTH = 20;

  @ParameterizedTest
  @CsvSource({"3, 0", "3, 2", "2, 1", "1, 0"})
  void flits_and_credits_of_the_combine_go_where_the_mode_says(int vcs, int combine, Bench bench) {
    var sim = bench.simulate(() -> new CombineSplit(null, vcs, WIDTH, combine));
    var split = sim.dut();
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      boolean home = random.nextBoolean();
      long valid = random.nextBoolean() ? 1L << random.nextInt(vcs) : 0;
      long flit = random.nextInt(1 << WIDTH);
      long credits = random.nextInt(1 << vcs);
      long credit = random.nextInt(2);
      sim.poke(split.home, home);
      sim.poke(split.in.valid(), valid);
      sim.poke(split.in.flit(), flit);
      sim.poke(split.router.credit(), credits);
      sim.poke(split.reducer.credit(), credit);
      long mask = 1L << combine;
      sim.expect(split.router.flit(), flit);
      sim.expect(split.reducer.flit(), flit);
      sim.expect(split.router.valid(), home ? valid : valid & ~mask);
      sim.expect(split.reducer.valid(), !home && valid == mask ? 1 : 0);
      sim.expect(split.in.credit(), home ? credits : credits & ~mask | credit << combine);
      sim.step();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void the_combine_vc_must_exist(int combine) {
    var e =
        Assertions.assertThrows(
            HdlException.class,
            () -> Elaboration.of(() -> new CombineSplit(null, 2, WIDTH, combine)));
    assertTrue(e.getMessage().contains("the combine VC %d of 2 VCs".formatted(combine)));
  }
}
