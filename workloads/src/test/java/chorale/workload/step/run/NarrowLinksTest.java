package chorale.workload.step.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links on which a flit needs several cycles, in the fast model. */
final class NarrowLinksTest {
  private static final Machine MACHINE = new Machine(1, 4, 0, 4, 1, 8);
  private static final int FLITS = 9;
  private static final int CYCLES = 4;
  private static final int PACKETS = 20;

  /** Chiplet i sends so many packets to chiplet {@code to[i]}; all wait until theirs are there. */
  private static long cycles(boolean forks, int packets, int... to) {
    var queues = new ArrayList<StepQueue>();
    var arriving = new int[MACHINE.all()];
    Arrays.stream(to).forEach(c -> arriving[c] += packets);
    for (int c = 0; c < MACHINE.all(); c++) {
      var own = new ChipletQueues(c, 1);
      if (c < to.length) {
        var receivers = new long[packets];
        Arrays.fill(receivers, 1L << to[c]);
        var sent = new Packets(Traffic.DISPATCH, new int[packets], new int[packets], receivers);
        own.add(StepEngine.SEND, new Work.Send(sent, Work.NO_EXPERT, MACHINE.packetWords()));
      }
      if (arriving[c] > 0) {
        var work = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 1, 1);
        own.add(StepEngine.VECTOR, work, new Arrived(Traffic.DISPATCH, arriving[c]));
      }
      own.into(queues);
    }
    var timing = Steps.timing(MACHINE, Hbm.HBM2, 1);
    var links = new StepTiming.Links(2, 1, 1, 8, forks, CYCLES);
    var narrow = new StepTiming(timing.compute(), links, timing.stack());
    return StepModel.of(new Step(MACHINE, 1, queues), narrow).cycles();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void packetsFollowEachOtherWithoutAGap(boolean forks) {
    long more = cycles(forks, 2 * PACKETS, 1) - cycles(forks, PACKETS, 1);
    assertEquals((long) PACKETS * FLITS * CYCLES, more);
  }

  @Test
  void sendersToOneReceiverShareItsLinkAndThoseToOthersDoNot() {
    long one = cycles(true, 2 * PACKETS, 1);
    assertEquals(cycles(true, PACKETS, 1), cycles(true, PACKETS, 1, 2, 3, 0), "a link for each");
    long shared = cycles(true, PACKETS, 3, 3);
    assertTrue(Math.abs(shared - one) <= FLITS * CYCLES, "%d, not %d".formatted(shared, one));
  }
}
