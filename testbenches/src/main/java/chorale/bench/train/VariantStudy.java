package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.Variant;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The variants of Mozart's ablation in RTL: a layer of experts forward, backward and updated on 16
 * chiplets in 4 groups, each with a pseudo-channel of HBM2, and 4 homes of tokens at the root. No
 * values: the cycles are those with values.
 */
public final class VariantStudy {
  /** Groups of the package. */
  public static final int GROUPS = 4;

  /** Chiplets of a group. */
  public static final int CHIPLETS = 4;

  private static final int HOMES = 4;
  private static final int LANES = 16;
  private static final int PACKET = 16;
  private static final int LOADS = 16;
  private static final int STORES = 8;
  private static final int OPEN = 32;
  private static final long MOST_CYCLES = 100_000_000;

  private final SwitchPackages packages;

  /** Builds the packages; it writes Verilog to and keeps models in the given folders. */
  public VariantStudy(Path verilog, Path cache) throws IOException {
    var stack = new StackParameters(DramTiming.HBM2, 1, CHIPLETS, LOADS, STORES, OPEN);
    var p = ExpertStudy.mozartParameters(GROUPS, HOMES, stack, LANES, PACKET, Datapath.TIMING);
    packages =
        SwitchPackages.of(
            p, "mozart", (of, name) -> TrainingRun.buildByChiplets(of, name, verilog, cache));
  }

  /** The step of a variant, with experts where the placement says. */
  public StepCase run(Variant variant, Routing routing, Placement placement, int inner) {
    var p = packages.of(variant).p();
    var machine = StreamedProgram.machine(p);
    int hidden = p.packetWords() * p.lanes();
    var schedule = MozartSchedule.of(machine, routing, placement, hidden, inner, variant);
    return StepCase.of(variant.name(), p, packages.of(variant).library(), schedule, MOST_CYCLES);
  }
}
