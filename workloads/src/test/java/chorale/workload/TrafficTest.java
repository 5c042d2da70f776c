package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrafficTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("chorale.workload.ProgramTest#programs")
  void equalsABruteForceCount(String name, Program program) {
    var config = program.config();
    var routing = program.routing();
    int each = config.pack().nop().chipletsPerGroup();
    int perChiplet = config.expertsPerChiplet();
    long packet = 1 + (config.model().hidden() * config.model().elementBytes() + 63) / 64;
    var traffic = Traffic.of(program);
    for (int c = 0; c < config.pack().chiplets(); c++) {
      // contiguous placement, written out anew
      Set<Integer> arriving = new HashSet<>();
      Set<Integer> experts = new HashSet<>();
      int pairs = 0;
      for (int t = 0; t < routing.tokens(); t++) {
        for (int j = 0; j < routing.topK(); j++) {
          if (routing.expert(t, j) / perChiplet == c) {
            arriving.add(t);
            experts.add(routing.expert(t, j));
            pairs++;
          }
        }
      }
      long bytes = (long) config.model().hidden() * config.model().expertHidden() * 2;
      long bursts = 0;
      long flits = 0;
      for (long at = 0; at < bytes; at += config.pack().dram().burstBytes()) {
        bursts++;
        flits += 1 + (Math.min(config.pack().dram().burstBytes(), bytes - at) + 63) / 64;
      }
      assertEquals(arriving.size(), traffic.tokensArriving(c), name);
      assertEquals(pairs, traffic.pairs(c), name);
      assertEquals(
          arriving.size() * packet,
          traffic.flits(Traffic.Link.LEAF_DOWN, c, Traffic.Flow.DISPATCH),
          name);
      assertEquals(
          experts.size() * 3 * flits,
          traffic.flits(Traffic.Link.LEAF_DOWN, c, Traffic.Flow.WEIGHTS),
          name);
      assertEquals(
          experts.size() * 3 * bursts + pairs * packet,
          traffic.flits(Traffic.Link.LEAF_UP, c),
          name);
    }
    for (int g = 0; g < config.pack().nop().groups(); g++) {
      Set<Integer> tokens = new HashSet<>();
      for (int t = 0; t < routing.tokens(); t++) {
        for (int j = 0; j < routing.topK(); j++) {
          if (routing.expert(t, j) / perChiplet / each == g) {
            tokens.add(t);
          }
        }
      }
      assertEquals(tokens.size() * packet, traffic.flits(Traffic.Link.TRUNK_DOWN, g), name);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chorale.workload.ProgramTest#programs")
  void whatLeavesTheLeavesArrivesAtTheRootAndTheMemory(String name, Program program) {
    var nop = program.config().pack().nop();
    var traffic = Traffic.of(program);
    for (int g = 0; g < nop.groups(); g++) {
      long up = 0;
      long down = 0;
      for (int i = 0; i < nop.chipletsPerGroup(); i++) {
        int c = g * nop.chipletsPerGroup() + i;
        up += traffic.flits(Traffic.Link.LEAF_UP, c);
        down += traffic.flits(Traffic.Link.LEAF_DOWN, c, Traffic.Flow.WEIGHTS);
      }
      assertEquals(
          up,
          traffic.flits(Traffic.Link.TRUNK_UP, g) + traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, g),
          name);
      assertEquals(down, traffic.flits(Traffic.Link.MEMORY_TO_SWITCH, g), name);
    }
  }

  @Test
  void oneTokenToTwoExpertsOfOneChipletTravelsOnceAndReturnsTwice() {
    var config = Fixtures.tiny(1, 2, 4, 2, 1, 64);
    var traffic = Traffic.of(ProgramBuilder.build(config, new Routing(new int[][] {{0, 1}}, 4)));
    assertEquals(2, traffic.flits(Traffic.Link.TRUNK_DOWN, 0));
    assertEquals(2, traffic.flits(Traffic.Link.LEAF_DOWN, 0, Traffic.Flow.DISPATCH));
    assertEquals(0, traffic.flits(Traffic.Link.LEAF_DOWN, 1));
    assertEquals(4, traffic.flits(Traffic.Link.TRUNK_UP, 0));
    assertEquals(2 * 3 * 2048, traffic.weightBytes(0));
  }
}
