package chorale.workload.mozart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.step.Condition;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.Tensor;
import chorale.workload.step.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a step of several micro-batches does, and how often. */
final class MozartStepTest {
  private static final int BATCHES = 4;
  private static final Placement PLACEMENT =
      new Placement(new int[][] {{0, 1}, {2, 3}, {4, 5}, {6, 7}});

  private static MozartSchedule schedule(int homes) {
    var chosen = new int[16][];
    for (int t = 0; t < chosen.length; t++) {
      chosen[t] = new int[] {t * 5 % 7, (t * 5 + 3) % 7}; // none for expert 7
    }
    var machine = new Machine(2, 2, homes, 4, 1, 8);
    return new MozartSchedule(machine, new Routing(chosen, 8), PLACEMENT, 32, 8, true, true);
  }

  private static Stream<Work> work(Step step) {
    return step.queues().stream().flatMap(q -> q.commands().stream()).map(c -> c.work());
  }

  private static long loads(Step step, Tensor tensor) {
    return count(step, w -> w instanceof Work.Load l && l.tensor() == tensor);
  }

  private static long stores(Step step, Tensor tensor) {
    return count(step, w -> w instanceof Work.Store s && s.tensor() == tensor);
  }

  private static long count(Step step, Predicate<Work> what) {
    return work(step).filter(what).count();
  }

  @Test
  void weightsComeOnceInEachDirectionAndGradientsLeaveOnce() {
    var step = schedule(2).inMicroBatches(BATCHES).step();
    int withTokens = 7;
    assertEquals((2 * withTokens + 8) * 3, loads(step, Tensor.WEIGHT), "both ways, and the update");
    assertEquals(withTokens * 3, stores(step, Tensor.GRADIENT));
    assertEquals(8 * 3, stores(step, Tensor.WEIGHT));
  }

  /** The first product of a gradient begins with 0, those of later micro-batches go on. */
  @Test
  void gradientsGoOnFromThoseOfTheMicroBatchBefore() {
    var begun = new HashMap<Integer, Integer>();
    var step = schedule(1).inMicroBatches(BATCHES).step();
    work(step)
        .filter(w -> w instanceof Work.Multiply m && m.product() == Product.DOWN_GRADIENT)
        .map(Work.Multiply.class::cast)
        .forEach(
            m -> {
              int expert = m.expert() % 8;
              assertEquals(begun.containsKey(expert), m.goesOn(), "expert " + expert);
              begun.merge(expert, 1, Integer::sum);
            });
    assertTrue(begun.values().stream().anyMatch(n -> n > 1), "parts of experts " + begun);
  }

  /** Products and packets of tokens are those of a single micro-batch. */
  @Test
  void tokensCauseTheSameWork() {
    assertEquals(ofTokens(schedule(2).step()), ofTokens(schedule(2).inMicroBatches(2).step()));
  }

  private static Map<String, Long> ofTokens(Step step) {
    var sums = new HashMap<String, Long>();
    work(step)
        .forEach(
            w -> {
              switch (w) {
                case Work.Multiply m -> sums.merge(m.product().name(), m.macs(), Long::sum);
                case Work.Send s -> {
                  for (int rank : s.packets().rank()) {
                    long one = rank == Packets.NOTICE ? 0 : 1;
                    sums.merge(s.packets().traffic().name(), one, Long::sum);
                  }
                }
                default -> {}
              }
            });
    return sums;
  }

  @Test
  void recomputationTakesTwoProductsMoreAndSparesWhatIsStored() {
    var stored = schedule(1).step();
    var anew = schedule(1).recomputing().step();
    for (var tensor : List.of(Tensor.GATE_SUM, Tensor.UP_SUM, Tensor.HIDDEN)) {
      assertEquals(7, loads(stored, tensor));
      assertEquals(0, loads(anew, tensor) + stores(anew, tensor));
    }
    for (var product : List.of(Product.GATE, Product.UP, Product.DOWN)) {
      int times = product == Product.DOWN ? 1 : 2;
      assertEquals(
          7 * times, count(anew, w -> w instanceof Work.Multiply m && m.product() == product));
    }
  }

  /** A home's own packets come in order; those of several homes wait until all know. */
  @Test
  void homesHearThatPacketsAreThereOnlyIfThereAreSeveral() {
    Predicate<Work> tells =
        w -> w instanceof Work.Send s && s.packets().rank()[0] == Packets.NOTICE;
    assertEquals(0, count(schedule(1).inMicroBatches(BATCHES).step(), tells));
    var step = schedule(2).inMicroBatches(BATCHES).step();
    long most = 2L * (BATCHES - 1) * 4;
    assertTrue(count(step, tells) > 0 && count(step, tells) <= most);
  }

  private static MozartStep attending(int microBatches, int tokens) {
    var attention = new SequenceAttention(tokens, 2, 1, 4, true);
    var schedule = schedule(1).inMicroBatches(microBatches);
    return new MozartStep(List.of(schedule), Optional.of(attention), false);
  }

  /** 8 tokens of a micro-batch are two sequences of 4; 24 products each. */
  @Test
  void attentionIsDoneSequenceBySequenceAndItsGradientsGoOn() {
    var step = attending(2, 4).step();
    var products =
        work(step)
            .filter(w -> w instanceof Work.Multiply m && m.product().isAttention())
            .map(Work.Multiply.class::cast)
            .toList();
    int each = 4 + 2 * 2 + 1 + 4 * 2 + 3 + 4; // projections, heads, back, heads, states, matrices
    assertEquals(2 * 2 * each, products.size());
    var gradients =
        products.stream().filter(m -> m.product() == Product.QUERY_MATRIX_GRADIENT).toList();
    assertEquals(
        List.of(false, true, true, true), gradients.stream().map(m -> m.goesOn()).toList());
    assertEquals(
        List.of(0, 1, 2, 3), gradients.stream().map(Work.Multiply::expert).toList(), "in order");
  }

  /** That of a micro-batch waits for its home only, so it need not wait for the experts before. */
  @Test
  void attentionOfAMicroBatchWaitsForNoPacketOfTheOneBefore() {
    var step = attending(2, 8).step();
    int home = step.machine().home(0);
    for (var queue : step.queues()) {
      if (queue.chiplet() == home && queue.engine() == StepEngine.TILE) {
        for (var command : queue.commands()) {
          assertTrue(command.conditions().stream().noneMatch(Condition.Arrived.class::isInstance));
        }
      }
    }
  }

  @Test
  void saysWhatSequencesDoNotFit() {
    refusedAttention("8 tokens of a home in a micro-batch, sequences of 3: a multiple", 2, 3);
    refusedAttention(
        "sequences of 2 tokens and heads of 4 numbers in words of 4 lanes: multiples of the lanes",
        2,
        2);
  }

  private static void refusedAttention(String message, int batches, int tokens) {
    var e = assertThrows(IllegalArgumentException.class, () -> attending(batches, tokens));
    assertEquals(message, e.getMessage());
  }

  @Test
  void saysWhatMicroBatchesDoNotFit() {
    refused("2 micro-batches: one, or more with homes at the root", schedule(0), 2);
    refused("0 micro-batches: one, or more with homes at the root", schedule(1), 0);
    refused(
        "16 tokens with 2 homes and 3 micro-batches: a multiple of both together", schedule(2), 3);
  }

  private static void refused(String message, MozartSchedule schedule, int batches) {
    var e = assertThrows(IllegalArgumentException.class, () -> schedule.inMicroBatches(batches));
    assertEquals(message, e.getMessage());
  }
}
