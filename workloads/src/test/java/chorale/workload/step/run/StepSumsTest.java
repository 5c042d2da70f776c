package chorale.workload.step.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packets that switches add up on their way home. */
final class StepSumsTest {
  /** Two groups of two chiplets and a home; packets of 8 words of 4 numbers. */
  private static final Machine MACHINE = new Machine(2, 2, 1, 4, 1, 8);

  /** Links of a cycle, routers of two. */
  private static final StepTiming TIMING = Steps.timing(MACHINE, Hbm.HBM2, 1);

  /** Flits of a packet. */
  private static final int FLITS = 9;

  /** The first command is issued in cycle 1; its first word is read meanwhile. */
  private static final int LAST_OF_FIRST = 1 + 1 + FLITS;

  /** Of a join of two children and the sum before: three, two levels of adders of two stages. */
  private static final int JOIN = 3 + 2 * 2;

  /** Interface, link, join, leaf link, router, trunk, join, leaf link, router, leaf link. */
  private static final int WAY = 1 + 1 + JOIN + 1 + 2 + 1 + JOIN + 1 + 2 + 1;

  /** From an arrival to the end of a step whose home copies a word then. */
  private static final int REST = 1 + 1 + 2 + 1;

  private static final int[] NONE = {};

  private static void takes(long cycles, Step step) {
    assertEquals(cycles, StepBounds.of(step, TIMING).cycles(), "bound");
    assertEquals(cycles, StepModel.of(step, TIMING).cycles(), "model");
  }

  private static Map<String, Long> work(Step step) {
    var work = new TreeMap<String, Long>();
    StepBounds.of(step, TIMING).resources().forEach(r -> work.put(r.name(), r.work()));
    return work;
  }

  @Test
  void sumComesHomeBehindTwoJoins() {
    var step = Steps.adding(MACHINE, 1, new int[] {0}, NONE, NONE, NONE);
    takes(LAST_OF_FIRST + WAY + REST, step);
  }

  @Test
  void packetsOfATokenAreAddedOneAfterTheOther() {
    var step = Steps.adding(MACHINE, 1, new int[] {0, 0, 0}, new int[] {0}, NONE, NONE);
    takes(LAST_OF_FIRST + 2 * FLITS + WAY + REST, step);
    assertEquals(3L * FLITS + FLITS, work(step).get("COMBINE join of group 0"));
  }

  @Test
  void shortPacketsOfATokenWaitForTheSumBefore() {
    // rounds of 5 flits begin every 6 cycles: two levels of two stages, and two
    var machine = new Machine(2, 2, 1, 4, 1, 4);
    var timing = Steps.timing(machine, Hbm.HBM2, 1);
    for (int rounds = 1; rounds < 5; rounds++) {
      var step = Steps.adding(machine, 1, new int[rounds], NONE, NONE, NONE);
      int cycles = 1 + 1 + 5 + 6 * (rounds - 1) + WAY + REST;
      assertEquals(cycles, StepBounds.of(step, timing).cycles(), rounds + " rounds, bound");
      assertEquals(cycles, StepModel.of(step, timing).cycles(), rounds + " rounds, model");
    }
  }

  @Test
  void sumsFollowEachOtherWithoutAGap() {
    for (int count = 1; count < 20; count++) {
      var tokens = IntStream.range(0, count).toArray();
      takes(
          LAST_OF_FIRST + (count - 1) * FLITS + WAY + REST,
          Steps.adding(MACHINE, count, tokens, tokens, NONE, tokens));
    }
  }

  /** A step in which one chiplet has nothing to add, and says so late. */
  private static StepRun late(int chiplet, int count) {
    var late = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 1600, 8);
    var queues = new ArrayList<StepQueue>();
    for (int c = 0; c < MACHINE.experts(); c++) {
      var own = new ChipletQueues(c, 1);
      var tokens = c == 0 ? IntStream.range(0, count).toArray() : NONE;
      var done = c == chiplet ? own.add(StepEngine.VECTOR, late) : null;
      own.add(StepEngine.SEND, Steps.added(MACHINE, count, tokens), done);
      own.into(queues);
    }
    return StepModel.of(new Step(MACHINE, 1, queues), TIMING);
  }

  @Test
  void streamThatIsAheadIsHeldUp() {
    int count = 4;
    var run = late(1, count);
    long vector = run.done(1, 0);
    // one cycle to its condition, one to the head, link, its place, and the join takes flits
    long begin = vector + 1 + 1 + 1 + 2;
    // the first token's last flit had no place; it goes when two credits' cycles and a link are
    // over
    long first = begin + 2 + 1;
    assertEquals(first + (count - 1 + 1) * FLITS, run.done(0, 0), "done of the stream ahead");
    // with two sums of the other group between, so is one that waits for another group
    var far = late(2, 40);
    assertTrue(far.done(0, 0) > far.done(2, 0), "held by the root");
    assertTrue(late(2, 1).done(0, 0) < vector, "what fits goes on");
  }

  @Test
  void endsAloneAreAddedAndLeaveNothing() {
    var step = Steps.adding(MACHINE, 1, NONE, NONE, NONE, NONE);
    var busy = StepModel.of(step, TIMING).busy();
    for (int g = 0; g < MACHINE.groups(); g++) {
      assertEquals(FLITS, busy.get("up from group " + g));
    }
    assertEquals(FLITS, busy.get("COMBINE join of the root"));
    assertNull(busy.get("up from COMBINE join of the root"));
    assertNull(busy.get("down to chiplet 4"));
    var bound = work(step);
    bound.forEach((name, work) -> assertEquals(work, busy.get(name), name));
  }

  @Test
  void sumWaitsForTheHeadsOfAllChildren() {
    var late = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 1600, 8);
    for (int chiplet = 0; chiplet < MACHINE.experts(); chiplet++) {
      var queues = new ArrayList<StepQueue>();
      var step = Steps.adding(MACHINE, 1, new int[] {0}, NONE, NONE, NONE);
      long alone = StepBounds.of(step, TIMING).cycles();
      var own = new ChipletQueues(chiplet, 1);
      var done = own.add(StepEngine.VECTOR, late);
      own.add(StepEngine.SEND, Steps.added(MACHINE, 1, chiplet == 0 ? new int[1] : NONE), done);
      own.into(queues);
      for (var q : step.queues()) {
        if (q.chiplet() != chiplet) {
          queues.add(q);
        }
      }
      long vector =
          StepBounds.of(Steps.single(MACHINE, StepEngine.VECTOR, late), TIMING).cycles() - 1;
      // a head that is late and alone comes a cycle sooner than if its words had to be read
      long head = chiplet == 0 ? 0 : 1;
      var bound = StepBounds.of(new Step(MACHINE, 1, queues), TIMING);
      assertEquals(alone + vector - head, bound.cycles(), "chiplet " + chiplet);
    }
  }

  @Test
  void linksCarryOnePacketForEachTokenAndEnd() {
    var machine = new Machine(2, 2, 2, 4, 1, 8);
    var step =
        Steps.adding(machine, 2, new int[] {0, 2, 2, 1}, new int[] {0, 1, 3}, new int[] {2}, NONE);
    var work = work(step);
    var expected = new TreeMap<String, Long>();
    expected.put("up from chiplet 0", 5L);
    expected.put("up from chiplet 1", 4L);
    expected.put("up from chiplet 2", 2L);
    expected.put("up from chiplet 3", 1L);
    expected.put("COMBINE join of group 0", 6L);
    expected.put("up from COMBINE join of group 0", 5L);
    expected.put("up from group 0", 5L);
    expected.put("COMBINE join of group 1", 2L);
    expected.put("up from COMBINE join of group 1", 2L);
    expected.put("up from group 1", 2L);
    expected.put("COMBINE join of the root", 5L);
    expected.put("up from COMBINE join of the root", 4L);
    expected.put("down to chiplet 4", 2L);
    expected.put("down to chiplet 5", 2L);
    expected.replaceAll((_, packets) -> packets * FLITS);
    expected.put("copy of chiplet 4", 1L);
    expected.put("copy of chiplet 5", 1L);
    assertEquals(expected, work);
    var timing = Steps.timing(machine, Hbm.HBM2, 1);
    assertEquals(expected, StepModel.of(step, timing).busy());
    assertEquals(expected, StepModel.of(step, timing, Grain.coarse(4, 4)).busy());
  }

  @Test
  void rootBindsWhereManyTokensHaveTwoHomes() {
    var machine = new Machine(2, 2, 2, 4, 1, 8);
    var even = new int[100];
    var odd = new int[100];
    for (int i = 0; i < even.length; i++) {
      even[i] = i % 2 * 100 + i / 2 * 2;
      odd[i] = even[i] + 1;
    }
    var step = Steps.adding(machine, 100, even, NONE, odd, NONE);
    var bound = StepBounds.of(step, Steps.timing(machine, Hbm.HBM2, 1));
    assertTrue(bound.cycles() > 200 * FLITS + WAY, bound + "");
  }

  @Test
  void arrivalsOfEachPassAreKnown() {
    var queues = new ArrayList<StepQueue>();
    for (int c = 0; c < MACHINE.experts(); c++) {
      var own = new ChipletQueues(c, 1);
      own.add(StepEngine.SEND, Steps.added(MACHINE, 1, 0));
      var apply = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 1600, 8);
      own.add(StepEngine.SEND, Steps.added(MACHINE, 1, 0), own.add(StepEngine.VECTOR, apply));
      own.into(queues);
    }
    var first = Steps.adding(MACHINE, 1, new int[1], NONE, NONE, NONE).queues().getLast();
    queues.add(first);
    var graph = new StepGraph(new Step(MACHINE, 1, queues));
    assertTrue(graph.arrival.getFirst().isKnown());
    var timing = Steps.timing(MACHINE, Hbm.HBM2, 1);
    var times = new EngineTimes(MACHINE, 1, timing);
    var earliest = new Earliest(graph, times, timing, new Forwards(graph).may, null);
    earliest.find(_ -> 0);
    int copy = graph.command.length - 1;
    assertEquals(LAST_OF_FIRST + WAY + 1, earliest.issue[copy]);
  }

  @Test
  void packetsThatCannotBeAddedAreRefused() {
    refused(
        "a packet of token 0 that is added behind token 1: tokens come in their order",
        Steps.adding(MACHINE, 2, new int[] {1, 0}, NONE, NONE, NONE));
    var all = Steps.adding(MACHINE, 1, new int[] {0}, NONE, NONE, NONE).queues();
    refused(
        "chiplet 3 ends 0 passes of COMBINE, chiplet 0 ends 1: as many, and nothing behind",
        new Step(MACHINE, 1, List.of(all.get(0), all.get(1), all.get(2), all.get(4))));
    var flat = new Machine(2, 2, 0, 4, 1, 8);
    refused(
        "a packet for chiplet 0 that is added: homes are at the root",
        Steps.adding(flat, 1, new int[] {0}, NONE, NONE, NONE));
  }

  private static void refused(String message, Step step) {
    var error = assertThrows(IllegalArgumentException.class, () -> new StepGraph(step));
    assertEquals(message, error.getMessage());
  }
}
