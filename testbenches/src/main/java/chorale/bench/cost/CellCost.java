package chorale.bench.cost;

import chorale.bench.cost.Blif.Cell;

/**
 * What a netlist costs in standard cells.
 *
 * @param cells number of cells
 * @param area of all cells, in square micrometres
 * @param registerArea of the flip-flops among them
 * @param flipFlops bits of state
 * @param gates area in NAND gates
 * @param delay of the worst path in ns, set-up included
 * @param inverters the same in inverters that drive four (FO4)
 */
public record CellCost(
    int cells,
    double area,
    double registerArea,
    int flipFlops,
    double gates,
    double delay,
    double inverters) {
  private static final double NANOSECONDS = 1000; // in a microsecond

  static CellCost of(Synthesis.Netlist netlist, StaticTiming timing) {
    var library = timing.library();
    double area = 0;
    double registerArea = 0;
    int flipFlops = 0;
    for (Cell c : netlist.mapped().cells()) {
      var cell = library.cell(c.kind());
      area += cell.area();
      if (cell.flipFlop()) {
        registerArea += cell.area();
        flipFlops++;
      }
    }
    double delay = StaticTiming.delay(netlist.worst());
    return new CellCost(
        netlist.mapped().cells().size(),
        area,
        registerArea,
        flipFlops,
        library.gates(area),
        delay,
        delay / timing.inverter());
  }

  /** The highest clock rate in MHz. */
  public double megahertz() {
    return NANOSECONDS / delay;
  }
}
