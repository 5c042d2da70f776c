package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of attention and experts on the package of {@link MozartVariantsTest}. */
final class AttentionStepTest {
  private static final Path CACHE = Path.of("target/models");
  private static final long MOST_CYCLES = 1_000_000;
  private static final int HIDDEN = 32;
  private static final int INNER = 8;
  private static final int EXPERTS = 12;
  private static final int TOKENS = 32;
  private static final int TOP_K = 2;
  private static final int BATCHES = 2;

  /** Two heads with the same keys; each home has two such sequences in a micro-batch. */
  private static final SequenceAttention ATTENTION = new SequenceAttention(4, 2, 1, 4, true);

  private static final Placement PLACEMENT =
      new Placement(new int[][] {{3, 11, 7}, {0, 1, 10}, {9, 4, 6}, {8, 2, 5}});

  @TempDir private Path folder;

  private static TrainingParameters parameters(Datapath datapath) {
    var stack = new StackParameters(DramTiming.HBM2, 1, 2, 8, 4, 16);
    return ExpertStudy.mozartParameters(2, 2, stack, 4, 8, datapath);
  }

  private static Routing routing(long seed) {
    var random = new Random(seed);
    var chosen = new int[TOKENS][];
    for (int t = 0; t < TOKENS; t++) {
      chosen[t] = random.ints(0, EXPERTS).distinct().limit(TOP_K).toArray();
    }
    return new Routing(chosen, EXPERTS);
  }

  private static MozartStep step(TrainingParameters p, boolean overlaps, int batches) {
    var machine = StreamedProgram.machine(p);
    var layers =
        Stream.of(3, 4)
            .map(seed -> routing(seed))
            .map(r -> new MozartSchedule(machine, r, PLACEMENT, HIDDEN, INNER, overlaps, true))
            .map(s -> s.inMicroBatches(batches))
            .toList();
    return new MozartStep(layers, Optional.of(ATTENTION), true);
  }

  @Test
  void twoLayersTrainBitByBitInTheSameCyclesWithoutValues() throws IOException {
    var p = parameters(Datapath.VALUES);
    var values = TrainingRun.build(p, "values", folder, CACHE);
    var result = new LayersTraining(p, values, step(p, true, BATCHES), 7).train(1);
    assertEquals(0, result.mismatches());
    int queries = 2 * 4;
    int keys = 4;
    int gradients = 2 * 2 * HIDDEN * (2 * queries + 2 * keys); // of two layers at two homes
    int experts = 2 * 3 * 3 * EXPERTS * HIDDEN * INNER;
    assertEquals(2 * TOKENS * HIDDEN + gradients + experts, result.numbers());
    var q = parameters(Datapath.TIMING);
    var timing = TrainingRun.build(q, "timing", folder, CACHE);
    var of = StepCase.of("overlaps", q, timing, step(q, true, BATCHES), MOST_CYCLES);
    assertEquals(result.cycles().getFirst(), of.cycles());
  }

  @Test
  void attentionGoesOnBesideExpertsAndBoundAndModelKnowIt() throws IOException {
    var p = parameters(Datapath.TIMING);
    var library = TrainingRun.build(p, "timing", folder, CACHE);
    var together = StepCase.of("overlaps", p, library, step(p, true, BATCHES), MOST_CYCLES);
    var serial = StepCase.of("in turn", p, library, step(p, false, BATCHES), MOST_CYCLES);
    for (var step : new StepCase[] {together, serial}) {
      String what =
          "%s: %d cycles, %d of the model, %s"
              .formatted(step.name(), step.cycles(), step.model(), step.bound());
      assertTrue(step.bound().cycles() <= step.cycles(), what);
      assertTrue(Math.abs(step.errorPct()) < 8, what);
    }
    assertTrue(together.cycles() < serial.cycles());
  }
}
