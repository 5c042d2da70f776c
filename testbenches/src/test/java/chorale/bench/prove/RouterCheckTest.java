package chorale.bench.prove;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.Network;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.nop.VirtualChannels;
import chorale.sim.Simulation;
import chorale.sim.SimulationException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the proofs of routers assert also holds in networks that are too large to prove. */
final class RouterCheckTest {
  private static final long SEED = 20;
  private static final int CYCLES = 20_000;
  private static final int WIDTH = 24;
  private static final int PATIENCE = 20;

  static Stream<RouterParameters> parameters() {
    return Stream.of(
        RouterParameters.of(WIDTH, VcClass.unicast("one", 2, 4, Choice.NEXT_OUTPUT, 3)),
        RouterParameters.of(WIDTH, VcClass.unicast("free", 3, 2, Choice.FREE, 3)),
        RouterParameters.of(WIDTH, VcClass.multicast("several", 4, 3)));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void random_traffic_breaks_no_check_of_a_tree(RouterParameters p) {
    var random = new Random(SEED);
    try (var sim = Simulation.of(() -> new RouterCheck(Topology.tree(2, 3, 2), p, 4, PATIENCE))) {
      sim.reset();
      for (int i = 0; i < CYCLES; i++) {
        sim.dut().switches.forEach(x -> sim.poke(x, random.nextBoolean()));
        sim.dut().numbers.forEach(x -> sim.poke(x, random.nextLong() & (1L << x.width()) - 1));
        sim.step();
      }
    }
  }

  @Test
  void a_leaf_that_makes_a_credit_is_found_out() {
    var kind = VcClass.unicast("one", 1, 2, Choice.NEXT_OUTPUT, 2);
    var p = RouterParameters.of(WIDTH, kind).withChecks();
    var plan = new VirtualChannels(Topology.tree(1, 2), List.of(kind));
    var format = new PacketFormat(2, false, 0, WIDTH);
    try (var sim = Simulation.of(() -> new Network(null, plan, format, p, 1, 2))) {
      sim.reset();
      sim.step(5);
      sim.poke(sim.dut().leave[1].credit(), 1);
      var thrown = assertThrows(SimulationException.class, () -> sim.step(5));
      assertTrue(thrown.getMessage().contains("leaf 1 returns a credit"), thrown.getMessage());
    }
  }
}
