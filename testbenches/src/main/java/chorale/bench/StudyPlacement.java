package chorale.bench;

import chorale.bench.place.LocalitySweep;
import chorale.bench.place.PlacementCase;
import chorale.bench.place.PlacementPictures;
import chorale.bench.tools.Table;
import chorale.workload.Placement.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study placement}: placements of experts on real traces. */
@Command(
    name = "placement",
    description =
        "Place the experts of real traces by each strategy, learned on the first half of a layer's"
            + " tokens, and count what links and chiplets carry on the second half.")
final class StudyPlacement implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of(
          "trace",
          "layer",
          "placement",
          "learned_tokens",
          "measured_tokens",
          "replicas",
          "groups",
          "trunk_packets",
          "leaf_packets",
          "home_packets",
          "load_max_over_mean");

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-placement.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Mixin private TracesOption traces;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/placement",
      description = "folder for CSV files and pictures (default: ${DEFAULT-VALUE})")
  private Path work;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    List<PlacementCase> cases;
    List<LocalitySweep.Point> sweep;
    try (var progress = Progress.onStandardError()) {
      cases = progress.all(PlacementCase.all(traces.folder), "layers of real traces", " layers");
      sweep = progress.all(LocalitySweep.all(), "generated traces", " traces");
    }
    cases.sort(Comparator.comparing(PlacementCase::trace).thenComparing(PlacementCase::layer));
    sweep.sort(
        Comparator.comparing(LocalitySweep.Point::model)
            .thenComparing(LocalitySweep.Point::locality));
    write(cases, sweep);
    PlacementPictures.trunks(cases, work.resolve("trunks.png"));
    PlacementPictures.locality(sweep, work.resolve("locality.png"));
    var promised = figures(cases);
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private static Figures figures(List<PlacementCase> cases) {
    var promised = new Figures();
    promised.atMost(
        "replicas_ours_over_mozart", mean(cases, c -> c.overMozart(l -> l.replicas())), "", 1);
    promised.atMost(
        "groups_ours_over_mozart", mean(cases, c -> c.overMozart(l -> l.groups())), "", 1);
    promised.atMost(
        "link_load_ours_over_mozart", mean(cases, c -> c.overMozart(l -> l.binding())), "", 1);
    promised.atMost(
        "worst_link_load_ours_over_best_other",
        cases.stream().mapToDouble(c -> c.overBestOther(l -> l.binding())).max().orElseThrow(),
        "",
        1);
    promised.add(
        "worst_replicas_ours_over_mozart",
        cases.stream().mapToDouble(c -> c.overMozart(l -> l.replicas())).max().orElseThrow(),
        "");
    promised.add(
        "home_load_ours_over_mozart", mean(cases, c -> c.overMozart(l -> l.bindingHome())), "");
    promised.add(
        "chiplet_load_ours_over_mozart",
        mean(cases, c -> c.overMozart(l -> l.imbalance(PlacementCase.TREE.places()))),
        "");
    promised.add("layers", cases.size(), "");
    return promised;
  }

  private static double mean(List<PlacementCase> cases, ToDoubleFunction<PlacementCase> figure) {
    return cases.stream().mapToDouble(figure).average().orElseThrow();
  }

  private void write(List<PlacementCase> cases, List<LocalitySweep.Point> sweep)
      throws IOException {
    Table.write(
        work.resolve("placements.csv"),
        csv -> {
          csv.printRecord(COLUMNS);
          for (var c : cases) {
            for (var strategy : Strategy.values()) {
              var l = c.loads().get(strategy);
              csv.printRecord(
                  c.trace(),
                  c.layer(),
                  strategy.name().toLowerCase(Locale.ROOT),
                  c.learned(),
                  c.measured(),
                  decimals(l.replicas()),
                  decimals(l.groups()),
                  l.busiestTrunk(),
                  l.busiestLeaf(),
                  l.bindingHome(),
                  decimals(l.imbalance(PlacementCase.TREE.places())));
            }
          }
        });
    Table.write(
        work.resolve("locality.csv"),
        csv -> {
          csv.printRecord(
              "model",
              "locality",
              "replicas_contiguous",
              "replicas_mozart",
              "replicas_chorale",
              "replicas_paper",
              "link_contiguous",
              "link_mozart",
              "link_chorale");
          for (var p : sweep) {
            csv.printRecord(
                p.model(),
                p.locality(),
                decimals(p.replicas(Strategy.CONTIGUOUS)),
                decimals(p.replicas(Strategy.MOZART)),
                decimals(p.replicas(Strategy.CHORALE)),
                p.paper(),
                decimals(p.link(Strategy.CONTIGUOUS)),
                decimals(p.link(Strategy.MOZART)),
                decimals(p.link(Strategy.CHORALE)));
          }
        });
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
