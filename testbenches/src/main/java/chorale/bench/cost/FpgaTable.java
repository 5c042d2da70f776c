package chorale.bench.cost;

import static chorale.bench.cost.CostTables.line;

import java.util.List;

/** What the chiplet takes of FPGAs, for the page. */
public final class FpgaTable {
  private FpgaTable() {}

  /** The page with the table of {@code mapped}, a row to each. */
  public static String in(String page, FpgaChiplet chiplet, List<Fpga> mapped) {
    return CostStudy.block(page, "fpga", of(chiplet, mapped));
  }

  static String of(FpgaChiplet chiplet, List<Fpga> mapped) {
    var table = new StringBuilder();
    table.append(
        line(
            "%s: %d multipliers of bf16, %d lanes, two memories of %d words; %d kbit of memory.%n%n",
            chiplet.circuit().top().name(),
            chiplet.elements(),
            chiplet.lanes(),
            chiplet.words(),
            chiplet.memoryBits() / 1024));
    table.append("| family | LUTs | flip-flops | DSPs | RAMs of 18 kbit | memories of LUTs | ");
    table.append("of the largest device |\n| --- | --: | --: | --: | --: | --: | --- |\n");
    for (Fpga f : mapped) {
      table.append(row(FpgaFamily.titled(f.device()).device, f));
    }
    return table.toString();
  }

  private static String row(FpgaFamily.Device device, Fpga f) {
    return line(
        "| %s | %d | %d | %d | %d | %d | %s: %.0f %% of LUTs, %.0f %% of DSPs, %.0f %% of RAMs |%n",
        f.device(),
        f.luts(),
        f.flipFlops(),
        f.dsps(),
        f.rams(),
        f.lutRams(),
        device.name(),
        100.0 * f.luts() / device.luts(),
        100.0 * f.dsps() / device.dsps(),
        100.0 * f.rams() / device.rams());
  }
}
