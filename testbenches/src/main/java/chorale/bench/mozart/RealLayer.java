package chorale.bench.mozart;

import chorale.workload.BadInput;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.AttentionWork;
import chorale.workload.mozart.Manner;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.PaperPackage;
import chorale.workload.mozart.PaperTrace;
import chorale.workload.mozart.Variant;
import chorale.workload.mozart.WholeStep;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.step.rate.RateModel;
import chorale.workload.trace.TraceSamples;
import chorale.workload.trace.TraceStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleBiFunction;

/**
 * A layer of a real trace as the paper's model with as many experts and choices of a token has it:
 * placements learn from the first half of its tokens, the second half, again and again until there
 * are 8,192, is a step's.
 *
 * @param trace name of the file, without its ends
 * @param layer of the trace
 * @param model whose sizes it has
 * @param loads what the links carry, by placement
 * @param milliseconds of forward and backward pass, by variant and placement
 */
public record RealLayer(
    String trace,
    int layer,
    PaperModel model,
    Map<Strategy, LinkLoads> loads,
    Map<Variant, Map<Strategy, Double>> milliseconds) {
  private static final int TOKENS = 8192;
  private static final int SEQUENCE = 256;
  private static final double CYCLES = 1e6;

  /** Of C, what packets there are; of D, that switches add. */
  public static final List<Variant> VARIANTS = List.of(Variant.C, Variant.D);

  /** The layers of all traces in {@code folder} that are like one of the paper's models. */
  public static List<Callable<RealLayer>> all(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.filter(f -> f.toString().endsWith(".csv.gz")).sorted().toList();
    }
    var layers = new ArrayList<Callable<RealLayer>>();
    for (var file : files) {
      String name = file.getFileName().toString().replace(".csv.gz", "");
      TraceSamples samples;
      try (var stream = TraceStream.open(file)) {
        samples = TraceSamples.of(stream, _ -> {});
      } catch (BadInput e) {
        throw new IOException(e.getMessage(), e);
      }
      for (var sample : samples.layers()) {
        var routing = sample.routing(samples.experts());
        for (var model : PaperModel.all()) {
          var experts = model.shape().experts();
          if (experts.count() == routing.expertCount() && experts.topK() == routing.topK()) {
            layers.add(() -> of(name, sample.layer(), model, routing));
          }
        }
      }
    }
    return layers;
  }

  /**
   * Of each trace, the mean of ours over all its layers over the least mean of another placement;
   * of these the greatest.
   *
   * @param figure of a layer at a placement
   */
  public static double oursOverBestOther(
      List<RealLayer> layers, ToDoubleBiFunction<RealLayer, Strategy> figure) {
    return layers.stream()
        .map(RealLayer::trace)
        .distinct()
        .mapToDouble(
            trace -> {
              var means = new EnumMap<Strategy, Double>(Strategy.class);
              for (var strategy : Strategy.values()) {
                means.put(
                    strategy,
                    layers.stream()
                        .filter(l -> l.trace.equals(trace))
                        .mapToDouble(l -> figure.applyAsDouble(l, strategy))
                        .average()
                        .orElseThrow());
              }
              double ours = means.remove(Strategy.CHORALE);
              return ours / Collections.min(means.values());
            })
        .max()
        .orElseThrow();
  }

  private static RealLayer of(String name, int layer, PaperModel model, Routing routing) {
    int half = routing.tokens() / 2;
    var learned = routing.tokens(0, half);
    var unseen = routing.tokens(half, routing.tokens());
    var loads = new EnumMap<Strategy, LinkLoads>(Strategy.class);
    var times = new EnumMap<Variant, Map<Strategy, Double>>(Variant.class);
    VARIANTS.forEach(l -> times.put(l, new EnumMap<>(Strategy.class)));
    var machine = PaperPackage.machine(model.shape().hidden());
    var a = Assumptions.usual(Assumption.class);
    var shared = AttentionWork.of(model.shape(), SEQUENCE).getLast();
    var experts = model.shape().experts();
    for (var strategy : Strategy.values()) {
      var placement = Placements.of(strategy, learned, PaperTrace.TREE, 1);
      loads.put(strategy, LinkLoads.of(unseen, placement, PaperTrace.TREE));
      var schedule =
          new MozartSchedule(
              machine,
              again(unseen),
              placement,
              model.shape().hidden(),
              experts.hidden(),
              true,
              true);
      for (var variant : VARIANTS) {
        var manner = variant.manner(experts.count() / machine.experts(), a);
        var step = new WholeStep(machine, List.of(schedule), List.of(shared), manner).step();
        boolean adds = manner.exchange() == Manner.Exchange.GROUPS;
        var rates = PaperPackage.rates(model.packageArea(), a, adds);
        times.get(variant).put(strategy, RateModel.of(step, rates).cycles() / CYCLES);
      }
    }
    return new RealLayer(name, layer, model, loads, times);
  }

  private static Routing again(Routing routing) {
    var rows = new int[TOKENS][routing.topK()];
    for (int t = 0; t < TOKENS; t++) {
      for (int j = 0; j < rows[t].length; j++) {
        rows[t][j] = routing.expert(t % routing.tokens(), j);
      }
    }
    return new Routing(rows, routing.expertCount());
  }
}
