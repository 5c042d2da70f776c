package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random steps in RTL, between the lower bound and what the fast model may be off. */
final class StepAgainstRtlTest {
  private static final Path CACHE = Path.of("target/models");
  private static final long MOST_CYCLES = 10_000_000;
  private static final int STEPS = 4;
  private static final double MOST_PCT = 8;
  private static final double MEDIAN_PCT = 2;

  @TempDir private Path folder;

  private static MozartSchedule schedule(TrainingParameters p, Random random) {
    var machine = StreamedProgram.machine(p);
    int experts = machine.experts() * (2 + random.nextInt(2));
    int tokens = machine.homeCount() * (4 + random.nextInt(8));
    int topK = 1 + random.nextInt(Math.min(4, experts - 1));
    var chosen = new int[tokens][];
    Arrays.setAll(chosen, _ -> random.ints(0, experts).distinct().limit(topK).toArray());
    var shares = new int[machine.experts()][];
    Arrays.setAll(
        shares,
        c ->
            IntStream.range(c * experts / machine.experts(), (c + 1) * experts / machine.experts())
                .toArray());
    return new MozartSchedule(
        machine,
        new Routing(chosen, experts),
        new Placement(shares),
        p.packetWords() * p.lanes(),
        p.lanes() * (1 + random.nextInt(2)),
        random.nextInt(3) > 0,
        machine.homes() > 0 && random.nextBoolean());
  }

  private static void check(TrainingParameters p, ModelLibrary library, long seed) {
    var random = new Random(seed);
    var errors = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      var step = StepCase.of("step " + i, p, library, schedule(p, random), MOST_CYCLES);
      String what =
          "seed %d, step %d: %d cycles, %d of the model, %s"
              .formatted(seed, i, step.cycles(), step.model(), step.bound());
      assertTrue(step.bound().cycles() <= step.cycles(), what);
      errors[i] = Math.abs(step.errorPct());
      assertTrue(errors[i] <= MOST_PCT, what);
    }
    Arrays.sort(errors);
    double median = (errors[(STEPS - 1) / 2] + errors[STEPS / 2]) / 2;
    assertTrue(
        median <= MEDIAN_PCT, "seed %d: errors of %s %%".formatted(seed, Arrays.toString(errors)));
  }

  @Test
  void tokensAreAtHomeAmongTheExperts() throws IOException {
    var stack = new StackParameters(DramTiming.HBM2, 1, 2, 16, 8, 32);
    var p = ExpertStudy.streamedParameters(1, stack, 8, 8, Datapath.TIMING);
    check(p, TrainingRun.buildByChiplets(p, "step", folder, CACHE), 1);
  }

  @Test
  void tokensAreAtHomeAtTheRoot() throws IOException {
    var stack = new StackParameters(DramTiming.HBM3, 2, 1, 8, 4, 16);
    var p = ExpertStudy.mozartParameters(2, 1, stack, 8, 8, Datapath.TIMING);
    check(p, TrainingRun.buildByChiplets(p, "step_homes", folder, CACHE), 2);
  }
}
