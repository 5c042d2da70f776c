package chorale.bench;

import chorale.bench.uniep.BitStudy;
import chorale.bench.uniep.OrderStudy;
import chorale.bench.uniep.SpeedStudy;
import chorale.bench.uniep.TrafficRow;
import chorale.bench.uniep.TuneStudy;
import chorale.bench.uniep.UniepTables;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study uniep}: the order of tokens in RTL, and the search for a schedule. */
@Command(
    name = "uniep",
    description =
        "Order the tokens of random routings in RTL and hold every slot against a model; count"
            + " packets of real traces; search a space of schedules; run points of it in RTL, with"
            + " values against sequential execution and for timing against named strategies.")
final class StudyUniep implements Callable<Integer> {
  private static final int LEAST_POINTS = 200_000;

  /** Experts of all shipped traces, at most. */
  private static final int BIT_EXPERTS = 64;

  private static final int LEAST_CHECKED = 500;
  private static final int PART = 20;
  private static final double LEAST_SPEEDUP = 1.03;
  private static final double MOST_SPEEDUP = 1.38;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-uniep.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Mixin private TracesOption traces;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/uniep",
      description = "folder for CSV files and Verilog (default: ${DEFAULT-VALUE})")
  private Path work;

  @Option(
      names = "--routings",
      paramLabel = "N",
      defaultValue = "100000",
      description = "random routings (default: ${DEFAULT-VALUE})")
  private int routings;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "520",
      description = "random points against sequential execution (default: ${DEFAULT-VALUE})")
  private int points;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "12",
      description = "scaled layers on which strategies are compared (default: ${DEFAULT-VALUE})")
  private int layers;

  @Option(
      names = "--exhaustive",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "of these, on how many, with the smallest experts, every point runs in RTL (default:"
              + " ${DEFAULT-VALUE})")
  private int exhaustive;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "tokens of a scaled layer, 32 for each chiplet (default: ${DEFAULT-VALUE})")
  private int tokens;

  @Mixin private CacheOption cache;

  /** Parts of the study. */
  enum Part {
    traffic,
    bits,
    speed,
    order,
    tune
  }

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "which of ${COMPLETION-CANDIDATES} (default: all): packets of real traces; points in RTL"
              + " against sequential execution, and against strategies with a name; the order of"
              + " tokens in RTL; the search")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var promised = new Figures();
    for (Part part : parts) {
      long start = System.nanoTime();
      switch (part) {
        case traffic -> traffic(promised);
        case bits -> bits(promised);
        case speed -> speed(promised);
        case order -> order(promised);
        case tune -> tune(promised);
      }
      promised.add("seconds_" + part, seconds(start), "s");
      promised.write(figures); // the next part may be stopped
    }
    promised.add("seconds", seconds(begin), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private static long seconds(long begin) {
    return Math.round((System.nanoTime() - begin) / 1e9);
  }

  /** Random points against sequential execution; then the same without order. */
  private void bits(Figures promised) throws IOException {
    var samples = new ArrayList<Routing>();
    for (Path file : TrafficRow.files(traces.folder)) {
      TrafficRow.samples(file).layers().forEach(l -> samples.add(l.routing(BIT_EXPERTS)));
    }
    List<BitStudy> ordered;
    List<BitStudy> unordered;
    try (var progress = Progress.onStandardError()) {
      Path rtl = work.resolve("rtl");
      ordered =
          progress.all(
              BitStudy.jobs(samples, points, true, rtl, cache.folder),
              "random points in RTL with values",
              " packages");
      unordered =
          progress.all(
              BitStudy.jobs(samples, Math.max(1, points / PART), false, rtl, cache.folder),
              "the same without order",
              " packages");
    }
    for (BitStudy s : ordered) {
      if (s.mismatches() > 0) {
        System.out.println("  " + s.first());
      }
    }
    promised.exactly(
        "bit_mismatches", ordered.stream().mapToLong(BitStudy::mismatches).sum(), "", 0);
    promised.atLeast(
        "points_checked", ordered.stream().mapToLong(BitStudy::points).sum(), "", LEAST_CHECKED);
    promised.add("bit_numbers", ordered.stream().mapToLong(BitStudy::numbers).sum(), "");
    promised.atLeast(
        "unordered_points_that_differ", unordered.stream().mapToLong(BitStudy::wrong).sum(), "", 1);
    promised.add("unordered_points", unordered.stream().mapToLong(BitStudy::points).sum(), "");
  }

  /** Strategies on the scaled layers in RTL, and the fast model against it. */
  private void speed(Figures promised) throws IOException {
    List<SpeedStudy> studies;
    try (var progress = Progress.onStandardError()) {
      var jobs = SpeedStudy.jobs(layers, exhaustive, tokens, work.resolve("rtl"), cache.folder);
      studies = progress.all(jobs, "scaled layers in RTL", " layers");
    }
    UniepTables.points(studies, work.resolve("points.csv"));
    var speedups = studies.stream().mapToDouble(SpeedStudy::speedup).toArray();
    promised.atLeast(
        "min_speedup_over_best_strategy",
        Arrays.stream(speedups).min().orElseThrow(),
        "x",
        LEAST_SPEEDUP);
    promised.atLeast(
        "max_speedup_over_best_strategy",
        Arrays.stream(speedups).max().orElseThrow(),
        "x",
        MOST_SPEEDUP);
    promised.atMost(
        "determinism_cost_pct",
        studies.stream().mapToDouble(SpeedStudy::orderPct).average().orElseThrow(),
        "%",
        2);
    var errors =
        studies.stream()
            .flatMap(s -> s.runs().stream())
            .mapToDouble(r -> Math.abs(r.errorPct()))
            .toArray();
    promised.atMost(
        "model_mean_error_pct", Arrays.stream(errors).average().orElseThrow(), "%", 3.8);
    promised.atMost("model_worst_error_pct", Arrays.stream(errors).max().orElseThrow(), "%", 8);
    promised.atLeast("model_points", errors.length, "", 300);
    promised.atMost(
        "tuner_gap_to_best_pct",
        studies.stream()
            .filter(SpeedStudy::isExhaustive)
            .mapToDouble(SpeedStudy::gapPct)
            .max()
            .orElse(Double.POSITIVE_INFINITY),
        "%",
        2);
  }

  private void order(Figures promised) throws IOException {
    List<OrderStudy> studies;
    try (var progress = Progress.onStandardError()) {
      var jobs = OrderStudy.jobs(routings, work, cache.folder);
      studies = progress.all(jobs, "packages with random routings in RTL", " packages");
    }
    for (OrderStudy s : studies) {
      if (s.faults() > 0) {
        System.out.printf("  %s: %s%n", s.config(), s.firstFault());
      }
    }
    promised.exactly(
        "slots_routings", studies.stream().mapToLong(OrderStudy::routings).sum(), "", routings);
    promised.add("slots_pairs", studies.stream().mapToLong(OrderStudy::pairs).sum(), "");
    promised.exactly("slots_faults", studies.stream().mapToLong(OrderStudy::faults).sum(), "", 0);
    promised.exactly(
        "slots_cycles_off_closed_form",
        studies.stream().mapToLong(OrderStudy::offForm).sum(),
        "",
        0);
  }

  private void traffic(Figures promised) throws IOException {
    List<TrafficRow> rows = TrafficRow.all(traces.folder);
    UniepTables.traffic(rows, work.resolve("traffic.csv"));
    promised.exactly(
        "traffic_off_distinct",
        rows.stream().mapToLong(r -> Math.abs(r.difference())).sum(),
        "packets",
        0);
    promised.add(
        "traffic_less_pct",
        rows.stream().mapToDouble(TrafficRow::lessPct).average().orElseThrow(),
        "%");
  }

  private void tune(Figures promised) throws IOException {
    var models = TuneStudy.all();
    UniepTables.strategies(models, work.resolve("strategies.csv"));
    promised.atLeast(
        "tuner_points",
        models.stream().mapToLong(TuneStudy::gridPoints).min().orElseThrow(),
        "",
        LEAST_POINTS);
    promised.atMost(
        "tuner_seconds",
        models.stream().mapToDouble(TuneStudy::gridSeconds).max().orElseThrow(),
        "s",
        1);
    promised.add(
        "tuner_space_points", models.stream().mapToLong(TuneStudy::points).max().orElseThrow(), "");
    promised.atMost(
        "tuner_space_seconds",
        models.stream().mapToDouble(TuneStudy::seconds).max().orElseThrow(),
        "s",
        1);
    promised.exactly(
        "tuner_disagreements", models.stream().filter(m -> !m.agrees()).count(), "", 0);
  }
}
