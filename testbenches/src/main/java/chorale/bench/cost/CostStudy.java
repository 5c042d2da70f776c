package chorale.bench.cost;

import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Measures what routers cost in standard cells and on a small FPGA. */
public final class CostStudy {
  private final Path work;
  private final StaticTiming timing;
  private final List<RouterDesign> designs;

  /**
   * Reads the library of cells and measures its own delays.
   *
   * @param work folder for what the tools make
   * @param only a part of the names of the routers to measure
   */
  public CostStudy(Path work, String only) throws IOException {
    this.work = work.toAbsolutePath();
    timing = StaticTiming.of(CellLibrary.read(CellLibrary.osu018()), this.work.resolve("library"));
    designs = RouterDesign.all().stream().filter(d -> d.name().contains(only)).toList();
    if (designs.isEmpty()) {
      throw new IOException(
          "no router %s: there are %s"
              .formatted(
                  only,
                  String.join("; ", RouterDesign.all().stream().map(d -> d.name()).toList())));
    }
  }

  /** Number of routers. */
  public int size() {
    return designs.size();
  }

  /** Delay of an inverter of the library that drives four, in ns. */
  public double inverter() {
    return timing.inverter();
  }

  /** Maps all routers to cells; {@code done} hears of each. */
  public List<RouterCost> cells(Consumer<RouterCost> done) throws IOException {
    var jobs = new ArrayList<Callable<RouterCost>>();
    for (RouterDesign d : designs) {
      Path folder = work.resolve(d.name().replaceAll("\\W+", "-"));
      jobs.add(() -> RouterCost.of(d, timing, folder));
    }
    var all = new RouterCost[jobs.size()];
    Parallel.run(
        jobs,
        (job, cost) -> {
          all[job] = cost;
          done.accept(cost);
          write(Arrays.stream(all).filter(Objects::nonNull).toList());
        });
    return List.of(all);
  }

  /** The routers that a small FPGA has room for, on it. */
  public List<Ice40> fpga() throws IOException {
    var jobs = new ArrayList<Callable<Ice40>>();
    for (RouterDesign d : RouterDesign.forFpga()) {
      Path folder = work.resolve("ice40-" + d.name().replaceAll("\\W+", "-"));
      jobs.add(() -> Ice40.place(d, folder));
    }
    return Parallel.inOrder(jobs, _ -> {});
  }

  private void write(List<RouterCost> costs) throws IOException {
    Table.write(
        work.resolve("routers.csv"),
        csv -> {
          csv.printRecord(
              "router",
              "topology",
              "width",
              "vcs",
              "stages",
              "allocation",
              "arbitration",
              "cells",
              "area_um2",
              "register_area_um2",
              "flip_flops",
              "gate_equivalents",
              "worst_path_ns",
              "worst_path_fo4",
              "path");
          for (RouterCost c : costs) {
            var p = c.design().parameters();
            csv.printRecord(
                c.name(),
                c.design().topology().name(),
                p.width(),
                p.vcs(),
                p.stages(),
                p.allocation(),
                p.arbitration(),
                c.cost().cells(),
                Math.round(c.cost().area()),
                Math.round(c.cost().registerArea()),
                c.cost().flipFlops(),
                Math.round(c.cost().gates()),
                String.format(Locale.ROOT, "%.3f", c.cost().delay()),
                String.format(Locale.ROOT, "%.1f", c.cost().inverters()),
                c.path().text());
          }
        });
  }

  /** The page with the tables of routers in cells as they are now. */
  public static String withRouters(String page, List<RouterCost> costs) {
    String text = block(page, "routers", CostTables.routers(costs));
    return block(text, "paths", CostTables.paths(costs));
  }

  /** The page with the table of routers on an FPGA. */
  public static String withFpga(String page, List<Ice40> fpga) {
    return block(page, "fpga", CostTables.fpga(fpga));
  }

  /** The page with what others have printed beside ours. */
  public static String withPublished(String page, List<RouterCost> costs, List<Ice40> fpga) {
    return block(page, "published", CostTables.published(costs, fpga));
  }

  /** The page with the table of processing elements and arrays. */
  public static String withArrays(String page, List<ArrayCost> costs) {
    return block(page, "arrays", CostTables.arrays(costs));
  }

  /** The page with {@code table} at the place of that name. */
  static String block(String page, String name, String table) {
    var place =
        Pattern.compile("(?s)(<!-- %1$s -->\\R).*?(<!-- end of %1$s -->)".formatted(name))
            .matcher(page);
    if (!place.find()) {
      throw new IllegalArgumentException("the page has no place for the table " + name);
    }
    return page.substring(0, place.end(1)) + table + page.substring(place.start(2));
  }
}
