package chorale.workload.uniep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.Routing;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.StepCommand;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import chorale.workload.uniep.Manner.Start;
import chorale.workload.uniep.Manner.Transfer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PointStepTest {
  private static final Machine MACHINE = new Machine(1, 4, 0, 4, 2, 4);
  private static final int TOKENS = 24;
  private static final int EXPERTS = 16;
  private static final int TOP_K = 4;
  private static final int INNER = 8;

  private static Routing routing() {
    var random = new Random(5);
    var chosen = new int[TOKENS][];
    for (int t = 0; t < TOKENS; t++) {
      chosen[t] = random.ints(0, EXPERTS).distinct().limit(TOP_K).toArray();
    }
    return new Routing(chosen, EXPERTS);
  }

  private static PointStep step(Start start, int chunks, int relay, boolean multicast) {
    var point =
        new Point(
            new Lanes(1, relay, 1, 2),
            new Manner(
                1, 3, start, chunks, Order.HOTTEST, Transfer.PUSH, multicast, Addition.HOME));
    return new PointStep(MACHINE, routing(), INNER, point, PointStep.GROUP, true);
  }

  private static long packets(PointStep step, Traffic traffic) {
    long sum = 0;
    for (var queue : step.step().queues()) {
      for (var command : queue.commands()) {
        if (command.work() instanceof Work.Send send
            && send.packets().traffic() == traffic
            && send.packets().rank()[0] != Packets.NOTICE) {
          sum += send.packets().count();
        }
      }
    }
    return sum;
  }

  @Test
  void packetsAreThoseOfTheRouting() {
    long distinct = new LayerLoad(routing(), MACHINE.experts()).distinct();
    for (var traffic : new Traffic[] {Traffic.DISPATCH, Traffic.GRADIENT}) {
      assertEquals(TOKENS * TOP_K, packets(step(Start.TILE, 1, 0, false), traffic), "for pairs");
      assertEquals(distinct, packets(step(Start.TILE, 1, 1, false), traffic), "for ranks");
      assertEquals(TOKENS, packets(step(Start.TILE, 1, 1, true), traffic), "for all ranks");
    }
    assertTrue(distinct < TOKENS * TOP_K);
    assertEquals(TOKENS * TOP_K, packets(step(Start.TILE, 1, 1, true), Traffic.COMBINE));
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void everyRowIsMultipliedOnce(Start start) {
    var step = step(start, start == Start.TILE ? 1 : 2, 0, false);
    var routing = step.routing();
    var times = new int[EXPERTS][TOKENS];
    for (var part : step.parts()) {
      assertTrue(part.rows() <= step.point().manner().tile());
      for (int i = part.first(); i < part.first() + part.rows(); i++) {
        times[part.expert()][i]++;
      }
    }
    for (int e = 0; e < EXPERTS; e++) {
      for (int i = 0; i < routing.load(e); i++) {
        assertEquals(1, times[e][i], "row %d of expert %d".formatted(i, e));
      }
    }
    for (boolean delays : new boolean[] {false, true}) {
      assertEquals(
          EXPERTS * step.hidden(),
          rowsOfWeights(delays ? delaying(step) : step),
          "every row of an expert's gradient is made once, over all its tokens");
    }
  }

  private static PointStep delaying(PointStep step) {
    var point = step.point().delayingWeights();
    return new PointStep(MACHINE, step.routing(), INNER, point, PointStep.GROUP, true);
  }

  /** Rows of the gradients of gate matrices that go over all tokens of their expert. */
  private static long rowsOfWeights(PointStep step) {
    var parts = step.parts();
    return multiplies(step)
        .filter(m -> m.product() == Product.GATE_GRADIENT)
        .filter(m -> m.k() == step.routing().load(parts.get(m.expert()).expert()))
        .mapToLong(Work.Multiply::m)
        .sum();
  }

  private static Stream<Work.Multiply> multiplies(PointStep step) {
    return step.step().queues().stream()
        .flatMap(q -> q.commands().stream())
        .map(StepCommand::work)
        .filter(Work.Multiply.class::isInstance)
        .map(Work.Multiply.class::cast);
  }

  @Test
  void gradientsOfWeightsThatAreDelayedComeBehindAllOthers() {
    var step = delaying(step(Start.TILE, 1, 1, false));
    for (var queue : step.step().queues()) {
      boolean isLast = false;
      for (var command : queue.commands()) {
        if (command.work() instanceof Work.Multiply m) {
          assertTrue(!isLast || m.product().ofWeights(), m + " behind gradients of weights");
          isLast = m.product().ofWeights();
        }
      }
    }
  }

  @Test
  void whatThePackageCannotDoIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> step(Start.TILE, 2, 0, false));
    assertThrows(IllegalArgumentException.class, () -> step(Start.CHUNK, 3, 0, false));
    assertThrows(IllegalArgumentException.class, () -> step(Start.TILE, 1, 0, true));
  }
}
