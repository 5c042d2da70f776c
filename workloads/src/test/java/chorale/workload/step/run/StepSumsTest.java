package chorale.workload.step.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

  /** Two children and a sum of rounds before: two levels of adders of two stages. */
  private static final int ADDERS = 4;

  /** Interface, link, join, leaf link, router, trunk, join, leaf link, router, leaf link. */
  private static final int WAY = 1 + 1 + ADDERS + 1 + 2 + 1 + ADDERS + 1 + 2 + 1;

  /** From an arrival to the end of a step whose home copies a word then. */
  private static final int REST = 1 + 1 + 2 + 1;

  private static final int[] NONE = {};

  private static Map<String, Long> work(Step step) {
    var work = new TreeMap<String, Long>();
    StepBounds.of(step, TIMING).resources().forEach(r -> work.put(r.name(), r.work()));
    return work;
  }

  @Test
  void sumComesHomeBehindTwoJoins() {
    var step = Steps.adding(MACHINE, 1, new int[] {0}, NONE, NONE, NONE);
    assertEquals(LAST_OF_FIRST + WAY + REST, StepBounds.of(step, TIMING).cycles());
  }

  @Test
  void packetsOfATokenAreAddedOneAfterTheOther() {
    var step = Steps.adding(MACHINE, 1, new int[] {0, 0, 0}, new int[] {0}, NONE, NONE);
    assertEquals(LAST_OF_FIRST + 2 * FLITS + WAY + REST, StepBounds.of(step, TIMING).cycles());
    assertEquals(3L * FLITS + FLITS, work(step).get("COMBINE join of group 0"));
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
