package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.bench.noc.NetworkBench;
import chorale.bench.noc.NetworkConfig;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.VcClass.Choice;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In an empty tree of 64 leaves, every packet takes what the formula says, to the cycle. */
final class ZeroLoadTest {
  private static final int LINK = 1;
  private static final int GROUP = 4;

  @ParameterizedTest(name = "{0} stages, packets of {1} flits")
  @CsvSource({"2, 1", "3, 3"})
  void every_pair_of_leaves_is_apart_by_its_routers_and_links(int stages, int flits) {
    var kind = VcClass.unicast("all", 1, 4, Choice.NEXT_OUTPUT, flits);
    var p =
        new RouterParameters(64, List.of(kind), stages, Allocation.OUTPUT, Arbitration.ROUND_ROBIN);
    var config =
        new NetworkConfig(
            "zero_load_" + stages, Topology.tree(LINK, GROUP, GROUP, GROUP), p, false, 1);
    var library = RtlHarness.of(config.name(), config::top).library();
    var measured = new long[1];
    try (var bench = new NetworkBench(config, library)) {
      for (int s = 0; s < config.topology().leaves(); s++) {
        for (int d = 0; d < config.topology().leaves(); d++) {
          measured[0] = 0;
          bench.send(s, d, 0, flits);
          while (measured[0] == 0) {
            bench.step((_, _, _, latency) -> measured[0] = latency);
          }
          int hops = s / GROUP == d / GROUP ? 1 : s / 16 == d / 16 ? 3 : 5;
          // routers, links between them, links of both leaves, tail behind its head
          int cycles = hops * stages + (hops - 1) * LINK + 2 * 1 + flits - 1;
          assertEquals(cycles, measured[0], "from leaf %d to %d".formatted(s, d));
          assertEquals(cycles, config.zeroLoad(hops, (hops - 1) * LINK, flits));
        }
      }
    }
  }
}
