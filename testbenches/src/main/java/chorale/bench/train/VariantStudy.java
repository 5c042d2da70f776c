package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
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

  private final TrainingParameters p;
  private final ModelLibrary library;

  /** Builds the package; it writes Verilog to and keeps models in the given folders. */
  public VariantStudy(Path verilog, Path cache) throws IOException {
    var stack = new StackParameters(DramTiming.HBM2, 1, CHIPLETS, LOADS, STORES, OPEN);
    p = ExpertStudy.mozartParameters(GROUPS, HOMES, stack, LANES, PACKET, Datapath.TIMING);
    library = TrainingRun.buildByChiplets(p, "mozart", verilog, cache);
  }

  /** The step of a variant, with experts where the placement says. */
  public StepCase run(Variant variant, Routing routing, Placement placement, int inner) {
    var machine = StreamedProgram.machine(p);
    var schedule = MozartSchedule.of(machine, routing, placement, hidden(), inner, variant);
    return StepCase.of(variant.name(), p, library, schedule, MOST_CYCLES);
  }

  private int hidden() {
    return p.packetWords() * p.lanes();
  }
}
