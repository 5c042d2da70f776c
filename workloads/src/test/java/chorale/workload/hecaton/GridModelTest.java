package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.hecaton.BlockPasses.Pass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GridModelTest {
  /** 100 products, 10 numbers, 8 bytes a cycle; 5 cycles a hop; memories of 16 bytes. */
  private static final GridRates RATES = new GridRates(100, 10, 8, 5, 16, 50);

  private static final Grid ONE = new Grid(1, 1);

  private static double cycles(DieWriter die) {
    return GridModel.of(new GridProgram(ONE, List.of(die.commands())), RATES).cycles();
  }

  /** A ring of four dies, one of which stands for all. */
  private static Way ring(int directions) {
    return Way.alike(new Grid(1, 4).rowRing(0), Link.EAST, directions);
  }

  @Test
  void aRingTakesALatencyAndABlockForEachStep() {
    var die = new DieWriter(4);
    die.gather(ring(1), 80, 1, Ready.NOW);
    assertEquals(3 * (80 * 2 / 8.0 + 2 * 5), cycles(die));
    var sums = new DieWriter(4);
    sums.scatter(ring(1), 80, 1, Ready.NOW);
    assertEquals(3 * (80 * 4 / 8.0 + 2 * 5), cycles(sums));
  }

  @Test
  void bothDirectionsHaveHalfEach() {
    var die = new DieWriter(4);
    die.gather(ring(2), 80, 1, Ready.NOW);
    assertEquals(3 * (40 * 2 / 8.0 + 2 * 5), cycles(die));
  }

  @Test
  void chunksHideTheLatencyButOfTheLast() {
    var die = new DieWriter(4);
    die.gather(ring(1), 80, 2, Ready.NOW);
    assertEquals(3 * 80 * 2 / 8.0 + 2 * 5, cycles(die));
  }

  @Test
  void aProductThatTakesBlocksAsTheyComeIsDoneOneBlockAfterTheLast() {
    var die = new DieWriter(4);
    var gathered = die.gather(ring(1), 80, 1, Ready.NOW);
    die.multiply(4 * 1500, 0, gathered);
    assertEquals(3 * 30 + 15, cycles(die));
    var whole = new DieWriter(4);
    whole.multiply(4 * 1500, 0, whole.gather(ring(1), 80, 1, Ready.NOW).whole());
    assertEquals(3 * 30 + 60, cycles(whole));
  }

  @Test
  void sumsLeaveWhileTheProductGoesOn() {
    var die = new DieWriter(4);
    var product =
        new Ready(
            4, die.run(GridEngine.ARRAY, 4, new GridWork.Multiply(1000, 0), Ready.NOW).waits());
    die.scatter(ring(1), 80, 1, product);
    // the own block, the first that leaves, then three steps of 40 + 10
    assertEquals(2 * 10 + 3 * 50, cycles(die));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aDieThatStandsForAllTakesAsLongAsAllOfThem(Scheme scheme) {
    var shape = new BlockShape(512, 128, 64, 8, 4, 16, 128, true);
    var grid = new Grid(4, 4);
    for (int directions = 1; directions <= 2; directions++) {
      var manner = new Manner(scheme, directions, 2, 4, false, true);
      for (var pass : Pass.values()) {
        var all = GridModel.of(BlockPasses.of(pass, shape, manner, grid), RATES);
        var one = GridModel.of(BlockPasses.alike(pass, shape, manner, grid), RATES);
        assertEquals(all.cycles(), one.cycles(), 1e-6 * all.cycles(), scheme + " " + pass);
        assertEquals(all.macs(), 16 * one.macs(), 1e-6 * all.macs());
        assertEquals(all.linkBytes(), 16 * one.linkBytes(), 1e-6 * all.linkBytes());
        assertEquals(all.sramBytes(), 16 * one.sramBytes(), 1e-6 * all.sramBytes());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void everySchemeMultipliesAsMuch(Scheme scheme) {
    var shape = new BlockShape(512, 128, 64, 8, 8, 8, 128, true);
    var program = BlockPasses.alike(Pass.FORWARD, shape, Manner.plain(scheme), new Grid(4, 4));
    double attention = 2.0 * 512 * 128 * 64;
    assertEquals(
        (512 * shape.weights() + attention) / 16, GridModel.of(program, RATES).macs(), 1e-6);
  }

  /** Arrays 16 times as busy as any link: what is not hidden is the first and the last block. */
  @Test
  void ourSchemeHidesCollectivesBehindProducts() {
    var shape = new BlockShape(1024, 1024, 256, 1, 1, 256, 1024, false);
    var grid = new Grid(8, 8);
    var fast = new GridRates(4, 10, 64, 0, 16, 0);
    var plain = new Manner(Scheme.GRID_2D, 1, 2, 4, false, false);
    var ours = new Manner(Scheme.SKEWED_2D, 1, 2, 4, false, false);
    var theirs = GridModel.of(BlockPasses.alike(Pass.PAIR_FORWARD, shape, plain, grid), fast);
    var hidden = GridModel.of(BlockPasses.alike(Pass.PAIR_FORWARD, shape, ours, grid), fast);
    assertEquals(theirs.arrayBusy(), hidden.arrayBusy(), 1e-6);
    double exposed = theirs.cycles() - theirs.arrayBusy();
    assertTrue(hidden.cycles() - hidden.arrayBusy() < exposed / 7, hidden + " " + theirs);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 1", "9, 1", "15, 0"})
  void aLoadGoesFromTheNearerEndOverEachLinkOnItsWay(int die, int hops) {
    var run = move(die, GridEngine.LOAD, 1);
    assertEquals(160 / 16.0 + 50 + hops * (160 / 8.0 + 5), run.cycles());
    assertEquals(160.0 * hops, run.linkBytes());
    assertEquals(160.0, run.memoryBytes());
  }

  /** The second part has a memory and a link of its own; the third one follows the first. */
  @Test
  void partsComeFromTheEndsOfTheRowAndOfTheColumnAtATime() {
    assertEquals(10 + 50 + 20 + 5, move(5, GridEngine.LOAD, 2).cycles());
    assertEquals(2 * (10 + 50 + 20) + 5, move(5, GridEngine.LOAD, 3).cycles());
  }

  /** A part leaves the die when the one before it on its way has, not when that is stored. */
  @Test
  void partsThatAreStoredFollowEachOther() {
    assertEquals(2 * 20 + 5 + 10, move(5, GridEngine.STORE, 3).cycles());
  }

  /** Die 5's column is held by a ring: its four parts all leave along the row. */
  @Test
  void aBusyColumnHoldsUpNoPartThatCanGoAlongTheRow() {
    var busy = new GridCommand(GridEngine.NORTH, 1, new GridWork.Send(400, 2, 1), List.of());
    var run = move(5, GridEngine.STORE, 4, List.of(busy));
    assertEquals(100 + 20 + 5 + 10, run.cycles());
    assertEquals(3 * 160 + 160 + 800, run.linkBytes());
    var alone = move(5, GridEngine.STORE, 4).cycles();
    assertEquals(2 * 20 + 5 + 10, alone);
  }

  /** One die of 4 x 4 moves so many times 160 bytes. */
  private static GridRun move(int die, GridEngine engine, int parts) {
    return move(die, engine, parts, List.of());
  }

  /** The same beside something else. */
  private static GridRun move(int die, GridEngine engine, int parts, List<GridCommand> beside) {
    var grid = new Grid(4, 4);
    var commands = new ArrayList<List<GridCommand>>();
    for (int d = 0; d < grid.dies(); d++) {
      var writer = new DieWriter(4);
      if (d == die) {
        writer.run(engine, parts, new GridWork.Move(160), Ready.NOW);
      }
      var own = new ArrayList<>(writer.commands());
      own.addAll(d == die ? beside : List.of());
      commands.add(own);
    }
    return GridModel.of(new GridProgram(grid, commands), RATES);
  }

  @Test
  void aProgramThatWaitsForeverIsReported() {
    var die = new DieWriter(4);
    var never = new Ready(1, List.of(new Wait(true, GridEngine.EAST, 1, 0, 0)));
    die.apply(1, never);
    var stuck = assertThrows(IllegalStateException.class, () -> cycles(die));
    assertEquals("die 0 stands still: VECTOR in command 0 of 1", stuck.getMessage());
  }
}
