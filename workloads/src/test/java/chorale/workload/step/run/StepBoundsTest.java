package chorale.workload.step.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Machine;
import chorale.workload.step.Product;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Tensor;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds hold, and say what they are from. */
final class StepBoundsTest {
  private static final int STEPS = 12;

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void noBoundIsAboveTheFastModel(boolean adds, boolean multicasts) {
    for (long seed = 0; seed < STEPS; seed++) {
      var c = Steps.random(seed, adds, multicasts);
      long model = StepModel.of(c.step(), c.timing()).cycles();
      var bound = StepBounds.of(c.step(), c.timing());
      assertTrue(bound.cycles() <= model, "seed %d: %s of %d".formatted(seed, bound, model));
      assertTrue(bound.path() <= bound.cycles());
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void noBoundOfMicroBatchesIsAboveTheFastModel(boolean adds, boolean multicasts) {
    for (long seed = 0; seed < STEPS / 4; seed++) {
      int batches = 2 + (int) seed % 3;
      var c = Steps.random(seed, adds, multicasts, batches, seed % 2 == 0);
      long model = StepModel.of(c.step(), c.timing()).cycles();
      var bound = StepBounds.of(c.step(), c.timing());
      assertTrue(bound.cycles() <= model, "seed %d: %s of %d".formatted(seed, bound, model));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void noBoundOfAttentionAndExpertsIsAboveTheFastModel(long seed) {
    var c = Steps.attending(seed);
    long model = StepModel.of(c.step(), c.timing()).cycles();
    var bound = StepBounds.of(c.step(), c.timing());
    assertTrue(bound.cycles() <= model, "%s of %d".formatted(bound, model));
    assertTrue(bound.cycles() > 0.5 * model, "%s of %d".formatted(bound, model));
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void commandsAreNeverSoonerThanTheirEarliest(boolean adds, boolean multicasts) {
    for (long seed = 0; seed < STEPS; seed++) {
      var c = Steps.random(seed, adds, multicasts);
      var run = StepModel.of(c.step(), c.timing());
      var graph = new StepGraph(c.step());
      var times = new EngineTimes(c.step().machine(), c.step().topK(), c.timing());
      var earliest = new Earliest(graph, times, c.timing(), new Forwards(graph).may, null);
      earliest.find(_ -> 0);
      for (int i = 0; i < graph.command.length; i++) {
        int at = i - graph.first[graph.queue[i]];
        long done = run.done(graph.queue[i], at);
        var what = "seed %d, %s: done at %d".formatted(seed, graph.command[i].work(), done);
        assertTrue(earliest.done[i] <= done, what + ", not before " + earliest.done[i]);
      }
    }
  }

  @Test
  void memoryBindsWhereItsBurstsTakeLongest() {
    var machine = new Machine(1, 4, 0, 16, 1, 16);
    var queues = new ArrayList<StepQueue>();
    int blocks = 500;
    for (int c = 0; c < machine.chiplets(); c++) {
      var own = new ChipletQueues(c, 1);
      own.add(StepEngine.LOAD, new Work.Load(Tensor.WEIGHT, c, 0, 0, false, 0, blocks));
      own.into(queues);
    }
    var bound = StepBounds.of(new Step(machine, 1, queues), Steps.timing(machine, Hbm.HBM2, 1));
    assertEquals("memory of group 0", bound.binds());
    var most = bound.resources().stream().max(Comparator.comparingLong(StepBound.Resource::cycles));
    assertEquals(4L * blocks * 16 * 2, most.orElseThrow().work());
    // 64,000 cycles of data: 16 refreshes are due, and 17 with what they add
    long refreshes = 4L * blocks * 32 / 3900 - 1;
    assertTrue(bound.cycles() > 4L * blocks * 32 + refreshes * 350, bound + "");
  }

  @Test
  void pathBindsWhereOneWaitsForTheOther() {
    var machine = new Machine(1, 1, 0, 4, 1, 8);
    var timing = Steps.timing(machine, Hbm.HBM2, 1);
    var apply = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 16, 8);
    var gemm = Product.GATE.of(0, 0, 5, 4, 4);
    long gemmAlone = StepBounds.of(Steps.single(machine, StepEngine.TILE, gemm), timing).cycles();
    var vector = Steps.single(machine, StepEngine.VECTOR, apply);
    long applyAlone = StepBounds.of(vector, timing).cycles();
    var queues = new ArrayList<StepQueue>();
    var own = new ChipletQueues(0, 1);
    var done = own.add(StepEngine.TILE, gemm);
    own.add(StepEngine.VECTOR, apply, done);
    own.into(queues);
    var bound = StepBounds.of(new Step(machine, 1, queues), timing);
    assertEquals(StepBound.PATH, bound.binds());
    // the second is issued a cycle behind the end of the first: both count a begin and an end
    assertEquals(gemmAlone + applyAlone - 1, bound.cycles());
  }

  @Test
  void commandsThatWaitForEachOtherAreRefused() {
    var machine = new Machine(1, 1, 0, 4, 1, 8);
    var queues = new ArrayList<StepQueue>();
    var own = new ChipletQueues(0, 1);
    var gemm = Product.GATE.of(0, 0, 5, 4, 4);
    var apply = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 16, 8);
    own.add(StepEngine.TILE, gemm, new Done(StepEngine.VECTOR, 0, 1));
    own.add(StepEngine.VECTOR, apply, new Done(StepEngine.TILE, 0, 1));
    own.into(queues);
    var step = new Step(machine, 1, queues);
    var timing = Steps.timing(machine, Hbm.HBM2, 1);
    var error = assertThrows(IllegalArgumentException.class, () -> StepBounds.of(step, timing));
    assertEquals("2 of 2 commands wait for each other", error.getMessage());
  }
}
