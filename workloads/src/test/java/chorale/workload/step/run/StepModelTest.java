package chorale.workload.step.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import chorale.workload.vector.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that were reckoned by hand, and what holds of all steps. */
final class StepModelTest {
  /** Two groups of two chiplets and a home; packets of 8 words of 4 numbers. */
  private static final Machine MACHINE = new Machine(2, 2, 1, 4, 1, 8);

  private static final StepTiming TIMING = Steps.timing(MACHINE, Hbm.HBM2, 1);

  /** The first command is issued in cycle 1; the step ends a cycle behind its last command. */
  private static final int ISSUE = 1;

  private static final int END = 1;

  private static void takes(long cycles, Step step) {
    assertEquals(cycles, StepModel.of(step, TIMING).cycles(), "model");
    assertEquals(cycles, StepBounds.of(step, TIMING).cycles(), "bound");
  }

  @Test
  void gemmTakesWhatItsEngineDocuments() {
    // first read 3 cycles after the command; R + M + R + C - 2, and 3 and 1 stage besides
    int m = 5;
    int read = ISSUE + 3;
    int cycles = 4 + m + 4 + 4 - 2 + 3 + 1;
    var gemm = Product.GATE.of(0, 0, m, 4, 4);
    takes(read + cycles - 1 + END, Steps.single(MACHINE, StepEngine.TILE, gemm));
  }

  @Test
  void transposedWeightsComeAnArraySizeLater() {
    var gate = Product.GATE.of(0, 0, 5, 4, 4);
    var back = Product.HIDDEN_GRADIENT.of(0, 0, 5, 4, 4);
    long plain = StepModel.of(Steps.single(MACHINE, StepEngine.TILE, gate), TIMING).cycles();
    takes(plain + MACHINE.lanes(), Steps.single(MACHINE, StepEngine.TILE, back));
  }

  @Test
  void gradientsOfWeightsStayInTheArray() {
    // two folds of 4 rows with 6 steps each: (F - 1) K + K + r + C - 2
    var gemm = Product.GATE_GRADIENT.of(0, 0, 6, 8, 4);
    int cycles = 6 + 6 + 4 + 4 - 2 + 3 + 1;
    takes(ISSUE + 3 + cycles - 1 + END, Steps.single(MACHINE, StepEngine.TILE, gemm));
  }

  @Test
  void gemmsFollowEachOtherWithoutAGap() {
    var queues = new ArrayList<StepQueue>();
    var own = new ChipletQueues(0, 1);
    for (int i = 0; i < 3; i++) {
      own.add(StepEngine.TILE, Product.GATE.of(0, 0, 10, 4, 8));
    }
    own.into(queues);
    // six folds of 10 rows behind the first weights
    takes(ISSUE + 3 + 4 + 60 + 4 + 4 - 2 + 3 + 1 - 1 + END, new Step(MACHINE, 1, queues));
  }

  @Test
  void vectorCommandTakesItsStepsAndThree() {
    var apply = new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 20, 8);
    long steps = 2 * 16 * Kernels.toBf16().executed(8);
    takes(ISSUE + steps + 3 + END, Steps.single(MACHINE, StepEngine.VECTOR, apply));
  }

  @Test
  void copyTakesACycleForEachWord() {
    var copy = new Work.Copy(Traffic.DISPATCH, 0, 0, 5, 8);
    takes(ISSUE + 5 * 8 + 2 + END, Steps.single(MACHINE, StepEngine.COPY, copy));
  }

  @Test
  void packetsArriveBehindTheRoutersOnTheirWay() {
    for (int to : new int[] {1, 2, 4}) {
      int routers = to == 1 ? 1 : to == 2 ? 3 : 2;
      var queues = new ArrayList<StepQueue>();
      var sender = new ChipletQueues(0, 1);
      long bit = 1L << to;
      var packets =
          new Packets(Traffic.DISPATCH, new int[] {0, 1}, new int[] {0, 0}, new long[] {bit, bit});
      sender.add(StepEngine.SEND, new Work.Send(packets, 0, 8));
      sender.into(queues);
      var receiver = new ChipletQueues(to, 1);
      var copy = new Work.Copy(Traffic.DISPATCH, 0, 0, 1, 8);
      receiver.add(StepEngine.COPY, copy, new Arrived(Traffic.DISPATCH, 2));
      receiver.into(queues);
      // a head, a cycle to read, 8 words, a head, 8 words
      int lastWord = ISSUE + 1 + 1 + 8 + 1 + 8;
      int arrives = lastWord + 1 + 2 * routers + (routers - 1) + 2;
      takes(arrives + 1 + 8 + 2 + END, new Step(MACHINE, 1, queues));
    }
  }

  /** The home sends tokens to two chiplets of a group and one of the other. */
  private static Step multicast(int tokens) {
    var queues = new ArrayList<StepQueue>();
    var home = new ChipletQueues(4, 1);
    var to = new long[tokens];
    Arrays.fill(to, 0b0111);
    var packets = new Packets(Traffic.DISPATCH, new int[tokens], new int[tokens], to);
    home.add(StepEngine.SEND, new Work.Send(packets, Work.NO_EXPERT, 8));
    home.into(queues);
    for (int c = 0; c < 3; c++) {
      var receiver = new ChipletQueues(c, 1);
      var copy = new Work.Copy(Traffic.DISPATCH, 0, 0, 1, 8);
      receiver.add(StepEngine.COPY, copy, new Arrived(Traffic.DISPATCH, tokens));
      receiver.into(queues);
    }
    return new Step(MACHINE, 1, queues);
  }

  @Test
  void multicastPacketArrivesEverywhereAsIfItWereForOne() {
    int lastWord = ISSUE + 1 + 1 + 8;
    takes(lastWord + 1 + 2 * 2 + 1 + 2 + 1 + 8 + 2 + END, multicast(1));
  }

  @Test
  void linksCarryAMulticastPacketOnce() {
    var busy = StepModel.of(multicast(3), TIMING).busy();
    var carry =
        List.of(
            "up from chiplet 4",
            "down to group 0",
            "down to group 1",
            "down to chiplet 0",
            "down to chiplet 1",
            "down to chiplet 2");
    carry.forEach(link -> assertEquals(3 * 9L, busy.get(link), link));
    assertEquals(4 + carry.size() - 1, busy.size(), busy + ": and three copies");
  }

  @Test
  void multicastPacketsFollowWhenThereIsRoomForAWholeOne() {
    long one = StepModel.of(multicast(1), TIMING).cycles();
    // 9 flits, and from the last to its credit: link, 2 cycles of the router, 2 of the credit, link
    int packet = 9 - 1 + 1 + 2 + 2 + 1;
    assertEquals(one + 3 * packet, StepModel.of(multicast(4), TIMING).cycles());
    // of which a bound knows the flits
    assertEquals(one + 3 * 9, StepBounds.of(multicast(4), TIMING).cycles());
  }

  @Test
  void blockIsLoadedFromARowThatIsClosed() {
    var load = new Work.Load(Tensor.WEIGHT, 0, 0, 0, false, 0, 1);
    var step = Steps.single(MACHINE, StepEngine.LOAD, load);
    var hbm = Hbm.HBM2;
    int request = ISSUE + 1;
    int there = request + 1 + 2 + 2;
    // two bursts of 32 bytes in two bank groups, whose rows open one after the other
    int firstRead = there + 3 + hbm.rcdRead();
    int data = firstRead + hbm.rrdS() + hbm.cl() + hbm.bl();
    int words = data + 2 + 8;
    assertEquals(words + 1 + 2 + 2 + END, StepModel.of(step, TIMING).cycles());
    // the bound does not know that the rows are closed: two bursts follow each other
    long open = there + 3 + hbm.cl() + 2 * hbm.bl() + 2 + 8 + 5 + END;
    assertEquals(open, StepBounds.of(step, TIMING).cycles());
  }

  @Test
  void storeIsDoneWhenTheControllerHasIt() {
    var store = new Work.Store(Tensor.GRADIENT, 0, 0, 0, false, 0, 1);
    int word = ISSUE + 1 + 2 + 8;
    int taken = word + 5 + 2 + 2;
    takes(taken + 5 + END, Steps.single(MACHINE, StepEngine.STORE, store));
  }

  @Test
  void lowestOrderIsServedFirst() {
    var machine = new Machine(1, 4, 0, 16, 1, 16);
    var cycles = new ArrayList<Long>();
    for (int order : List.of(0, 2)) {
      var queues = new ArrayList<StepQueue>();
      for (int c = 0; c < machine.chiplets(); c++) {
        var own = new ChipletQueues(c, 1);
        int number = c == 0 ? order : 1;
        own.add(StepEngine.LOAD, new Work.Load(Tensor.WEIGHT, c, 0, 0, false, number, 200));
        own.into(queues);
      }
      var timing = Steps.timing(machine, Hbm.HBM2, 1);
      cycles.add(StepModel.of(new Step(machine, 1, queues), timing).done(0, 0));
    }
    // 32 blocks are open, of which those that were chosen before go first: 16 of 48 in a turn are
    // the first chiplet's while it has the lowest order, and few while it has the highest
    assertTrue(cycles.getFirst() < 0.6 * cycles.getLast(), cycles + " of the first chiplet");
  }

  @Test
  void refreshesHoldAMemoryUp() {
    var load = new Work.Load(Tensor.WEIGHT, 0, 0, 0, false, 0, 4000);
    var step = Steps.single(MACHINE, StepEngine.LOAD, load);
    // a block of 9 cycles on the chiplet's link takes 4 on the data bus
    long alone = 4000 * 9;
    var hbm = Hbm.HBM2;
    long refreshes = alone / hbm.refi();
    long cycles = StepModel.of(step, TIMING).cycles();
    assertTrue(cycles > alone + refreshes * (hbm.rfc() / 2), cycles + " with refreshes");
    assertTrue(cycles < alone + (refreshes + 2) * (hbm.rfc() + 50), cycles + " with refreshes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void isTheSameEachTime(int seed) {
    var c = Steps.random(seed, seed % 2 == 1, seed > 1);
    var first = StepModel.of(c.step(), c.timing());
    var second = StepModel.of(c.step(), c.timing());
    assertEquals(first.cycles(), second.cycles());
    assertEquals(first.busy(), second.busy());
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void runsOfBlocksAndPacketsTakeAsLong(boolean adds, boolean multicasts) {
    double sum = 0;
    int cases = 0;
    for (int seed = 0; seed < 12; seed++) {
      var c = Steps.random(seed, adds, multicasts);
      double fine = StepModel.of(c.step(), c.timing()).cycles();
      double coarse = StepModel.of(c.step(), c.timing(), Grain.coarse(4, 8)).cycles();
      sum += Math.abs(coarse / fine - 1);
      cases++;
    }
    assertTrue(sum / cases < 0.2, "a mean error of " + sum / cases);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void everyLinkIsAsBusyAsItsPacketsAreLong(boolean adds, boolean multicasts) {
    var c = Steps.random(7, adds, multicasts);
    var fine = StepModel.of(c.step(), c.timing()).busy();
    var bound = StepBounds.of(c.step(), c.timing());
    for (var r : bound.resources()) {
      if (!r.name().startsWith("memory")) {
        assertEquals(r.work(), fine.get(r.name()), r.name());
      }
    }
  }

  @Test
  void whoWaitsForWhatNeverComesIsNamed() {
    var queues = new ArrayList<StepQueue>();
    var own = new ChipletQueues(3, 1);
    var copy = new Work.Copy(Traffic.DISPATCH, 0, 0, 1, 8);
    own.add(StepEngine.COPY, copy, new Arrived(Traffic.DISPATCH, 2));
    own.into(queues);
    var step = new Step(MACHINE, 1, queues);
    var error = assertThrows(IllegalArgumentException.class, () -> StepModel.of(step, TIMING));
    assertEquals(
        "a command of chiplet 3 waits for 2 packets of DISPATCH, of which 0 come",
        error.getMessage());
  }
}
