package chorale.bench;

import chorale.bench.mozart.AreaTable;
import chorale.bench.mozart.FullSizeStudy;
import chorale.bench.mozart.FullSizeTables;
import chorale.bench.mozart.MozartPictures;
import chorale.bench.mozart.RealLayer;
import chorale.bench.mozart.RtlStudy;
import chorale.bench.mozart.RtlTables;
import chorale.bench.mozart.Sensitivity;
import chorale.bench.mozart.StepSeconds;
import chorale.bench.place.PlacementCase;
import chorale.bench.train.LayersTraining;
import chorale.workload.Placement.Strategy;
import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleBiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale study mozart}: a training step as Mozart does it, with the paper's ablation. */
@Command(
    name = "mozart",
    description =
        "Run a training step as Mozart does it: the paper's three models at full size, at each variant"
            + " of its ablation, next to the paper's figures; what each assumption does to them.")
final class StudyMozart implements Callable<Integer> {
  private static final double MOST_SECONDS = 10;
  private static final double MOST_RATIO = 1.10;
  private static final int PACKAGES = 10;
  private static final int STEPS_OF_PACKAGE = 20;
  private static final double MEDIAN_ERROR = 2;
  private static final double WORST_ERROR = 8;
  private static final int CONFIGURATIONS = 200;

  /** Replicas of generated traces are the paper's within a hundredth. */
  private static final double REPLICAS = 1.01;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-mozart.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Mixin private TracesOption traces;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/mozart",
      description = "folder for CSV files and pictures (default: ${DEFAULT-VALUE})")
  private Path work;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      defaultValue = "examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz",
      description = "trace of the RTL's tokens, 64 experts and top 6 (default: ${DEFAULT-VALUE})")
  private Path trace;

  /** Parts of the study. */
  enum Part {
    full,
    variants,
    training,
    random
  }

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "which of ${COMPLETION-CANDIDATES} (default: all): whole models in the fast model; in RTL a"
              + " step of each variant, training of two layers, and random packages")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Mixin private CacheOption cache;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    var promised = new Figures();
    try (var progress = Progress.onStandardError()) {
      var rtl = new RtlStudy(trace, work.resolve("verilog"), cache.folder);
      for (Part part : parts) {
        switch (part) {
          case full -> fullSize(promised, progress);
          case variants -> variants(rtl, promised, progress);
          case training -> training(rtl, promised, progress);
          case random -> random(rtl, promised, progress);
        }
        promised.write(figures); // the next part may be stopped
      }
    }
    promised.add("seconds", Math.round((System.nanoTime() - begin) / 1e9), "s");
    promised.write(figures);
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private void fullSize(Figures promised, Progress progress) throws IOException {
    promised.atMost("full_step_seconds_qwen3_30b_a3b", StepSeconds.measure(), "s", MOST_SECONDS);
    int cells = PaperModel.all().size() * Variant.values().length;
    progress.begin(cells + " steps of whole models", " steps", cells);
    int[] done = {0};
    var rows =
        FullSizeStudy.run(Assumptions.usual(Assumption.class), () -> progress.at(++done[0], ""));
    figures(promised, rows);
    FullSizeTables.ablation(rows, work.resolve("full-size.csv"));
    MozartPictures.latencies(rows, work.resolve("full-size.png"));
    AreaTable.packages(work.resolve("area.csv"));
    AreaTable.sources(work.resolve("area-sources.csv"));
    promised.atMost(
        "replicas_ours_over_mozart",
        progress.all(PlacementCase.all(traces.folder), "layers of real traces, links", "").stream()
            .mapToDouble(c -> c.overMozart(l -> l.replicas()))
            .average()
            .orElseThrow(),
        "",
        1);
    var layers = progress.all(RealLayer.all(traces.folder), "layers of real traces, steps", "");
    FullSizeTables.realTraces(layers, work.resolve("real-traces.csv"));
    ours(promised, "replicas", layers, (l, s) -> l.loads().get(s).replicas());
    ours(promised, "busiest_link", layers, (l, s) -> l.loads().get(s).binding());
    for (var variant : RealLayer.VARIANTS) {
      var name = "milliseconds_" + variant.name().toLowerCase(Locale.ROOT);
      ours(promised, name, layers, (l, s) -> l.milliseconds().get(variant).get(s));
    }
    var points = progress.all(Sensitivity.all(), "changed assumptions", "");
    FullSizeTables.sensitivity(points, work.resolve("sensitivity.csv"));
    for (var model : PaperModel.all()) {
      var file = work.resolve("sensitivity-" + model.name() + ".png");
      MozartPictures.tornado(points, model, file);
    }
  }

  private static void ours(
      Figures promised,
      String figure,
      List<RealLayer> layers,
      ToDoubleBiFunction<RealLayer, Strategy> of) {
    String name = "real_traces_%s_ours_over_best_other".formatted(figure);
    promised.atMost(name, RealLayer.oursOverBestOther(layers, of), "", 1);
  }

  private void variants(RtlStudy study, Figures promised, Progress progress) throws IOException {
    progress.begin("Variants in RTL", " steps", Variant.values().length);
    var steps = study.variants(n -> progress.at(n, ""));
    RtlTables.steps(steps, work.resolve("variants.csv"));
    for (var step : steps) {
      String variant = step.name().toLowerCase(Locale.ROOT);
      promised.atMost("ratio_variant_" + variant, step.ratio(), "", MOST_RATIO);
      step.ratesErrorPct()
          .ifPresent(error -> promised.add("rate_model_error_pct_" + variant, error, "%"));
    }
  }

  private void training(RtlStudy study, Figures promised, Progress progress) throws IOException {
    int variants = Variant.values().length;
    progress.begin("Training in RTL, %d steps each".formatted(RtlStudy.STEPS), "", variants);
    var trained = study.training(n -> progress.at(n, ""));
    RtlTables.losses(trained, work.resolve("losses.csv"));
    promised.exactly(
        "training_bit_mismatches",
        trained.values().stream().mapToLong(LayersTraining.Result::mismatches).sum(),
        "",
        0);
    promised.add(
        "training_numbers_compared",
        trained.values().stream().mapToLong(LayersTraining.Result::numbers).sum(),
        "");
    promised.exactly(
        "training_losses_not_falling",
        trained.values().stream().filter(r -> !r.falls()).count(),
        "",
        0);
  }

  private void random(RtlStudy study, Figures promised, Progress progress) throws IOException {
    progress.begin("Random packages in RTL", " packages", PACKAGES);
    var cases = study.random(PACKAGES, STEPS_OF_PACKAGE, n -> progress.at(n, ""));
    RtlTables.steps(cases, work.resolve("random.csv"));
    RtlTables.errors(cases, work.resolve("random.png"));
    double[] errors = cases.stream().mapToDouble(c -> Math.abs(c.errorPct())).sorted().toArray();
    promised.atMost("fast_model_median_error_pct", errors[errors.length / 2], "%", MEDIAN_ERROR);
    promised.atMost("fast_model_worst_error_pct", errors[errors.length - 1], "%", WORST_ERROR);
    promised.atLeast("fast_model_configurations", errors.length, "", CONFIGURATIONS);
    promised.exactly(
        "steps_below_lower_bound", cases.stream().filter(c -> c.ratio() < 1).count(), "", 0);
  }

  private static void figures(Figures promised, List<List<FullSizeStudy.Cell>> rows) {
    for (var row : rows) {
      var model = row.getFirst().model();
      for (var cell : row) {
        if (cell.variant() != Variant.BASELINE && cell.variant() != Variant.D) {
          double paper = model.replicas()[cell.variant().ordinal() - 1];
          promised.atMost(name("ct", cell), cell.replicas(), "", paper * REPLICAS);
        }
      }
      for (var cell : row) {
        if (cell.variant() != Variant.BASELINE) {
          double speedup = row.getFirst().seconds() / cell.seconds();
          promised.atLeast(name("speedup", cell), speedup, "x", paper(model, cell.variant()));
        }
      }
    }
  }

  /** The paper's speed-up; of C as it is printed, of D that of C. */
  private static double paper(PaperModel model, Variant variant) {
    return switch (variant) {
      case BASELINE -> 1;
      case A, B -> 1 / model.latency()[variant.ordinal() - 1];
      case C, D -> model.speedup();
    };
  }

  private static String name(String figure, FullSizeStudy.Cell cell) {
    return "%s_%s_%s"
        .formatted(figure, cell.variant().name().toLowerCase(Locale.ROOT), cell.model().name());
  }
}
