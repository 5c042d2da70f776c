package chorale.workload.step.rate;

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
import chorale.workload.step.rate.Rates.Engines;
import chorale.workload.step.rate.Rates.Links;
import chorale.workload.step.rate.Rates.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of a few commands, whose cycles can be reckoned by hand. */
class RateModelTest {
  /** Two groups of two chiplets and a home; packets, and blocks, of 4 words of 8 numbers. */
  private static final Machine MACHINE = new Machine(2, 2, 1, 8, 1, 4);

  private static final int HOME = 4;
  private static final int PACKET = 64;
  private static final Memory STACK = new Memory(64, 16, true, 0);

  private static Rates rates(boolean adds, Memory memory) {
    var engines = new Engines(100, 10, 50);
    return new Rates(engines, engines, new Links(8, 4, 16, 0, 0, adds), memory, STACK);
  }

  private static double cycles(Rates rates, ChipletQueues... chiplets) {
    return run(rates, chiplets).cycles();
  }

  private static RateRun run(Rates rates, ChipletQueues... chiplets) {
    var queues = new ArrayList<StepQueue>();
    List.of(chiplets).forEach(c -> c.into(queues));
    return RateModel.of(new Step(MACHINE, 2, queues), rates);
  }

  private static ChipletQueues chiplet(int number) {
    return new ChipletQueues(number, 1);
  }

  private static Work.Send packets(Traffic traffic, int count, long to) {
    var token = new int[count];
    Arrays.setAll(token, t -> t);
    var receivers = new long[count];
    Arrays.fill(receivers, to);
    return new Work.Send(new Packets(traffic, token, new int[count], receivers), Work.NO_EXPERT, 4);
  }

  @Test
  void aProductTakesItsMacsOverTheArraysRate() {
    var c = chiplet(0);
    c.add(StepEngine.TILE, Product.GATE.of(0, 0, 10, 20, 30));
    assertEquals(60, cycles(rates(false, STACK), c));
  }

  @Test
  void aQueueDoesOneThingAfterTheOtherAndWaitsForItsConditions() {
    var c = chiplet(0);
    var product = c.add(StepEngine.TILE, Product.GATE.of(0, 0, 10, 20, 30));
    var apply = new Work.Apply(VectorTask.ACTIVATE, 0, 0, 0, 10, 5);
    c.add(StepEngine.VECTOR, apply, product);
    c.add(StepEngine.VECTOR, apply);
    assertEquals(60 + 2 * 40, cycles(rates(false, STACK), c));
  }

  @Test
  void theSlowestLinkOfAPathBindsAndARunIsPassedOnWhole() {
    // 64 packets of 64 bytes: 256 cycles from the home, 1024 on the trunk, 512 on the leaf link
    var home = chiplet(HOME);
    home.add(StepEngine.SEND, packets(Traffic.DISPATCH, 64, 1));
    assertEquals(256 + 1024 + 512, cycles(rates(false, STACK), home));
    var twice = chiplet(HOME);
    twice.add(StepEngine.SEND, packets(Traffic.DISPATCH, 128, 1));
    assertEquals(256 + 2 * 1024 + 512, cycles(rates(false, STACK), twice));
  }

  @Test
  void runsOfAPacketArePassedOnAtOnce() {
    // 4 cycles a packet from the home, 16 on the trunk, 8 on the leaf link
    var home = chiplet(HOME);
    home.add(StepEngine.SEND, packets(Traffic.DISPATCH, 64, 1));
    var queues = new ArrayList<StepQueue>();
    home.into(queues);
    var step = new Step(MACHINE, 2, queues);
    var fine = RateModel.of(step, rates(false, STACK), new Runs(1, PACKET));
    assertEquals(4 + 64 * 16 + 8, fine.cycles());
  }

  @Test
  void piecesOfABlockLeaveTheMemoryAtOnce() {
    // 16 blocks of 64 bytes: 4 cycles each on the port, 8 on the leaf link
    var c = chiplet(0);
    c.add(StepEngine.LOAD, new Work.Load(Tensor.WEIGHT, 0, 0, 0, false, 0, 16));
    var queues = new ArrayList<StepQueue>();
    c.into(queues);
    var step = new Step(MACHINE, 2, queues);
    var usual = rates(false, STACK);
    assertEquals(4 + 16 * 8, RateModel.of(step, usual, new Runs(1, PACKET)).cycles());
    assertEquals(16 * 4 + 16 * 8, RateModel.of(step, usual).cycles());
  }

  @Test
  void runsAndPiecesAreOneAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new Runs(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Runs(1, 0));
  }

  @Test
  void aMulticastPacketCrossesEachLinkOnce() {
    var home = chiplet(HOME);
    home.add(StepEngine.SEND, packets(Traffic.DISPATCH, 64, 0b1111));
    var run = run(rates(false, STACK), home);
    assertEquals(2 * 64 * PACKET, run.trunkBytes());
    assertEquals(4 * 64 * PACKET, run.leafBytes());
  }

  @Test
  void switchesThatAddSendOnePacketForATokensContributions() {
    var one = chiplet(0);
    one.add(StepEngine.SEND, packets(Traffic.COMBINE, 64, 1 << HOME));
    var two = chiplet(1);
    two.add(StepEngine.SEND, packets(Traffic.COMBINE, 64, 1 << HOME));
    var home = chiplet(HOME);
    home.add(
        StepEngine.VECTOR,
        new Work.Apply(VectorTask.ROUND_OUTPUT, 0, 0, 0, 1, 1),
        new Arrived(Traffic.COMBINE, 64));
    assertEquals(64 * PACKET, run(rates(true, STACK), one, two, home).trunkBytes());
    assertEquals(2 * 64 * PACKET, run(rates(false, STACK), one, two, home).trunkBytes());
  }

  private static ChipletQueues loads(int chiplet, int order) {
    var c = chiplet(chiplet);
    var loaded =
        c.add(StepEngine.LOAD, new Work.Load(Tensor.WEIGHT, 0, 0, 0, false, order, 1 << 14));
    c.add(StepEngine.TILE, Product.GATE.of(0, 0, 1000, 1000, 1000), loaded);
    return c;
  }

  @Test
  void aMemoryServesTheLowestOrderNumberFirst() {
    // each loads 1 MiB in two pieces: 32,768 cycles a piece on the port, 65,536 on the leaf link
    int piece = 1 << 15;
    double alone = cycles(rates(false, STACK), loads(0, 0));
    assertEquals(piece + 4 * piece + 1e7, alone);
    // chiplet 1 comes second and waits for both pieces of chiplet 0
    double both = cycles(rates(false, STACK), loads(0, 0), loads(1, 1));
    assertEquals(3 * piece + 4 * piece + 1e7, both);
  }

  @Test
  void aPortThatIsNotDuplexTakesReadsAndWritesInTurn() {
    var c = chiplet(HOME);
    c.add(StepEngine.LOAD, new Work.Load(Tensor.SHARED, -1, 0, 0, false, 0, 1 << 14));
    c.add(StepEngine.STORE, new Work.Store(Tensor.SHARED, -1, 0, 0, false, 0, 1 << 14));
    var queues = new ArrayList<StepQueue>();
    c.into(queues);
    var step = new Step(MACHINE, 2, queues);
    var usual = rates(false, STACK);
    double duplex = RateModel.of(step, usual).cycles();
    var shared = new Memory(64, 16, false, 0);
    var half = new Rates(usual.experts(), usual.homes(), usual.links(), usual.memory(), shared);
    assertEquals(1 << 16, duplex);
    assertEquals(2 * (1 << 16), RateModel.of(step, half).cycles());
  }

  @Test
  void aStepThatWaitsForeverIsReported() {
    var c = chiplet(1);
    c.add(StepEngine.TILE, Product.GATE.of(0, 0, 1, 1, 1), new Arrived(Traffic.DISPATCH, 1));
    var stuck = assertThrows(IllegalStateException.class, () -> cycles(rates(false, STACK), c));
    assertTrue(stuck.getMessage().contains("chiplet 1 stands still"), stuck.getMessage());
  }
}
