package chorale.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.train.RingStudy.Rings;
import chorale.chiplet.array.Datapath;
import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.Grid;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GridTest {
  private static final Path CACHE = Path.of("target/models");
  private static final double MOST_OVER_BOUND = 1.10;

  @TempDir static Path folder;

  private static GridRtl values;
  private static GridRtl timing;

  @BeforeAll
  static void build() throws IOException {
    var machine = GridMachine.ofStudy(new Grid(2, 2));
    values = new GridRtl(machine, Datapath.VALUES, folder, CACHE);
    timing = new GridRtl(machine, Datapath.TIMING, folder, CACHE);
  }

  @Test
  void ringsOfRowsColumnsAndAllDiesAddUpInTheirOrderInTheSameCyclesWithoutValues() {
    for (var rings : Rings.values()) {
      int size = rings == Rings.FLAT ? 4 : 2;
      var shown = RingStudy.run(values, rings, 16, 4, 2);
      assertEquals(0, shown.mismatches(), rings.name());
      assertEquals(4L * size * 16 * 16, shown.numbers());
      for (long sent : shown.run().sent()) {
        assertEquals(2L * (size - 1) * 16 * 16, sent, "scattered and gathered");
      }
      within(shown.run());
      assertEquals(
          shown.run().cycles(), RingStudy.run(timing, rings, 16, 4, 2).run().cycles(), "twins");
    }
  }

  @Test
  void aPairOfLayersForwardAndBackwardHasTheBitsOfOneWithoutDies() {
    for (boolean skewed : new boolean[] {false, true}) {
      var shape = new PairShape(32, 16, 32, 2, skewed, true);
      var shown = PairStudy.run(values, shape);
      assertEquals(0, shown.mismatches(), shape.toString());
      assertEquals(2L * 32 * 16 + 2L * 16 * 32, shown.numbers());
      assertEquals(0, shown.wrongVolumes(), shown.run().sent().toString());
      assertTrue(shown.run().cycles() >= shown.run().bound(), shown.toString());
      assertEquals(shown.run().cycles(), PairStudy.run(timing, shape).run().cycles(), "twins");
    }
  }

  @Test
  void aTransformerBlockForwardAndBackwardHasTheBitsOfOneWithoutDies() {
    var shape = new BlockShape(32, 8, 16, 4, 2, 4, 16, true);
    for (boolean skewed : new boolean[] {false, true}) {
      var block = new BlockCase(shape, true, 1, skewed, true);
      var shown = BlockStudy.run(values, block);
      assertEquals(0, shown.mismatches(), block.toString());
      // states and their gradients, weights, gains as each column has them
      assertEquals(2L * 32 * 16 + 16 * (2 * 16 + 2 * 8 + 3 * 16) + 2 * 2 * 16, shown.numbers());
      assertEquals(0, shown.wrongVolumes(), shown.run().sent().toString());
      within(shown.run());
      assertEquals(shown.run().cycles(), BlockStudy.run(timing, block).run().cycles(), "twins");
    }
  }

  @Test
  void refusesABlockThatDoesNotComeOutEven() {
    var shape = new BlockShape(24, 8, 16, 4, 2, 4, 16, true);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> BlockStudy.run(timing, new BlockCase(shape, true, 1, false, false)));
    assertEquals("24 tokens in slices of whole sequences: a multiple of 16", e.getMessage());
  }

  private static void within(GridResult run) {
    assertTrue(run.cycles() >= run.bound(), run.toString());
    assertTrue(run.overBound() <= MOST_OVER_BOUND, run.toString());
  }

  @Test
  void refusesPacketsThatAreNotWhole() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> RingStudy.run(timing, Rings.ROWS, 3, 1, 1));
    assertEquals(
        "3 words of sums in packets of 16 of the network's: whole packets", e.getMessage());
  }
}
