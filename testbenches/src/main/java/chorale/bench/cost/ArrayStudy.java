package chorale.bench.cost;

import chorale.bench.cost.ArrayCost.Mapping;
import chorale.bench.cost.Synthesis.Arithmetic;
import chorale.bench.tools.Parallel;
import chorale.bench.tools.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures what processing elements and an array of them cost in standard cells, beside the same
 * ones in other languages. Every design goes through all recipes, with products and sums merged and
 * apart.
 */
public final class ArrayStudy {
  private final Path work;
  private final StaticTiming timing;
  private final List<ArrayDesign> designs;

  /**
   * Builds the peers and writes all Verilog.
   *
   * @param work folder for what the tools make
   * @param peers the folder of the peers' projects
   * @param build folder for what they build
   */
  public ArrayStudy(Path work, Path peers, Path build) throws IOException {
    this.work = work.toAbsolutePath();
    timing = StaticTiming.of(CellLibrary.read(CellLibrary.osu018()), this.work.resolve("library"));
    designs = new ArrayList<>(ArrayDesign.equal(peers, build, this.work));
    designs.addAll(ArrayDesign.ours(this.work));
  }

  /** Number of designs. */
  public int size() {
    return designs.size();
  }

  /** Maps all designs; {@code done} hears of each. */
  public List<ArrayCost> run(Consumer<ArrayCost> done) throws IOException {
    var jobs = new ArrayList<Callable<ArrayCost>>();
    for (ArrayDesign d : designs) {
      jobs.add(() -> cost(d));
    }
    var all = new ArrayCost[jobs.size()];
    Parallel.run(
        jobs,
        (job, cost) -> {
          all[job] = cost;
          done.accept(cost);
        });
    write(List.of(all));
    return List.of(all);
  }

  private ArrayCost cost(ArrayDesign design) throws IOException {
    var mappings = new ArrayList<Mapping>();
    for (Arithmetic a : List.of(Arithmetic.MERGED, Arithmetic.APART)) {
      Path folder = work.resolve(design.folder()).resolve(a.name().toLowerCase(Locale.ROOT));
      for (var netlist : Synthesis.all(design.source(), a, timing, folder)) {
        mappings.add(new Mapping(a, netlist.recipe(), CellCost.of(netlist, timing)));
      }
    }
    return new ArrayCost(design, mappings);
  }

  private void write(List<ArrayCost> costs) throws IOException {
    Table.write(
        work.resolve("arrays.csv"),
        csv -> {
          csv.printRecord(
              "design",
              "language",
              "arithmetic",
              "recipe",
              "cells",
              "area_um2",
              "register_area_um2",
              "flip_flops",
              "gate_equivalents",
              "worst_path_ns",
              "worst_path_fo4",
              "mhz");
          for (ArrayCost c : costs) {
            for (Mapping m : c.mappings()) {
              csv.printRecord(
                  c.design().name(),
                  c.design().language(),
                  m.arithmetic(),
                  m.recipe(),
                  m.cost().cells(),
                  Math.round(m.cost().area()),
                  Math.round(m.cost().registerArea()),
                  m.cost().flipFlops(),
                  Math.round(m.cost().gates()),
                  String.format(Locale.ROOT, "%.3f", m.cost().delay()),
                  String.format(Locale.ROOT, "%.1f", m.cost().inverters()),
                  String.format(Locale.ROOT, "%.1f", m.cost().megahertz()));
            }
          }
        });
  }

  /**
   * Ours against the best of the peers.
   *
   * @param area of our smallest netlist over that of theirs
   * @param path the worst path of our fastest netlist over that of theirs
   */
  public record Ratios(double area, double path) {}

  /** The 8 x 8 array. */
  public static Ratios array(List<ArrayCost> costs) {
    return ratios(costs, ArrayDesign.ARRAY);
  }

  /** A single element. */
  public static Ratios element(List<ArrayCost> costs) {
    return ratios(costs, ArrayDesign.ELEMENT);
  }

  private static Ratios ratios(List<ArrayCost> costs, String name) {
    var alike = costs.stream().filter(c -> c.design().name().equals(name)).toList();
    return new Ratios(
        overBestPeer(alike, c -> c.smallest().area()),
        overBestPeer(alike, c -> c.fastest().delay()));
  }

  private static double overBestPeer(List<ArrayCost> costs, ToDoubleFunction<ArrayCost> cost) {
    double ours = Double.POSITIVE_INFINITY;
    double theirs = Double.POSITIVE_INFINITY;
    for (ArrayCost c : costs) {
      if (c.design().language().equals(ArrayDesign.OURS)) {
        ours = cost.applyAsDouble(c);
      } else {
        theirs = Math.min(theirs, cost.applyAsDouble(c));
      }
    }
    return ours / theirs;
  }
}
