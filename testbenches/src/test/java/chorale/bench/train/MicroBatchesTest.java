package chorale.bench.train;

import static chorale.bench.train.SmallPackage.EXPERTS;
import static chorale.bench.train.SmallPackage.INNER;
import static chorale.bench.train.SmallPackage.PLACEMENT;
import static chorale.bench.train.SmallPackage.parameters;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.HbmCounter;
import chorale.sim.ModelLibrary;
import chorale.workload.Routing;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of several micro-batches on the package of {@link MozartVariantsTest}. */
final class MicroBatchesTest {
  private static final long MOST_CYCLES = 1_000_000;
  private static final int TOKENS = 16;
  private static final int TOP_K = 3;
  private static final int BATCHES = 4;

  @TempDir private Path folder;

  /** Tokens of which some micro-batches have none for a chiplet; the last expert gets none. */
  private static Routing routing(long seed) {
    return SmallPackage.routing(TOKENS, TOP_K, t -> t < TOKENS / 2 ? EXPERTS - 1 : 5, seed);
  }

  private static MozartSchedule schedule(TrainingParameters p, boolean overlaps) {
    return new MozartSchedule(
        StreamedProgram.machine(p),
        routing(5),
        PLACEMENT,
        p.packetWords() * p.lanes(),
        INNER,
        overlaps,
        true);
  }

  /** A package that has been built. */
  private record Built(TrainingParameters p, ModelLibrary library) {
    StreamedResult run(boolean overlaps, UnaryOperator<MozartSchedule> how) {
      return ExpertStudy.streamed(p, library, how.apply(schedule(p, overlaps)), 2);
    }

    StreamedResult exact(boolean overlaps, UnaryOperator<MozartSchedule> how) {
      var values = run(overlaps, how);
      assertEquals("", values.step().first());
      assertEquals(0, values.step().mismatches());
      int numbers = 2 * TOKENS * 32 + 4 * 3 * EXPERTS * 32 * INNER;
      assertEquals(numbers, values.step().numbers(), "tokens both ways; what is of matrices");
      return values;
    }
  }

  private Built build(TrainingParameters p, String name) throws IOException {
    return new Built(p, SmallPackage.build(p, name, folder));
  }

  @Test
  void gradients_add_up_over_micro_batches_bit_by_bit_and_overlap_saves_cycles()
      throws IOException {
    UnaryOperator<MozartSchedule> parts = s -> s.inMicroBatches(BATCHES);
    var values = build(parameters(Datapath.VALUES), "values");
    long overlapped = values.exact(true, parts).step().cycles();
    var timing = build(parameters(Datapath.TIMING), "timing");
    assertEquals(overlapped, timing.run(true, parts).step().cycles());
    long serial = values.exact(false, parts).step().cycles();
    assertTrue(overlapped < serial, overlapped + " cycles, and " + serial + " one by one");
  }

  @Test
  void what_switches_add_comes_micro_batch_by_micro_batch() throws IOException {
    var values = build(ExpertStudy.inSwitch(parameters(Datapath.VALUES)), "in_switch");
    values.exact(true, s -> s.inMicroBatches(BATCHES).multicasting().adding());
  }

  @Test
  void activations_that_are_computed_anew_have_the_same_bits_and_spare_the_memory()
      throws IOException {
    var values = build(parameters(Datapath.VALUES), "values");
    var stored = values.exact(true, s -> s);
    var anew = values.exact(true, MozartSchedule::recomputing);
    assertTrue(anew.counted(HbmCounter.READS) < stored.counted(HbmCounter.READS));
    assertTrue(anew.counted(HbmCounter.WRITES) < stored.counted(HbmCounter.WRITES));
    values.exact(false, s -> s.recomputing().inMicroBatches(2));
  }

  @Test
  void two_layers_of_micro_batches_train_bit_by_bit_and_their_loss_falls() throws IOException {
    var built = build(parameters(Datapath.VALUES), "values");
    var layer = schedule(built.p, true).inMicroBatches(2);
    var step = new MozartStep(List.of(layer, layer), true);
    var result = new LayersTraining(built.p, built.library, step, 7).train(2);
    assertEquals(0, result.mismatches());
    assertTrue(result.falls(), "losses " + result.losses());
  }

  @Test
  void bound_and_fast_model_know_micro_batches_and_recomputation() throws IOException {
    var timing = build(parameters(Datapath.TIMING), "timing");
    for (boolean recomputes : new boolean[] {false, true}) {
      var parts = schedule(timing.p, true).inMicroBatches(BATCHES);
      var schedule = recomputes ? parts.recomputing() : parts;
      var step = StepCase.of("parts", timing.p, timing.library, schedule, MOST_CYCLES);
      String what =
          "%d cycles, %d of the model, %s".formatted(step.cycles(), step.model(), step.bound());
      assertTrue(step.bound().cycles() <= step.cycles(), what);
      assertTrue(Math.abs(step.errorPct()) < 8, what);
    }
  }
}
