package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Trains layers of experts on a small package with values, by every variant of the schedule. */
public final class LayersStudy {
  /** Groups of the package. */
  public static final int GROUPS = 2;

  /** Chiplets of a group. */
  public static final int CHIPLETS = 2;

  private static final int HOMES = 2;
  private static final int LANES = 4;
  private static final int PACKET = 8;
  private static final int INNER = 8;
  private static final int LOADS = 8;
  private static final int STORES = 4;
  private static final int OPEN = 16;

  private final SwitchPackages packages;

  /** Builds the packages; it writes Verilog to and keeps models in the given folders. */
  public LayersStudy(Path verilog, Path cache) throws IOException {
    var stack = new StackParameters(DramTiming.HBM2, 1, CHIPLETS, LOADS, STORES, OPEN);
    var p = ExpertStudy.mozartParameters(GROUPS, HOMES, stack, LANES, PACKET, Datapath.VALUES);
    packages =
        SwitchPackages.of(p, "layers", (of, name) -> TrainingRun.build(of, name, verilog, cache));
  }

  /** Trains layers with the given routings so many steps. */
  public LayersTraining.Result train(
      Variant variant, Placement placement, List<Routing> routings, int steps, long seed) {
    var p = packages.of(variant).p();
    var library = packages.of(variant).library();
    var machine = StreamedProgram.machine(p);
    int hidden = p.packetWords() * p.lanes();
    var layers =
        routings.stream()
            .map(r -> MozartSchedule.of(machine, r, placement, hidden, INNER, variant))
            .toList();
    return new LayersTraining(p, library, new MozartStep(layers, true), seed).train(steps);
  }
}
