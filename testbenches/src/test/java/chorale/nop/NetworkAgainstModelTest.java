package chorale.nop;

import static chorale.nop.NetworkDesign.parameters;

import chorale.nop.NetworkTraffic.Load;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass.Choice;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks under random traffic do in every cycle what a model without any of their hardware says;
 * and every packet arrives once at each of its leaves, in order, with one copy on each link.
 */
final class NetworkAgainstModelTest {
  private static final int CYCLES = 2000;
  private static final Load[] LOADS = {Load.RANDOM, Load.STALLS, Load.HEAVY};

  private static final int[] ONE = {1};

  private static VcClass unicast(String name, int vcs, int depth, Choice choice, int flits) {
    return VcClass.unicast(name, vcs, depth, choice, flits);
  }

  /** Each has what the others leave out. */
  static Stream<NetworkDesign> designs() {
    return Stream.of(
        NetworkDesign.tree(
            "star_of_one_vc",
            new int[] {4},
            ONE,
            ONE,
            1,
            parameters(
                32,
                2,
                Allocation.OUTPUT,
                Arbitration.ROUND_ROBIN,
                unicast("all", 1, 4, Choice.NEXT_OUTPUT, 1)),
            0,
            2),
        NetworkDesign.tree(
            "tree",
            new int[] {2, 3},
            new int[] {1, 1},
            new int[] {1, 1},
            3,
            parameters(
                33,
                2,
                Allocation.OUTPUT,
                Arbitration.MATRIX,
                unicast("all", 2, 5, Choice.NEXT_OUTPUT, 4)),
            1,
            3),
        NetworkDesign.tree(
            "fat_tree",
            new int[] {2, 2, 2},
            new int[] {2, 2, 1},
            new int[] {1, 2, 1},
            1,
            parameters(
                40,
                3,
                Allocation.SEPARABLE,
                Arbitration.WEIGHTED,
                unicast("data", 3, 3, Choice.DESTINATION, 5).weight(3),
                unicast("control", 1, 2, Choice.NEXT_OUTPUT, 1)),
            0,
            6),
        NetworkDesign.tree(
            "tree_of_free_vcs",
            new int[] {2, 3},
            new int[] {1, 1},
            new int[] {1, 1},
            4,
            parameters(
                40,
                2,
                Allocation.OUTPUT,
                Arbitration.ROUND_ROBIN,
                unicast("data", 3, 5, Choice.FREE, 6),
                unicast("control", 2, 2, Choice.FREE, 1)),
            1,
            4),
        NetworkDesign.tree(
            "switch_with_few_flows_an_input",
            new int[] {10},
            new int[] {1},
            new int[] {1},
            1,
            parameters(
                32,
                2,
                Allocation.OUTPUT,
                Arbitration.ROUND_ROBIN,
                unicast("all", 2, 4, Choice.FREE, 3)),
            1,
            4),
        NetworkDesign.of(
            "grid_of_free_vcs",
            Topology.grid(2, 3, 2),
            GoldenRoutes.grid(2, 3),
            parameters(
                32,
                3,
                Allocation.SEPARABLE,
                Arbitration.WEIGHTED,
                unicast("all", 2, 6, Choice.FREE, 4)),
            0,
            3),
        NetworkDesign.of(
            "grid",
            Topology.grid(3, 2, 5),
            GoldenRoutes.grid(3, 2),
            parameters(
                64,
                2,
                Allocation.SEPARABLE,
                Arbitration.AGE,
                unicast("all", 4, 7, Choice.NEXT_OUTPUT, 3)),
            1,
            5),
        NetworkDesign.tree(
            "single_flits_to_several_leaves",
            new int[] {3, 2},
            new int[] {1, 1},
            new int[] {1, 1},
            2,
            parameters(
                32, 3, Allocation.OUTPUT, Arbitration.AGE, VcClass.multicast("several", 3, 1)),
            0,
            1),
        NetworkDesign.tree(
            "dispatch_and_combine",
            new int[] {2, 3},
            new int[] {1, 1},
            new int[] {2, 1},
            1,
            parameters(
                48,
                2,
                Allocation.SEPARABLE,
                Arbitration.WEIGHTED,
                VcClass.multicast("dispatch", 7, 5).weight(3),
                unicast("combine", 2, 4, Choice.DESTINATION_DIGITS, 3).weight(2),
                unicast("control", 1, 2, Choice.NEXT_OUTPUT, 1)),
            1,
            6),
        NetworkDesign.of(
            "packets_to_several_leaves_of_a_grid",
            Topology.grid(2, 3, 1),
            GoldenRoutes.grid(2, 3),
            parameters(
                36,
                3,
                Allocation.OUTPUT,
                Arbitration.ROUND_ROBIN,
                VcClass.multicast("several", 4, 4)),
            0,
            4),
        NetworkDesign.tree(
            "classes_in_order",
            new int[] {2, 2},
            new int[] {1, 1},
            new int[] {1, 1},
            1,
            parameters(
                40,
                2,
                Allocation.OUTPUT,
                Arbitration.PRIORITY,
                unicast("control", 1, 3, Choice.NEXT_OUTPUT, 1),
                VcClass.multicast("single", 4, 1),
                unicast("data", 2, 4, Choice.NEXT_OUTPUT, 4)),
            1,
            4),
        NetworkDesign.tree(
            "flits_of_1024_bits",
            new int[] {3},
            ONE,
            ONE,
            1,
            parameters(
                1024,
                3,
                Allocation.OUTPUT,
                Arbitration.MATRIX,
                unicast("one", 2, 3, Choice.DESTINATION, 2),
                VcClass.multicast("several", 3, 3)),
            0,
            4));
  }

  /** As many random networks as the property {@code chorale.networks} says. */
  static Stream<NetworkDesign> random() {
    return LongStream.rangeClosed(1, Long.getLong("chorale.networks", 2))
        .mapToObj(RandomNetwork::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"designs", "random"})
  void every_flit_and_every_credit_comes_in_the_cycle_that_the_model_says(NetworkDesign design) {
    for (int i = 0; i < LOADS.length; i++) {
      try (var traffic = new NetworkTraffic(design, i + 1, true)) {
        traffic.run(CYCLES, LOADS[i]);
        traffic.drain();
      }
    }
  }

  /** The classes whose heads claim outputs, which could wait in a circle. */
  static Stream<NetworkDesign> claiming() {
    return designs()
        .filter(
            d -> d.parameters().classes().stream().anyMatch(c -> c.forks() && c.packetFlits() > 1))
        .filter(d -> d.parameters().width() < 64);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claiming")
  void packets_to_several_leaves_never_get_stuck(NetworkDesign design) {
    long runs = Long.getLong("chorale.networks", 2);
    for (long seed = 1; seed <= runs; seed++) {
      try (var traffic = new NetworkTraffic(design, 100 + seed, false)) {
        traffic.run(20_000, Load.STALLS);
        traffic.drain();
      }
    }
  }
}
