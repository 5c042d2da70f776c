package chorale.bench.mozart;

import chorale.bench.tools.Parallel;
import chorale.bench.train.LayersStudy;
import chorale.bench.train.LayersTraining;
import chorale.bench.train.RandomSteps;
import chorale.bench.train.StepCase;
import chorale.bench.train.VariantStudy;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.TraceReader;
import chorale.workload.mozart.Variant;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

/** Mozart's schedule in RTL: a layer of its variants, layers that train, and random packages. */
public final class RtlStudy {
  private static final int EXPERTS = RandomSteps.TRACE_EXPERTS;
  private static final int TOP_K = RandomSteps.TRACE_TOP_K;
  private static final int LAYER = 2;

  /** Tokens of a layer of the trace: what placements learn from comes first. */
  private static final int LEARNED = 1024;

  private static final int ALL = 2048;
  private static final int TOKENS = 512;
  private static final int INNER = 32;

  /** Steps of training, each with tokens of two layers. */
  public static final int STEPS = 20;

  private static final int TRAINED_TOKENS = 16;
  private static final long SEED = 20261122;

  private final Path trace;
  private final Path verilog;
  private final Path cache;

  /** A study of a trace with 64 experts and top 6, which keeps models in {@code cache}. */
  public RtlStudy(Path trace, Path verilog, Path cache) {
    this.trace = trace;
    this.verilog = verilog;
    this.cache = cache;
  }

  private Routing layer(int layer) {
    return TraceReader.read(trace, layer, ALL, TOP_K, EXPERTS);
  }

  private Placement placement(Variant variant, Tree tree) {
    var learned = layer(LAYER).tokens(0, LEARNED);
    return Placements.of(variant.placement(), learned, tree, SEED);
  }

  /** A step of each variant on 16 chiplets. */
  public List<StepCase> variants(IntConsumer progress) throws IOException {
    var study = new VariantStudy(verilog, cache);
    var tokens = layer(LAYER).tokens(ALL - TOKENS, ALL);
    var tree = new Tree(VariantStudy.GROUPS, VariantStudy.CHIPLETS);
    var jobs = new ArrayList<Callable<StepCase>>();
    for (var v : Variant.values()) {
      var placement = placement(v, tree);
      jobs.add(() -> study.run(v, tokens, placement, INNER));
    }
    return Parallel.inOrder(jobs, progress);
  }

  /** Two layers, trained by each variant. */
  public Map<Variant, LayersTraining.Result> training(IntConsumer progress) throws IOException {
    var study = new LayersStudy(verilog, cache);
    var tree = new Tree(LayersStudy.GROUPS, LayersStudy.CHIPLETS);
    var routings =
        List.of(
            layer(LAYER).tokens(LEARNED, LEARNED + TRAINED_TOKENS),
            layer(LAYER + 1).tokens(LEARNED, LEARNED + TRAINED_TOKENS));
    var jobs = new ArrayList<Callable<LayersTraining.Result>>();
    for (var v : Variant.values()) {
      var placement = placement(v, tree);
      jobs.add(() -> study.train(v, placement, routings, STEPS, SEED));
    }
    var results = Parallel.inOrder(jobs, progress);
    var byVariant = new EnumMap<Variant, LayersTraining.Result>(Variant.class);
    for (var v : Variant.values()) {
      byVariant.put(v, results.get(v.ordinal()));
    }
    return byVariant;
  }

  /** Random steps on random packages. */
  public List<StepCase> random(int packages, int steps, IntConsumer progress) throws IOException {
    var study = new RandomSteps(layer(LAYER + 1), verilog, cache);
    return Parallel.inOrder(study.jobs(packages, steps, SEED), progress).stream()
        .flatMap(List::stream)
        .toList();
  }
}
