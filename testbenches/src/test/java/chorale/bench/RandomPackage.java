package chorale.bench;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.RunConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Small packages and routings drawn at random: odd shapes, ragged sizes, chiplets that are left
 * out, slow memories, shallow buffers. SRAM is ample, for its size is not what the bounds are
 * about.
 */
final class RandomPackage {
  private static final int SRAM_KIB = 1 << 16;

  private RandomPackage() {}

  static RunConfig config(Random random) {
    int groups = 1 + random.nextInt(random.nextInt(4) == 0 ? 8 : 3);
    int perGroup = 1 + random.nextInt(4);
    int flit = 16 << random.nextInt(4);
    var disabled = disabled(random, groups * perGroup);
    int chiplets = groups * perGroup - disabled.size();
    int experts = Math.max(2, chiplets * (1 + random.nextInt(4)) + random.nextInt(chiplets));
    var nop =
        new RunConfig.Nop(
            groups, perGroup, disabled, flit, 4 + random.nextInt(29), 1 + random.nextInt(8));
    var chiplet =
        new RunConfig.Chiplet(
            4 + random.nextInt(29),
            4 + random.nextInt(29),
            SRAM_KIB,
            2 << random.nextInt(4),
            1 + random.nextInt(3));
    var dram =
        new RunConfig.Dram(
            random.nextBoolean() ? flit : 4 + random.nextInt(2 * flit),
            1 + random.nextInt(200),
            flit * (1 + random.nextInt(20)),
            1 + random.nextInt(6));
    var model =
        new RunConfig.Model(
            "random",
            "full size",
            1 + random.nextInt(150),
            1 + random.nextInt(150),
            experts,
            1 + random.nextInt(Math.min(6, experts)),
            2);
    return config(nop, chiplet, dram, model, 8 + random.nextInt(121));
  }

  /** The same package with stacks of HBM2, of one to eight pseudo-channels. */
  static RunConfig onHbm(RunConfig old, Random random) {
    var nop = old.pack().nop();
    int flit = Math.max(32, nop.flitBytes());
    var wider = withFlits(nop, flit);
    var dram =
        new RunConfig.Dram(
            RunConfig.DramKind.HBM2,
            16 << random.nextInt(4),
            0,
            flit * (1 + random.nextInt(40)),
            1 + random.nextInt(6),
            RunConfig.Dram.CHANNEL_MIB);
    return config(wider, old.pack().chiplet(), dram, old.model(), old.trace().tokens());
  }

  /** The same package with a drive for each group. */
  static RunConfig onSlowTier(RunConfig old, Random random) {
    var kind = RunConfig.DramKind.SSD;
    int flit = Math.max(32, old.pack().nop().flitBytes());
    var dram =
        new RunConfig.Dram(
            kind,
            kind.channelBytesPerCycle(),
            0,
            flit * (1 + random.nextInt(40)),
            1 + random.nextInt(6),
            RunConfig.Dram.CHANNEL_MIB);
    var nop = withFlits(old.pack().nop(), flit);
    return config(nop, old.pack().chiplet(), dram, old.model(), old.trace().tokens());
  }

  private static RunConfig.Nop withFlits(RunConfig.Nop nop, int bytes) {
    return new RunConfig.Nop(
        nop.groups(),
        nop.chipletsPerGroup(),
        nop.disabledChiplets(),
        bytes,
        nop.bufferFlits(),
        nop.linkLatencyCycles());
  }

  /** In every second package some chiplets are left out, but for one at least. */
  private static List<Integer> disabled(Random random, int chiplets) {
    int kept = random.nextInt(chiplets);
    boolean some = random.nextBoolean();
    return IntStream.range(0, chiplets)
        .filter(c -> some && c != kept && random.nextInt(3) == 0)
        .boxed()
        .toList();
  }

  static RunConfig config(
      RunConfig.Nop nop,
      RunConfig.Chiplet chiplet,
      RunConfig.Dram dram,
      RunConfig.Model model,
      int tokens) {
    return new RunConfig(
        Path.of("random.yaml"),
        "random",
        new RunConfig.Package(1, nop, chiplet, dram),
        model,
        new RunConfig.TraceChoice(Path.of("none.csv"), 0, tokens),
        new RunConfig.Mapping(Placement.Strategy.CONTIGUOUS, RunConfig.Order.HOTTEST_FIRST),
        Path.of("out"));
  }

  /** The same package, so the same RTL, with another mapping. */
  static RunConfig mapped(RunConfig old, RunConfig.Order order, int resident) {
    var chiplet = old.pack().chiplet();
    return new RunConfig(
        old.source(),
        old.name(),
        new RunConfig.Package(
            1,
            old.pack().nop(),
            new RunConfig.Chiplet(
                chiplet.arrayRows(),
                chiplet.arrayColumns(),
                chiplet.sramKib(),
                chiplet.sramBanks(),
                resident),
            old.pack().dram()),
        old.model(),
        old.trace(),
        new RunConfig.Mapping(old.mapping().placement(), order),
        old.output());
  }

  /** Every token to {@code alive} experts at random: the first ones, or any. */
  static Routing routing(RunConfig config, Random random, int alive, boolean first) {
    int experts = config.model().experts();
    List<Integer> pool = new ArrayList<>(IntStream.range(0, experts).boxed().toList());
    if (!first) {
      Collections.shuffle(pool, random);
    }
    var rows = new int[config.trace().tokens()][];
    for (int t = 0; t < rows.length; t++) {
      List<Integer> row = new ArrayList<>(pool.subList(0, alive));
      Collections.shuffle(row, random);
      rows[t] = row.stream().limit(config.model().topK()).mapToInt(Integer::intValue).toArray();
    }
    return new Routing(rows, experts);
  }
}
