package chorale.bench.train;

import static chorale.bench.train.SmallPackage.EXPERTS;
import static chorale.bench.train.SmallPackage.HIDDEN;
import static chorale.bench.train.SmallPackage.INNER;
import static chorale.bench.train.SmallPackage.PLACEMENT;
import static chorale.bench.train.SmallPackage.parameters;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of attention and experts on the package of {@link MozartVariantsTest}. */
final class AttentionStepTest {
  private static final long MOST_CYCLES = 1_000_000;
  private static final int TOKENS = 32;
  private static final int TOP_K = 2;
  private static final int BATCHES = 2;

  /** Two heads with the same keys; each home has two such sequences in a micro-batch. */
  private static final SequenceAttention ATTENTION = new SequenceAttention(4, 2, 1, 4, true);

  @TempDir private Path folder;

  private static Routing routing(long seed) {
    return SmallPackage.routing(TOKENS, TOP_K, t -> EXPERTS, seed);
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
    var values = SmallPackage.build(p, "values", folder);
    var result = new LayersTraining(p, values, step(p, true, BATCHES), 7).train(1);
    assertEquals(0, result.mismatches());
    int queries = 2 * 4;
    int keys = 4;
    int gradients = 2 * 2 * HIDDEN * (2 * queries + 2 * keys); // of two layers at two homes
    int experts = 2 * 3 * 3 * EXPERTS * HIDDEN * INNER;
    assertEquals(2 * TOKENS * HIDDEN + gradients + experts, result.numbers());
    var q = parameters(Datapath.TIMING);
    var timing = SmallPackage.build(q, "timing", folder);
    var of = StepCase.of("overlaps", q, timing, step(q, true, BATCHES), MOST_CYCLES);
    assertEquals(result.cycles().getFirst(), of.cycles());
  }

  @Test
  void attentionGoesOnBesideExpertsAndBoundAndModelKnowIt() throws IOException {
    var p = parameters(Datapath.TIMING);
    var library = SmallPackage.build(p, "timing", folder);
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
