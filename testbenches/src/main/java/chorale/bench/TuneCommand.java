package chorale.bench;

import chorale.bench.tools.Json;
import chorale.workload.Routing;
import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import chorale.workload.trace.LayerSample;
import chorale.workload.trace.SyntheticRouting;
import chorale.workload.trace.TraceSamples;
import chorale.workload.trace.TraceStream;
import chorale.workload.uniep.ChipletRates;
import chorale.workload.uniep.CostModel;
import chorale.workload.uniep.Lanes;
import chorale.workload.uniep.LayerLoad;
import chorale.workload.uniep.Legality;
import chorale.workload.uniep.Point;
import chorale.workload.uniep.Space;
import chorale.workload.uniep.Strategy;
import chorale.workload.uniep.Tuner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale tune}: the best schedule of a layer of experts, by the model. */
@Command(
    name = "tune",
    description =
        "Search the schedules of a layer of experts for the one that the analytical model says is"
            + " the quickest, and show what binds it, next to the best of each known strategy.")
final class TuneCommand implements Callable<Integer> {
  private static final int ELEMENT_BYTES = 2;
  private static final int MOST_LANES = 4096;
  private static final int MOST_TOKENS = 1 << 22;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      defaultValue = "DeepSeek-MoE-16B",
      description =
          "a model of the catalogue with experts, or a .yaml file (default: ${DEFAULT-VALUE})")
  private String model;

  @Option(
      names = "--ranks",
      paramLabel = "W",
      defaultValue = "8",
      description = "chiplets with experts, each with its tokens (default: ${DEFAULT-VALUE})")
  private int ranks;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "32768",
      description =
          "tokens of all ranks, each expert as likely as any other, unless there is a trace"
              + " (default: ${DEFAULT-VALUE})")
  private int tokens;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "routing of the tokens; a sample of 8192 if there are more")
  private Path trace;

  @Option(names = "--layer", paramLabel = "L", description = "its layer; the first one otherwise")
  private Integer layer;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "132",
      description = "arrays of 16 x 16 with a port, of a chiplet (default: ${DEFAULT-VALUE})")
  private int lanes;

  @Option(
      names = "--check",
      paramLabel = "D,R,C,A",
      split = ",",
      description =
          "lanes that dispatch, relay, combine and reduce: say whether they can run with all else"
              + " as in the best point, and their cycles")
  private int[] check;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    if (lanes < 2 || lanes > MOST_LANES) {
      throw new IOException("--lanes is %d: write 2 to %d".formatted(lanes, MOST_LANES));
    }
    if (tokens < 1 || tokens > MOST_TOKENS) {
      throw new IOException("--tokens is %d: write 1 to %d".formatted(tokens, MOST_TOKENS));
    }
    if (check != null && check.length != 4) {
      throw new IOException("--check takes 4 numbers of lanes, not %d".formatted(check.length));
    }
    ModelShape shape = Catalogue.find(model);
    if (shape.experts().count() == 0) {
      throw new IOException(model + " has no experts: choose a model that has (chorale models)");
    }
    Routing routing = trace == null ? drawn(shape) : traced(shape);
    var costs = costs(shape, routing);
    var space = Space.of(lanes);
    var tuner = new Tuner(costs);
    long begin = System.nanoTime();
    var found = tuner.search(space);
    long nanos = System.nanoTime() - begin;
    if (json.wanted) {
      return json(shape, routing, costs, tuner, space, found);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d tokens on %d ranks, E[distinct ranks] %.3f of top %d%n",
        shape.name(),
        routing.tokens(),
        ranks,
        (double) costs.load().distinct() / routing.tokens(),
        routing.topK());
    Point best = best(found);
    System.out.printf(
        "%,d legal points in %s%n  best     %s%n", found.points(), Progress.seconds(nanos), best);
    print(costs, best);
    for (var strategy : Strategy.values()) {
      var other = tuner.search(strategy.in(space));
      System.out.printf(
          Locale.ROOT,
          "  %-28s %s%n",
          strategy.title(),
          other.best().isEmpty()
              ? "no point of it is legal"
              : String.format(
                  Locale.ROOT,
                  "%,12d cycles %7.3fx",
                  other.cycles(),
                  (double) other.cycles() / found.cycles()));
    }
    return check == null || says(costs, best) ? 0 : 1;
  }

  private Point best(Tuner.Found found) throws IOException {
    return found
        .best()
        .orElseThrow(
            () -> new IOException("no point is legal with %d lanes: write more".formatted(lanes)));
  }

  private int json(
      ModelShape shape,
      Routing routing,
      CostModel costs,
      Tuner tuner,
      Space space,
      Tuner.Found found)
      throws IOException {
    Point best = best(found);
    var strategies = new ArrayList<Json.Properties>();
    for (var strategy : Strategy.values()) {
      var other = tuner.search(strategy.in(space));
      boolean legal = other.best().isPresent();
      strategies.add(
          Json.object()
              .put("strategy", strategy.title())
              .put("cycles", legal ? other.cycles() : null)
              .put("point", legal ? other.best().get().toString() : null));
    }
    var result =
        Json.object()
            .put("model", shape.name())
            .put("tokens", routing.tokens())
            .put("ranks", ranks)
            .put("lanes", lanes)
            .put("legal_points", found.points())
            .put("best", json(costs, best))
            .put("strategies", strategies);
    boolean legal = true;
    if (check != null) {
      Point p = checked(best);
      var reasons = new Legality(costs.rates(), costs.load()).reasons(p);
      legal = reasons.isEmpty();
      result.put("checked", legal ? json(costs, p) : Json.object().put("point", p.toString()));
      result.put("refused", reasons);
    }
    System.out.print(Json.text(result));
    return legal ? 0 : 1;
  }

  private static Json.Properties json(CostModel costs, Point p) {
    var prediction = costs.predict(p);
    return Json.object()
        .put("point", p.toString())
        .put("cycles", prediction.cycles())
        .put(
            "parts",
            prediction.parts().stream()
                .map(
                    part ->
                        Json.object()
                            .put("stage", part.stage())
                            .put("resource", part.resource())
                            .put("cycles", part.cycles())
                            .put("binds", prediction.binds(part.stage()).equals(part))
                            .put("why", part.why()))
                .toList());
  }

  private Point checked(Point best) {
    return new Point(new Lanes(check[0], check[1], check[2], check[3]), best.manner());
  }

  private static void print(CostModel costs, Point p) {
    var prediction = costs.predict(p);
    System.out.printf("  %,d cycles predicted%n", prediction.cycles());
    for (var part : prediction.parts()) {
      String binds = prediction.binds(part.stage()).equals(part) ? "binds" : "";
      System.out.printf(
          "  stage %d  %-15s %,12d cycles %-6s %s%n",
          part.stage(), part.resource(), part.cycles(), binds, part.why());
    }
  }

  private boolean says(CostModel costs, Point best) {
    Point p = checked(best);
    var reasons = new Legality(costs.rates(), costs.load()).reasons(p);
    System.out.println("  checked  " + p);
    reasons.forEach(r -> System.out.println("  refused: " + r));
    if (reasons.isEmpty()) {
      print(costs, p);
    }
    return reasons.isEmpty();
  }

  private CostModel costs(ModelShape shape, Routing routing) throws IOException {
    try {
      return new CostModel(
          ChipletRates.EXAMPLE.lanes(lanes),
          new LayerLoad(routing, ranks),
          shape.hidden(),
          shape.experts().hidden(),
          ELEMENT_BYTES);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Routing drawn(ModelShape shape) throws IOException {
    var knobs =
        new SyntheticRouting.Knobs(shape.experts().count(), shape.experts().topK(), 1, 0, 0);
    return new SyntheticRouting(knobs, 1).next(tokens);
  }

  private Routing traced(ModelShape shape) throws IOException {
    TraceSamples samples;
    try (var stream = TraceStream.open(trace)) {
      samples = TraceSamples.of(stream, _ -> {});
    }
    int experts = Math.max(samples.experts(), shape.experts().count());
    return samples.layers().stream()
        .filter(l -> layer == null || l.layer() == layer)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "layer %d is not in %s: choose one of %s"
                        .formatted(
                            layer,
                            trace,
                            samples.layers().stream().map(LayerSample::layer).toList())))
        .routing(experts);
  }
}
