package chorale.bench;

import chorale.bench.tools.Table;
import chorale.bench.uniep.OrderStudy;
import chorale.bench.uniep.TrafficRow;
import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.uniep.ChipletRates;
import chorale.workload.uniep.CostModel;
import chorale.workload.uniep.LayerLoad;
import chorale.workload.uniep.Space;
import chorale.workload.uniep.Strategy;
import chorale.workload.uniep.Tuner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study uniep}: the order of tokens in RTL, and the search for a schedule. */
@Command(
    name = "uniep",
    description =
        "Order the tokens of random routings in RTL and hold every slot against a model; count"
            + " packets of real traces; search a space of schedules.")
final class StudyUniep implements Callable<Integer> {
  private static final int RANKS = 8;
  private static final int TOKENS = 32_768;
  private static final int ELEMENT_BYTES = 2;
  private static final int LEAST_POINTS = 200_000;
  private static final int TIMES = 3;

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

  @Mixin private CacheOption cache;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var promised = new Figures();
    tune(promised);
    traffic(promised);
    order(promised);
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
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
    Table.write(
        work.resolve("traffic.csv"),
        csv -> {
          csv.printRecord(
              "trace", "layer", "experts", "top_k", "distinct_ranks", "if_drawn_alike", "less_pct");
          for (TrafficRow r : rows) {
            csv.printRecord(
                r.trace(),
                r.layer(),
                r.experts(),
                r.topK(),
                decimals(r.distinct()),
                decimals(r.drawn()),
                decimals(100 * (1 - r.distinct() / r.topK())));
          }
        });
    promised.exactly(
        "traffic_off_distinct",
        rows.stream().mapToLong(r -> Math.abs(r.difference())).sum(),
        "packets",
        0);
    promised.add(
        "traffic_less_pct",
        rows.stream().mapToDouble(r -> 100 * (1 - r.distinct() / r.topK())).average().orElseThrow(),
        "%");
  }

  private void tune(Figures promised) throws IOException {
    var rows = new ArrayList<List<Object>>();
    double slowest = 0;
    double slowestOfAll = 0;
    long points = Long.MAX_VALUE;
    long allPoints = 0;
    int disagree = 0;
    var space = Space.of(ChipletRates.EXAMPLE.lanes());
    for (ModelShape shape : Catalogue.all()) {
      if (shape.experts().count() == 0 || shape.experts().count() % RANKS != 0) {
        continue;
      }
      var tuner = new Tuner(costs(shape));
      var grid = Strategy.UNIEP.in(space);
      double seconds = Double.MAX_VALUE;
      double secondsOfAll = Double.MAX_VALUE;
      for (int i = 0; i < TIMES; i++) {
        long begin = System.nanoTime();
        var each = tuner.everyPoint(grid);
        long middle = System.nanoTime();
        var best = tuner.search(space);
        long end = System.nanoTime();
        seconds = Math.min(seconds, (middle - begin) / 1e9);
        secondsOfAll = Math.min(secondsOfAll, (end - middle) / 1e9);
        points = Math.min(points, each.points());
        allPoints = Math.max(allPoints, best.points());
        if (i == 0) {
          rows.add(row(shape, "best of all", best));
          disagree += each.equals(tuner.search(grid)) ? 0 : 1;
        }
      }
      slowest = Math.max(slowest, seconds);
      slowestOfAll = Math.max(slowestOfAll, secondsOfAll);
      for (var strategy : Strategy.values()) {
        rows.add(row(shape, strategy.title(), tuner.search(strategy.in(space))));
      }
    }
    Table.write(
        work.resolve("strategies.csv"),
        csv -> {
          csv.printRecord("model", "strategy", "legal_points", "predicted_cycles", "point");
          for (var row : rows) {
            csv.printRecord(row);
          }
        });
    promised.atLeast("tuner_points", points, "", LEAST_POINTS);
    promised.atMost("tuner_seconds", slowest, "s", 1);
    promised.add("tuner_space_points", allPoints, "");
    promised.atMost("tuner_space_seconds", slowestOfAll, "s", 1);
    promised.exactly("tuner_disagreements", disagree, "", 0);
  }

  private static List<Object> row(ModelShape shape, String title, Tuner.Found found) {
    return found.best().isEmpty()
        ? List.of(shape.name(), title, 0, "", "")
        : List.of(
            shape.name(), title, found.points(), found.cycles(), found.best().get().toString());
  }

  private static CostModel costs(ModelShape shape) {
    var experts = shape.experts();
    var knobs = new SyntheticRouting.Knobs(experts.count(), experts.topK(), 1, 0, 0);
    var routing = new SyntheticRouting(knobs, 1).next(TOKENS);
    return new CostModel(
        ChipletRates.EXAMPLE,
        new LayerLoad(routing, RANKS),
        shape.hidden(),
        experts.hidden(),
        ELEMENT_BYTES);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
