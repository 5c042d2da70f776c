package chorale.workload.trace;

import chorale.workload.Routing;
import chorale.workload.place.LinkLoads;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import chorale.workload.trace.SyntheticRouting.Knobs;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The knobs with which {@link SyntheticRouting} is most like a given routing. Two figures of it are
 * matched, each by one knob:
 *
 * <ul>
 *   <li>skew: the coefficient of variation of the experts' loads;
 *   <li>locality: {@code C_T}, the replicas per token, of Mozart's placement on 16 chiplets that
 *       was learned on the first half and is measured on the second.
 * </ul>
 *
 * <p>Both grow, or fall, with their knob; each is found by bisection on as many tokens as the given
 * routing has, so that chance adds the same to both sides, and twice in turn, for each has a little
 * influence on the other. The more skew, the less sure is the locality: with few hot experts, who
 * they are decides C_T.
 *
 * @param knobs the knobs
 * @param replicas C_T of the given routing, held-out
 * @param variation coefficient of variation of its loads
 * @param fittedReplicas C_T of the synthetic routing
 * @param fittedVariation coefficient of variation of its loads
 */
public record KnobFit(
    Knobs knobs, double replicas, double variation, double fittedReplicas, double fittedVariation) {
  private static final Tree TREE = new Tree(4, 4);
  private static final int ROUNDS = 2;
  private static final int STEPS = 8;
  private static final double MOST_SKEW = 3;
  private static final int SEEDS = 2;
  private static final int MOST_TOKENS = 4096;

  /** Least tokens of a routing to fit. */
  public static final int LEAST_TOKENS = 64;

  /**
   * Fits the knobs to the first {@value #MOST_TOKENS} tokens of {@code given}.
   *
   * @throws IllegalArgumentException if it has fewer than 16 experts or {@value #LEAST_TOKENS}
   *     tokens
   */
  public static KnobFit of(Routing given) {
    var routing = given.tokens(0, Math.min(MOST_TOKENS, given.tokens()));
    if (routing.expertCount() < TREE.places() || routing.tokens() < LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "%d experts and %d tokens: a fit takes at least %d and %d"
              .formatted(routing.expertCount(), routing.tokens(), TREE.places(), LEAST_TOKENS));
    }
    double replicas = replicas(routing);
    double variation = variation(routing);
    double locality = 0.5;
    double skew = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double p = locality;
      skew = bisect(MOST_SKEW, variation, s -> mean(routing, p, s, KnobFit::variation));
      double s = skew;
      locality = bisect(1, -replicas, q -> -mean(routing, q, s, KnobFit::replicas));
    }
    return new KnobFit(
        knobs(routing, locality, skew),
        replicas,
        variation,
        mean(routing, locality, skew, KnobFit::replicas),
        mean(routing, locality, skew, KnobFit::variation));
  }

  /** Where between 0 and {@code most} a growing {@code figure} is {@code goal}. */
  private static double bisect(double most, double goal, DoubleUnaryOperator figure) {
    double low = 0;
    double high = most;
    if (figure.applyAsDouble(0) >= goal) {
      return 0;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (figure.applyAsDouble(middle) < goal) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static Knobs knobs(Routing like, double locality, double skew) {
    return new Knobs(like.expertCount(), like.topK(), TREE.places(), locality, skew);
  }

  private static double mean(
      Routing like, double locality, double skew, ToDoubleFunction<Routing> figure) {
    return IntStream.range(0, SEEDS)
        .mapToObj(s -> new SyntheticRouting(knobs(like, locality, skew), s).next(like.tokens()))
        .mapToDouble(figure)
        .average()
        .orElseThrow();
  }

  /** C_T on 16 chiplets of Mozart's placement, learned on one half and measured on the other. */
  static double replicas(Routing routing) {
    int half = routing.tokens() / 2;
    var learned = routing.tokens(0, half);
    var placement = Placements.clustered(learned, TREE);
    return LinkLoads.of(routing.tokens(half, routing.tokens()), placement, TREE).replicas();
  }

  /** Standard deviation of the experts' loads over their mean. */
  static double variation(Routing routing) {
    double[] loads = IntStream.range(0, routing.expertCount()).mapToDouble(routing::load).toArray();
    double mean = Arrays.stream(loads).average().orElseThrow();
    double square = Arrays.stream(loads).map(l -> (l - mean) * (l - mean)).average().orElseThrow();
    return Math.sqrt(square) / mean;
  }
}
