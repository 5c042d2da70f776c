package chorale.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Configurations and routings that the tests share. */
final class Fixtures {
  static final Path EXAMPLES = Path.of("..", "examples");
  static final Path PREFILL =
      EXAMPLES.resolve("traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz");
  static final Path FIRST_TOKENS =
      EXAMPLES.resolve("traces/flame290m_it5473_firsttokens_64seq_10pos_8layers.csv.gz");

  private Fixtures() {}

  /**
   * A small package: 64-byte flits, 32 x 32 arrays, 1 MiB of SRAM, DRAM of {@code bytesPerCycle}
   * with latency 10 and 4 bursts of 1 KiB; H = Hi = 32, so that a token is 1 flit and a matrix 2
   * bursts.
   */
  static RunConfig tiny(
      int groups, int perGroup, int experts, int topK, int tokens, int bytesPerCycle) {
    return new RunConfig(
        Path.of("tiny.yaml"),
        "tiny",
        new RunConfig.Package(
            1.0,
            new RunConfig.Nop(groups, perGroup, 64, 16, 1),
            new RunConfig.Chiplet(32, 32, 1024, 16, 2),
            new RunConfig.Dram(bytesPerCycle, 10, 1024, 4)),
        new RunConfig.Model("tiny", "full size", 32, 32, experts, topK, 2),
        new RunConfig.TraceChoice(Path.of("none.csv"), 0, tokens),
        new RunConfig.Mapping(Placement.Strategy.CONTIGUOUS, RunConfig.Order.HOTTEST_FIRST),
        Path.of("out"));
  }

  static RunConfig example() {
    return RunConfigReader.read(EXAMPLES.resolve("nop-tree-16.yaml"));
  }

  static RunConfig withLayer(RunConfig config, int layer) {
    var trace = config.trace();
    return new RunConfig(
        config.source(),
        config.name(),
        config.pack(),
        config.model(),
        new RunConfig.TraceChoice(trace.file(), layer, trace.tokens()),
        config.mapping(),
        config.output());
  }

  static RunConfig withOrder(RunConfig config, RunConfig.Order order) {
    return new RunConfig(
        config.source(),
        config.name(),
        config.pack(),
        config.model(),
        config.trace(),
        new RunConfig.Mapping(config.mapping().placement(), order),
        config.output());
  }

  static RunConfig withSram(RunConfig config, int kib) {
    var pack = config.pack();
    var old = pack.chiplet();
    var chiplet =
        new RunConfig.Chiplet(
            old.arrayRows(), old.arrayColumns(), kib, old.sramBanks(), old.expertsResident());
    return new RunConfig(
        config.source(),
        config.name(),
        new RunConfig.Package(pack.clockGhz(), pack.nop(), chiplet, pack.dram()),
        config.model(),
        config.trace(),
        config.mapping(),
        config.output());
  }

  /** A random program: package, model and skewed routing all drawn from {@code seed}. */
  static Program random(long seed) {
    var random = new Random(seed);
    int groups = 1 + random.nextInt(4);
    int perGroup = 1 + random.nextInt(4);
    int experts = groups * perGroup * (1 + random.nextInt(5));
    int topK = 1 + random.nextInt(Math.min(8, experts));
    int tokens = 1 + random.nextInt(120);
    var config = tiny(groups, perGroup, experts, topK, tokens, 1 << random.nextInt(9));
    // a random subset of experts, so that some stay without tokens
    int alive = Math.max(topK, 1 + random.nextInt(experts));
    List<Integer> pool = new ArrayList<>(IntStream.range(0, experts).boxed().toList());
    Collections.shuffle(pool, random);
    var rows = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      List<Integer> row = new ArrayList<>(pool.subList(0, alive));
      Collections.shuffle(row, random);
      rows[t] = row.stream().limit(topK).mapToInt(Integer::intValue).toArray();
    }
    return ProgramBuilder.build(config, new Routing(rows, experts));
  }

  /** The shipped example's Program on every layer of the shipped trace. */
  static List<Program> shipped() {
    return IntStream.rangeClosed(2, 9)
        .mapToObj(layer -> withLayer(example(), layer))
        .map(config -> ProgramBuilder.build(config, TraceReader.read(config)))
        .toList();
  }
}
