package chorale.bench;

import chorale.bench.cost.ArrayCost;
import chorale.bench.cost.ArrayStudy;
import chorale.bench.cost.CostStudy;
import chorale.bench.cost.Ice40;
import chorale.bench.cost.RouterCost;
import chorale.rtl.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale study cost}: area and delay of routers and of processing elements. */
@Command(
    name = "cost",
    description =
        "Cells, area, registers and worst path of 5-port routers in a 0.18 um library, the path in"
            + " lines of Java; the smallest ones on an FPGA; and an array of processing elements"
            + " beside Chisel's and SpinalHDL's.")
final class StudyCost implements Callable<Integer> {
  /** What can be measured by itself. */
  enum Part {
    routers,
    arrays,
    fpga
  }

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "which of ${COMPLETION-CANDIDATES} to measure (default: all); the other tables of the"
              + " page stay as they are")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "routers whose name contains it, and no page; a wrong one shows all")
  private String only;

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
      description =
          "folder for routers.csv, arrays.csv and for what the tools make (${DEFAULT-VALUE})")
  private Path work;

  @Option(
      names = "--sources",
      paramLabel = "DIR",
      defaultValue = "bench-hdl",
      description = "the peers' designs (default: ${DEFAULT-VALUE})")
  private Path sources;

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      defaultValue = "out/bench-hdl",
      description = "folder for what the peers build (default: ${DEFAULT-VALUE})")
  private Path peers;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      defaultValue = "docs/cost.md",
      description = "page whose tables are written anew (default: ${DEFAULT-VALUE})")
  private Path page;

  private final Figures promised = new Figures();
  private String text = "";

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    List<RouterCost> costs = List.of();
    List<Ice40> fpga = List.of();
    List<ArrayCost> arrays = List.of();
    try (var progress = Progress.onStandardError()) {
      if (parts.contains(Part.routers)) {
        costs = routers(progress);
      }
      if (parts.contains(Part.fpga)) {
        progress.note("The smallest on an FPGA ..");
        fpga = new CostStudy(work, "").fpga();
      }
      if (parts.contains(Part.arrays)) {
        arrays = arrays(progress);
      }
    }
    figures(costs, fpga, arrays);
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    for (RouterCost c : costs) {
      System.out.printf("  %s: %s%n", c.name(), c.path().text());
    }
    if (only.isEmpty() && Files.exists(page)) {
      text = Files.readString(page);
      fill(costs, fpga, arrays);
      SafeFiles.writeText(page, out -> out.write(text));
    }
    return promised.hold() ? 0 : 1;
  }

  private List<RouterCost> routers(Progress progress) throws IOException {
    var study = new CostStudy(work, only);
    promised.add("inverter_fo4", study.inverter(), "ns");
    progress.begin(study.size() + " routers to cells", " routers", study.size());
    var done = new AtomicInteger();
    return study.cells(c -> progress.at(done.incrementAndGet(), c.name()));
  }

  private List<ArrayCost> arrays(Progress progress) throws IOException {
    progress.note("Maven builds Chisel's and SpinalHDL's arrays ..");
    var study = new ArrayStudy(work, sources, peers);
    progress.begin(study.size() + " arrays to cells", " arrays", study.size());
    var done = new AtomicInteger();
    return study.run(c -> progress.at(done.incrementAndGet(), c.name()));
  }

  private void figures(List<RouterCost> costs, List<Ice40> fpga, List<ArrayCost> arrays) {
    if (parts.contains(Part.routers)) {
      promised.add("routers", costs.size(), "");
    }
    for (RouterCost c : costs) {
      String name = c.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
      promised.add(name + "_gates", Math.round(c.cost().gates()), "NAND2");
      promised.add(name + "_path", c.cost().inverters(), "FO4");
    }
    for (Ice40 f : fpga) {
      String name = "ice40_" + f.router().replaceAll("\\W+", "_");
      promised.add(name + "_cells", f.logicCells(), "LC");
      promised.add(name + "_rate", f.megahertz(), "MHz");
    }
    if (parts.contains(Part.routers)) {
      long named = costs.stream().filter(RouterCost::isNamed).count();
      promised.exactly("paths_named", named, "", costs.size());
    }
    if (parts.contains(Part.arrays)) {
      var element = ArrayStudy.element(arrays);
      promised.atMost("element_area_over_best_peer", element.area(), "", 1);
      promised.atMost("element_path_over_best_peer", element.path(), "", 1);
      var ratios = ArrayStudy.array(arrays);
      promised.atMost("array8_area_over_best_peer", ratios.area(), "", 1);
      promised.atMost("array8_path_over_best_peer", ratios.path(), "", 1);
    }
  }

  /** Writes the tables of what was measured into the text of the page. */
  private void fill(List<RouterCost> costs, List<Ice40> fpga, List<ArrayCost> arrays) {
    if (parts.contains(Part.routers)) {
      text = CostStudy.withRouters(text, costs);
    }
    if (parts.contains(Part.fpga)) {
      text = CostStudy.withFpga(text, fpga);
    }
    if (parts.contains(Part.routers) && parts.contains(Part.fpga)) {
      text = CostStudy.withPublished(text, costs, fpga);
    }
    if (parts.contains(Part.arrays)) {
      text = CostStudy.withArrays(text, arrays);
    }
  }
}
