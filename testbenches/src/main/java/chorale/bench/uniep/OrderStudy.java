package chorale.bench.uniep;

import chorale.bench.uniep.OrderBench.Round;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Random routings on the RTL of {@link chorale.chiplet.TokenOrder}, held against {@link
 * GoldenOrder}: half of them with ranks that start, offer and take when they like, half of them as
 * quick as it goes, where cycles must be those of the engine's closed form.
 *
 * @param config the package
 * @param routings that were run
 * @param pairs of all of them
 * @param cycles simulated
 * @param faults routings of which an answer was not the model's, or a slot was given twice
 * @param offForm ranks' rounds with other cycles than those of the closed form
 * @param firstFault what the first fault was; empty without
 */
public record OrderStudy(
    OrderConfig config,
    long routings,
    long pairs,
    long cycles,
    long faults,
    long offForm,
    String firstFault) {
  private static final int BATCH = 100;
  private static final long SEED = 20261122;

  /** From 2 to 8 ranks, from 2 to 8 experts a rank, both ways of sending counts. */
  private static final List<OrderConfig> CONFIGS =
      List.of(
          new OrderConfig(2, 4, 48, 1, 2, true, 1),
          new OrderConfig(4, 16, 63, 2, 4, true, 2),
          new OrderConfig(3, 12, 40, 2, 4, false, 1),
          new OrderConfig(8, 64, 40, 4, 8, true, 1));

  /** Jobs that run {@code routings} in all. */
  public static List<Callable<OrderStudy>> jobs(int routings, Path work, Path cache) {
    var jobs = new ArrayList<Callable<OrderStudy>>();
    for (int i = 0; i < CONFIGS.size(); i++) {
      var config = CONFIGS.get(i);
      int own = routings * (i + 1) / CONFIGS.size() - routings * i / CONFIGS.size();
      jobs.add(() -> of(config, own, work, cache));
    }
    return jobs;
  }

  private static OrderStudy of(OrderConfig config, int routings, Path work, Path cache)
      throws IOException {
    var random = new SplittableRandom(SEED + config.ranks());
    var library = config.build(work.resolve("rtl"), cache);
    long pairs = 0;
    long faults = 0;
    long offForm = 0;
    String first = "";
    try (var bench = new OrderBench(config, library)) {
      long begin = bench.cycle();
      boolean quick = false;
      for (int done = 0; done < routings; quick = !quick) {
        var rounds = new ArrayList<int[][]>();
        for (int i = 0; i < Math.min(BATCH, routings - done); i++) {
          rounds.add(RandomRouting.of(config, random));
        }
        var said = bench.run(rounds, quick ? null : random.split());
        for (int i = 0; i < rounds.size(); i++) {
          for (int[] own : rounds.get(i)) {
            pairs += own.length;
          }
          var fault = OrderCheck.fault(rounds.get(i), config.experts(), said.get(i));
          if (fault.isPresent()) {
            faults++;
            first = first.isEmpty() ? fault.get() : first;
          }
          offForm += quick ? offForm(config, rounds.get(i), said.get(i)) : 0;
        }
        done += rounds.size();
      }
      return new OrderStudy(config, routings, pairs, bench.cycle() - begin, faults, offForm, first);
    }
  }

  private static long offForm(OrderConfig config, int[][] selected, Round[] said) {
    int words = config.parameters().words();
    long off = 0;
    for (int r = 0; r < said.length; r++) {
      int n = selected[r].length;
      Round own = said[r];
      boolean holds =
          own.ordered() == own.started() + 1 + n
              && (n == 0
                  || own.first() == own.complete() + 3 + words
                      && own.last() == own.complete() + 2 + words + n);
      off += holds ? 0 : 1;
    }
    return off;
  }
}
