package chorale.bench.uniep;

import chorale.bench.train.PointRun;
import chorale.sim.ModelLibrary;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Random points of the space, each with other numbers, tokens of a real trace, and links that are
 * held up at random, in RTL with values against sequential execution, forward and backward.
 *
 * @param points that were run
 * @param numbers that were compared
 * @param mismatches that differ in any bit
 * @param wrong points with a mismatch
 * @param first mismatch, or ""
 */
public record BitStudy(long points, long numbers, long mismatches, long wrong, String first) {
  private static final int CHIPLETS = 4;
  private static final int VECTORS = 2;
  private static final int LANES = 2;
  private static final int WORDS = 4;
  private static final int BANKS = 16;
  private static final int COUNTERS = 64;
  private static final int MOST_TILE = 8;
  private static final int MOST_HELD = 60;
  private static final int MOST_TOKENS = 4;

  /** Links of 0 cycles: one switch; of more: two switches and a root. */
  private static final List<Integer> LINKS = List.of(0, 3);

  /** A package; without order, gradients of tokens are added as they come. */
  public static PointRun.Shape shape(int linkCycles, boolean isOrdered) {
    return new PointRun.Shape(
        CHIPLETS, 2, VECTORS, LANES, WORDS, BANKS, linkCycles, true, COUNTERS, isOrdered, true, 1);
  }

  /** Jobs that run {@code points} in all. */
  public static List<Callable<BitStudy>> jobs(
      List<Routing> traces, int points, boolean isOrdered, Path work, Path cache) {
    var links = isOrdered ? LINKS : LINKS.subList(0, 1);
    var jobs = new ArrayList<Callable<BitStudy>>();
    for (int i = 0; i < links.size(); i++) {
      int link = links.get(i);
      int own = points * (i + 1) / links.size() - points * i / links.size();
      jobs.add(
          () -> {
            var library = build(link, isOrdered, work, cache);
            var shape = shape(link, isOrdered);
            return isOrdered
                ? run(shape, library, traces, own, link + 1)
                : runCancelling(shape, library, own, link + 1);
          });
    }
    return jobs;
  }

  /** Builds a package. */
  public static ModelLibrary build(int link, boolean isOrdered, Path work, Path cache)
      throws IOException {
    String name = "points_%d%s".formatted(link, isOrdered ? "" : "_unordered");
    return shape(link, isOrdered).build(true, name, work, cache);
  }

  /** Runs so many points. */
  public static BitStudy run(
      PointRun.Shape shape, ModelLibrary library, List<Routing> traces, int points, long seed) {
    var random = new Random(seed);
    long numbers = 0;
    long mismatches = 0;
    long wrong = 0;
    String first = "";
    for (int i = 0; i < points; i++) {
      var trace = traces.get(random.nextInt(traces.size()));
      int tokens = CHIPLETS * (1 + random.nextInt(MOST_TOKENS));
      int from = random.nextInt(trace.tokens() - tokens);
      var routing = trace.tokens(from, from + tokens);
      int inner = LANES * (1 + random.nextInt(2));
      var point = PointSpace.random(CHIPLETS, VECTORS, MOST_TILE, random);
      int held = random.nextInt(3) == 0 ? 0 : random.nextInt(MOST_HELD);
      var step = shape.step(routing, inner, point, true);
      var run = PointRun.of(shape, library, step, random.nextLong(), held);
      numbers += run.numbers();
      mismatches += run.mismatches();
      wrong += run.mismatches() > 0 ? 1 : 0;
      if (first.isEmpty() && run.mismatches() > 0) {
        first = "%s: %s, held %d %%".formatted(point, run.first(), held);
      }
    }
    return new BitStudy(points, numbers, mismatches, wrong, first);
  }

  /**
   * Runs so many points with numbers whose sums show their order. A few bf16 numbers of one size
   * are added exactly in binary32, in any order. Here two experts of each token are each other's
   * opposite, and what the others add is lost in part if it comes between them.
   */
  public static BitStudy runCancelling(
      PointRun.Shape shape, ModelLibrary library, int points, long seed) {
    var random = new Random(seed);
    long numbers = 0;
    long mismatches = 0;
    long wrong = 0;
    String first = "";
    for (int i = 0; i < points; i++) {
      var routing = cancelling(CHIPLETS * MOST_TOKENS, random);
      var point = PointSpace.random(CHIPLETS, VECTORS, MOST_TILE, random);
      int held = random.nextInt(MOST_HELD);
      var step = shape.step(routing, LANES, point, true);
      var data = Cancelling.of(PointRun.data(shape, step, random.nextLong()));
      var run = PointRun.of(shape, library, step, data, random.nextLong(), held);
      numbers += run.numbers();
      mismatches += run.mismatches();
      wrong += run.mismatches() > 0 ? 1 : 0;
      if (first.isEmpty() && run.mismatches() > 0) {
        first = "%s: %s, held %d %%".formatted(point, run.first(), held);
      }
    }
    return new BitStudy(points, numbers, mismatches, wrong, first);
  }

  /** Each token has two opposite experts, and two small ones, in any order. */
  private static Routing cancelling(int tokens, Random random) {
    int groups = CHIPLETS;
    var chosen = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      int pair = Cancelling.GROUP * random.nextInt(groups);
      var own =
          new ArrayList<>(
              List.of(
                  pair,
                  pair + 1,
                  Cancelling.GROUP * random.nextInt(groups) + 2,
                  Cancelling.GROUP * random.nextInt(groups) + 3));
      Collections.shuffle(own, random);
      chosen[t] = own.stream().mapToInt(e -> e).toArray();
    }
    return new Routing(chosen, Cancelling.GROUP * groups);
  }
}
