package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.bench.RtlHarness;
import chorale.bench.RtlHarness.PackageRun;
import chorale.workload.Placement;
import chorale.workload.Program;
import chorale.workload.ProgramBuilder;
import chorale.workload.Routing;
import chorale.workload.RunConfig;
import chorale.workload.Traffic;
import chorale.workload.Traffic.Link;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two groups of two chiplets, 8 experts, top 2, arrays of 8 x 8, memories of 24 bytes a cycle. */
final class PackageTest {
  private static final int GROUPS = 2;
  private static final int PER_GROUP = 2;
  private static final int EXPERTS = 8;
  private static final int TOP_K = 2;
  private static final int TOKENS = 32;
  private static final long LIMIT = 100_000;

  private static final RunConfig CONFIG = config(List.of());

  private static RunConfig config(List<Integer> disabled) {
    return new RunConfig(
        Path.of("small.yaml"),
        "small",
        new RunConfig.Package(
            1.0,
            new RunConfig.Nop(GROUPS, PER_GROUP, disabled, 64, 8, 1),
            new RunConfig.Chiplet(8, 8, 64, 4, 2),
            new RunConfig.Dram(24, 20, 1024, 2)),
        new RunConfig.Model("small", "tiny", 64, 16, EXPERTS, TOP_K, 2),
        new RunConfig.TraceChoice(Path.of("none.csv"), 0, TOKENS),
        new RunConfig.Mapping(Placement.Strategy.CONTIGUOUS, RunConfig.Order.HOTTEST_FIRST),
        Path.of("out"));
  }

  private static final RtlHarness PACKAGE = RtlHarness.ofPackage("small_package", CONFIG);

  /** Tokens to random experts; few of them in some of the runs, so that some have no tokens. */
  private static Program program(RunConfig config, long seed) {
    var random = new Random(seed);
    var experts = new ArrayList<>(IntStream.range(0, EXPERTS).boxed().toList());
    Collections.shuffle(experts, random);
    int alive = TOP_K + random.nextInt(EXPERTS - TOP_K + 1);
    var rows = new int[TOKENS][];
    for (int t = 0; t < TOKENS; t++) {
      var row = new ArrayList<>(experts.subList(0, alive));
      Collections.shuffle(row, random);
      rows[t] = row.stream().limit(TOP_K).mapToInt(Integer::intValue).toArray();
    }
    return ProgramBuilder.build(config, new Routing(rows, EXPERTS));
  }

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_pair_arrives_and_returns_once_and_every_link_carries_its_traffic(int seed) {
    var program = program(CONFIG, seed);
    var run = PACKAGE.run(program, LIMIT);
    assertEquals(0, run.lostOrDoubled(), "seed " + seed);
    var traffic = Traffic.of(program);
    for (int g = 0; g < GROUPS; g++) {
      String node = "switch_" + g;
      same(traffic, run, seed, Link.TRUNK_DOWN, g, "root", "down_" + g);
      same(traffic, run, seed, Link.TRUNK_UP, g, node, "up");
      same(traffic, run, seed, Link.SWITCH_TO_MEMORY, g, node, "memory");
      same(traffic, run, seed, Link.MEMORY_TO_SWITCH, g, "memory_" + g, "reply");
      for (int i = 0; i < PER_GROUP; i++) {
        int c = g * PER_GROUP + i;
        same(traffic, run, seed, Link.LEAF_DOWN, c, node, "down_" + i);
        same(traffic, run, seed, Link.LEAF_UP, c, "chiplet_" + c, "up");
      }
    }
  }

  /** One chiplet, one of each group, a whole group, all but the last. */
  static Stream<List<Integer>> yields() {
    return Stream.of(List.of(0), List.of(1, 2), List.of(0, 1), List.of(0, 1, 2));
  }

  @ParameterizedTest
  @MethodSource("yields")
  void without_some_chiplets_the_others_do_all_the_work(List<Integer> disabled) {
    var config = config(disabled);
    var name = disabled.stream().map(String::valueOf).collect(Collectors.joining("_"));
    var rtl = RtlHarness.ofPackage("small_package_without_" + name, config);
    for (int seed = 1; seed <= 5; seed++) {
      var program = program(config, seed);
      var run = rtl.run(program, LIMIT);
      assertEquals(0, run.lostOrDoubled(), "seed " + seed);
      var traffic = Traffic.of(program);
      for (int c = 0; c < GROUPS * PER_GROUP; c++) {
        boolean there = !disabled.contains(c);
        assertEquals(there, run.counters().containsKey("chiplet_" + c), "chiplet " + c);
        if (there) {
          same(traffic, run, seed, Link.LEAF_UP, c, "chiplet_" + c, "up");
        }
      }
      for (int g = 0; g < GROUPS; g++) {
        boolean there = !disabled.containsAll(List.of(PER_GROUP * g, PER_GROUP * g + 1));
        assertEquals(there, run.counters().containsKey("switch_" + g), "switch " + g);
        if (there) {
          same(traffic, run, seed, Link.TRUNK_DOWN, g, "root", "down_" + g);
        }
      }
    }
  }

  private static void same(
      Traffic traffic, PackageRun run, int seed, Link link, int index, String node, String name) {
    assertEquals(
        traffic.flits(link, index),
        run.count(node, name + "_flits"),
        () -> "seed %d, %s %d".formatted(seed, link, index));
  }

  @Test
  void two_runs_of_one_program_are_equal_in_every_cycle_and_count() {
    assertEquals(PACKAGE.run(program(CONFIG, 7), LIMIT), PACKAGE.run(program(CONFIG, 7), LIMIT));
  }
}
