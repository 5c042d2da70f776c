package chorale.bench;

import chorale.bench.cost.CostStudy;
import chorale.bench.cost.Ice40;
import chorale.bench.cost.RouterCost;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale study cost}: area and delay of routers. */
@Command(
    name = "cost",
    description =
        "Cells, area, registers and worst path of 5-port routers in a 0.18 um library, the path in"
            + " lines of Java; and the smallest one on an FPGA.")
final class StudyCost implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "routers whose name contains it, and no page; a wrong one shows all")
  private String only;

  @Option(names = "--no-fpga", description = "leave out the FPGA")
  private boolean withoutFpga;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-cost.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/cost",
      description = "folder for routers.csv and for what the tools make (${DEFAULT-VALUE})")
  private Path work;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      defaultValue = "docs/cost.md",
      description = "page whose tables are written anew (default: ${DEFAULT-VALUE})")
  private Path page;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var study = new CostStudy(work, only);
    List<RouterCost> costs;
    List<Ice40> fpga;
    try (var progress = Progress.onStandardError()) {
      progress.begin(study.size() + " routers to cells", " routers", study.size());
      var done = new AtomicInteger();
      costs = study.cells(c -> progress.at(done.incrementAndGet(), c.name()));
      progress.note("The smallest on an FPGA ..");
      fpga = withoutFpga ? List.of() : study.fpga();
    }

    var promised = new Figures();
    promised.add("inverter_fo4", study.inverter(), "ns");
    promised.add("routers", costs.size(), "");
    for (RouterCost c : costs) {
      String name = c.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
      promised.add(name + "_gates", Math.round(c.gates()), "NAND2");
      promised.add(name + "_path", c.inverters(), "FO4");
    }
    for (Ice40 f : fpga) {
      String name = "ice40_" + f.router().replaceAll("\\W+", "_");
      promised.add(name + "_cells", f.logicCells(), "LC");
      promised.add(name + "_rate", f.megahertz(), "MHz");
    }
    promised.exactly(
        "paths_named", costs.stream().filter(RouterCost::isNamed).count(), "", costs.size());
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    for (RouterCost c : costs) {
      System.out.printf("  %s: %s%n", c.name(), c.path().text());
    }
    if (only.isEmpty() && !withoutFpga && Files.exists(page)) {
      String filled = CostStudy.filled(Files.readString(page), costs, fpga);
      SafeFiles.writeText(page, out -> out.write(filled));
    }
    return promised.hold() ? 0 : 1;
  }
}
