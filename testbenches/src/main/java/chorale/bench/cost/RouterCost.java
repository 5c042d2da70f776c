package chorale.bench.cost;

import chorale.hdl.ir.Circuit;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a router costs in standard cells.
 *
 * @param path its worst path
 */
public record RouterCost(RouterDesign design, CellCost cost, CriticalPath path) {

  static RouterCost of(RouterDesign design, StaticTiming timing, Path folder) throws IOException {
    Circuit circuit = design.circuit();
    var result = Synthesis.run(circuit, timing, folder);
    return new RouterCost(
        design,
        CellCost.of(result.netlist(), timing),
        CriticalPath.of(result, timing.library(), new SourceLines(circuit)));
  }

  /** Name of the design. */
  public String name() {
    return design.name();
  }

  /** Whether the path is known by lines of Java at its beginning, its end and in between. */
  public boolean isNamed() {
    return path.points().size() > 2;
  }

  /** Percent of the worst path until a flit is read, until it is granted, and after that. */
  long[] parts() {
    double[] at = path.milestones();
    double delay = cost.delay();
    return new long[] {
      Math.round(100 * at[0] / delay),
      Math.round(100 * (at[1] - at[0]) / delay),
      Math.round(100 * (delay - at[1]) / delay)
    };
  }
}
