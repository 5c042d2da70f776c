package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.Placement.Strategy;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.place.Placements;
import chorale.workload.place.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Random packages and, on each, random steps in RTL and in the fast model: trees, widths, arrays,
 * memories, sizes, schedules, placements, and tokens of a real trace or random ones.
 */
public final class RandomSteps {
  /** Experts of the real trace, and how many of them a token has. */
  public static final int TRACE_EXPERTS = 64;

  /** See {@link #TRACE_EXPERTS}. */
  public static final int TRACE_TOP_K = 6;

  private static final long MOST_CYCLES = 100_000_000;
  private static final int MOST_CHIPLETS = 8;
  private static final int MOST_HIDDEN = 128;

  /** Steps with a higher lower bound are drawn again: RTL takes its time. */
  private static final long MOST_BOUND = 60_000;

  private static final int MOST_DRAWS = 12;

  private final Routing trace;
  private final Path verilog;
  private final Path cache;

  /** Steps with tokens of {@code trace}, one in two. */
  public RandomSteps(Routing trace, Path verilog, Path cache) {
    this.trace = trace;
    this.verilog = verilog;
    this.cache = cache;
  }

  /** A job for each of so many packages, with so many steps. */
  public List<Callable<List<StepCase>>> jobs(int packages, int steps, long seed) {
    var jobs = new ArrayList<Callable<List<StepCase>>>();
    for (int i = 0; i < packages; i++) {
      long own = seed + i;
      jobs.add(() -> run(own, steps));
    }
    return jobs;
  }

  private List<StepCase> run(long seed, int steps) throws IOException {
    // Seeds that follow each other would give nearly the same first numbers.
    var random = new Random(new SplittableRandom(seed).nextLong());
    var p = parameters(random);
    var library = TrainingRun.buildByChiplets(p, "random_" + seed, verilog, cache);
    var cases = new ArrayList<StepCase>();
    for (int i = 0; i < steps; i++) {
      var schedule = next(p, random);
      cases.add(
          StepCase.of("package %d, step %d".formatted(seed, i), p, library, schedule, MOST_CYCLES));
    }
    return cases;
  }

  private static TrainingParameters parameters(Random random) {
    int chiplets = 1 + random.nextInt(4);
    int groups = 1 + random.nextInt(Math.min(4, MOST_CHIPLETS / chiplets));
    int homes = 1 + random.nextInt(3);
    int lanes;
    int packet;
    do {
      lanes = 4 << random.nextInt(3);
      packet = 8 << random.nextInt(3);
    } while (lanes * packet > MOST_HIDDEN);
    var timing = random.nextBoolean() ? DramTiming.HBM2 : DramTiming.HBM3;
    var stack =
        new StackParameters(
            timing,
            1 << random.nextInt(2),
            chiplets,
            4 << random.nextInt(3),
            2 << random.nextInt(3),
            8 << random.nextInt(3));
    int tiles = 1 + random.nextInt(2);
    int arrays = 1 + random.nextInt(2);
    var one = ExpertStudy.mozartParameters(groups, homes, stack, lanes, packet, Datapath.TIMING);
    var p = ExpertStudy.withArrays(one, tiles, arrays);
    boolean mayAdd = groups > 1 && chiplets > 1;
    return mayAdd && random.nextBoolean() ? ExpertStudy.inSwitch(p) : p;
  }

  /** A step that is not too long, or the shortest of several. */
  private MozartSchedule next(TrainingParameters p, Random random) {
    MozartSchedule shortest = null;
    long least = Long.MAX_VALUE;
    for (int draw = 0; draw < MOST_DRAWS && least > MOST_BOUND; draw++) {
      var schedule = schedule(p, random);
      long bound = StepCase.bound(p, schedule).cycles();
      if (bound < least) {
        least = bound;
        shortest = schedule;
      }
    }
    return shortest;
  }

  private MozartSchedule schedule(TrainingParameters p, Random random) {
    var machine = StreamedProgram.machine(p);
    int tokens = machine.homeCount() * (6 + random.nextInt(20));
    var tree = new Tree(machine.groups(), machine.chiplets());
    // A queue holds the commands of 32 experts.
    boolean ofTrace = machine.experts() > 1 && random.nextBoolean();
    var routing =
        ofTrace ? tokensOfTrace(tokens, random) : random(machine.experts(), tokens, random);
    boolean inSwitch = p.options().adds();
    return new MozartSchedule(
        machine,
        routing,
        Placements.of(Strategy.RANDOM, routing, tree, random.nextLong()),
        p.packetWords() * p.lanes(),
        p.lanes() * (1 + random.nextInt(3)),
        random.nextBoolean(),
        inSwitch || random.nextBoolean(),
        inSwitch,
        inSwitch);
  }

  private Routing tokensOfTrace(int tokens, Random random) {
    int first = random.nextInt(trace.tokens() - tokens);
    return trace.tokens(first, first + tokens);
  }

  private static Routing random(int chiplets, int tokens, Random random) {
    int experts = chiplets * (2 + random.nextInt(3)) + random.nextInt(chiplets);
    int topK = 1 + random.nextInt(Math.min(4, experts - 1));
    var chosen = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      chosen[t] = random.ints(0, experts).distinct().limit(topK).toArray();
    }
    return new Routing(chosen, experts);
  }
}
