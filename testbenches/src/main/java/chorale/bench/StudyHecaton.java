package chorale.bench;

import chorale.bench.hecaton.Exposed;
import chorale.bench.hecaton.GridStudy;
import chorale.bench.hecaton.Headline;
import chorale.bench.hecaton.HecatonPictures;
import chorale.bench.hecaton.HecatonTables;
import chorale.bench.hecaton.PaperClaim;
import chorale.bench.hecaton.TileBits;
import chorale.bench.hecaton.Volumes;
import chorale.bench.hecaton.WeakScaling;
import chorale.workload.hecaton.Scheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study hecaton}: dense models on a grid of dies. */
@Command(
    name = "hecaton",
    description =
        "Train blocks of dense models on a grid of dies in two-dimensional tiles, in the spirit of"
            + " Hecaton, and by other schemes on the same grid: volumes, bits, weak scaling,"
            + " speed-up and energy next to the paper's claims; collectives, pairs of layers and"
            + " whole blocks in RTL.")
final class StudyHecaton implements Callable<Integer> {
  private static final int CROSSOVER = 16;
  private static final double WEAK_SCALING_PCT = 5;
  private static final double EXPOSED_PCT = 3;
  private static final double OVER_BOUND = 1.10;
  private static final int VALUES_UP_TO = 4;
  private static final int RTL_UP_TO = 8;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-hecaton.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/hecaton",
      description = "folder for CSV files and pictures (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var promised = new Figures();
    try (var progress = Progress.onStandardError()) {
      rtl(promised);
      bitsAndVolumes(promised, progress);
      weakScaling(promised);
      headline(promised, progress);
      memories(promised, progress);
    }
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private void rtl(Figures promised) throws IOException {
    var rows =
        GridStudy.run(
            2,
            VALUES_UP_TO,
            RTL_UP_TO,
            work.resolve("verilog"),
            cache.folder,
            r -> System.err.printf("%s %s %s%n", r.grid(), r.what(), r.datapath()));
    HecatonTables.rtl(rows, work.resolve("rtl.csv"));
    promised.exactly(
        "bit_mismatches", rows.stream().mapToLong(GridStudy.Row::mismatches).sum(), "", 0);
    promised.add("numbers_compared_rtl", rows.stream().mapToLong(GridStudy.Row::numbers).sum(), "");
    promised.exactly(
        "volume_mismatches_rtl", rows.stream().mapToLong(GridStudy.Row::wrong).sum(), "", 0);
    promised.exactly("twins_that_differ", GridStudy.twinsThatDiffer(rows), "", 0);
    promised.exactly(
        "below_bound",
        rows.stream().filter(r -> r.run().cycles() < r.run().bound()).count(),
        "",
        0);
    promised.atMost(
        "worst_over_bound",
        rows.stream().mapToDouble(r -> r.run().overBound()).max().orElseThrow(),
        "x",
        OVER_BOUND);
    for (var r : rows) {
      if (r.closedRatio() > 0) {
        int side = r.grid().rows();
        promised.add("compute_to_communication_%dx%d".formatted(side, side), r.ratio(), "");
      }
    }
    promised.atMost(
        "compute_to_communication_worst_error_pct",
        rows.stream()
            .filter(r -> r.closedRatio() > 0)
            .mapToDouble(GridStudy.Row::ratioErrorPct)
            .max()
            .orElseThrow(),
        "%",
        WEAK_SCALING_PCT);
    double least = Double.MAX_VALUE;
    for (int side = 2; side <= RTL_UP_TO; side *= 2) {
      double ours = GridStudy.oursOverPlain(rows, "pair", side);
      promised.add("ours_over_2d_scheme_%dx%d".formatted(side, side), ours, "x");
      promised.atMost(
          "ratio_%dx%d".formatted(side, side),
          GridStudy.blockOverBound(rows, side),
          "x",
          OVER_BOUND);
      promised.add(
          "ours_over_2d_scheme_block_%dx%d".formatted(side, side),
          GridStudy.oursOverPlain(rows, "block", side),
          "x");
      least = Math.min(least, ours);
    }
    promised.atLeast("ours_over_2d_scheme", least, "x", 1);
  }

  private void bitsAndVolumes(Figures promised, Progress progress) throws IOException {
    var bits = progress.all(TileBits.all(), "blocks on tiles", "");
    promised.exactly(
        "bit_mismatches_java", bits.stream().mapToLong(TileBits.Result::mismatches).sum(), "", 0);
    promised.add("numbers_compared", bits.stream().mapToLong(TileBits.Result::numbers).sum(), "");
    var volumes = Volumes.rows();
    HecatonTables.volumes(volumes, work.resolve("volumes.csv"));
    promised.exactly(
        "volume_mismatches", volumes.stream().mapToLong(Volumes.Row::wrong).sum(), "", 0);
    promised.exactly("crossover", Volumes.crossover(volumes), "dies", CROSSOVER);
  }

  private void weakScaling(Figures promised) throws IOException {
    var points = WeakScaling.points();
    HecatonTables.weakScaling(points, work.resolve("weak-scaling.csv"));
    HecatonPictures.weakScaling(points, work.resolve("weak-scaling.png"));
    double worst = points.stream().mapToDouble(WeakScaling.Point::errorPct).max().orElseThrow();
    promised.atMost("weak_scaling_worst_error_pct", worst, "%", WEAK_SCALING_PCT);
  }

  private void headline(Figures promised, Progress progress) throws IOException {
    var points = progress.all(Headline.oneChanged(), "steps with one assumption changed", "");
    points.sort(
        Comparator.comparing((Headline.Point p) -> p.claim().model())
            .thenComparing(
                Headline.Point::changed, Comparator.nullsFirst(Comparator.naturalOrder())));
    var usual = points.stream().filter(p -> p.changed() == null).toList();
    HecatonTables.steps(usual, work.resolve("steps.csv"));
    HecatonTables.points(points, work.resolve("sensitivity.csv"));
    var region = progress.all(Headline.region(), "steps of the region", "");
    HecatonTables.points(region, work.resolve("region.csv"));
    for (var claim : PaperClaim.all()) {
      HecatonPictures.region(region, claim, work.resolve("region-" + claim.figure() + ".png"));
      var own = usual.stream().filter(p -> p.claim().equals(claim)).findFirst().orElseThrow();
      String name = claim.figure();
      promised.add("speedup_" + name, own.speedup(Scheme.GRID_2D), "x");
      promised.add("speedup_ours_" + name, own.speedup(Scheme.SKEWED_2D), "x");
      promised.add("energy_ratio_" + name, own.energyRatio(Scheme.GRID_2D), "x");
      promised.add("energy_ratio_ours_" + name, own.energyRatio(Scheme.SKEWED_2D), "x");
      promised.atLeast(
          "speedup_in_region_" + name,
          most(region, claim, p -> p.speedup(Scheme.GRID_2D)),
          "x",
          claim.speedup());
      promised.atLeast(
          "energy_ratio_in_region_" + name,
          most(region, claim, p -> p.energyRatio(Scheme.GRID_2D)),
          "x",
          claim.energy());
    }
    promised.atLeast(
        "ours_over_2d_scheme_rate_model",
        usual.stream()
            .mapToDouble(p -> p.speedup(Scheme.SKEWED_2D) / p.speedup(Scheme.GRID_2D))
            .min()
            .orElseThrow(),
        "x",
        1);
  }

  private static double most(
      List<Headline.Point> points, PaperClaim claim, ToDoubleFunction<Headline.Point> figure) {
    return points.stream()
        .filter(p -> p.claim().equals(claim))
        .mapToDouble(figure)
        .max()
        .orElseThrow();
  }

  private void memories(Figures promised, Progress progress) throws IOException {
    var rows = progress.all(Exposed.all(), "steps with memories, all dies", "");
    rows.sort(
        Comparator.comparing(Exposed.Row::model)
            .thenComparing(r -> r.grid().dies())
            .thenComparing(Exposed.Row::tokens)
            .thenComparing(Exposed.Row::scheme));
    HecatonTables.exposed(rows, work.resolve("exposed.csv"));
    var hidden = rows.stream().filter(r -> r.step().canBeHidden()).toList();
    promised.atLeast("dram_can_be_hidden", hidden.size(), "steps", 1);
    promised.atMost(
        "exposed_dram_pct",
        hidden.stream().mapToDouble(r -> 100 * r.step().exposed()).max().orElse(0),
        "%",
        EXPOSED_PCT);
  }
}
