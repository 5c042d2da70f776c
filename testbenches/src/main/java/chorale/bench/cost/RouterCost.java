package chorale.bench.cost;

import chorale.bench.cost.Blif.Cell;
import chorale.hdl.ir.Circuit;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a router costs in standard cells.
 *
 * @param cells number of cells
 * @param area of all cells, in square micrometres
 * @param registerArea of the flip-flops among them
 * @param flipFlops bits of state
 * @param gates area in NAND gates
 * @param delay of the worst path in ns, set-up included
 * @param inverters the same in inverters that drive four (FO4)
 * @param path that path
 */
public record RouterCost(
    RouterDesign design,
    int cells,
    double area,
    double registerArea,
    int flipFlops,
    double gates,
    double delay,
    double inverters,
    CriticalPath path) {

  static RouterCost of(RouterDesign design, StaticTiming timing, Path folder) throws IOException {
    Circuit circuit = design.circuit();
    var result = Synthesis.run(circuit, timing, folder);
    var library = timing.library();
    double area = 0;
    double registerArea = 0;
    int flipFlops = 0;
    for (Cell c : result.mapped().cells()) {
      var cell = library.cell(c.kind());
      area += cell.area();
      if (cell.flipFlop()) {
        registerArea += cell.area();
        flipFlops++;
      }
    }
    double delay = StaticTiming.delay(result.worst());
    return new RouterCost(
        design,
        result.mapped().cells().size(),
        area,
        registerArea,
        flipFlops,
        library.gates(area),
        delay,
        delay / timing.inverter(),
        CriticalPath.of(result, library, new SourceLines(circuit)));
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
    return new long[] {
      Math.round(100 * at[0] / delay),
      Math.round(100 * (at[1] - at[0]) / delay),
      Math.round(100 * (delay - at[1]) / delay)
    };
  }
}
