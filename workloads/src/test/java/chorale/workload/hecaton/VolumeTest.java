package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.hecaton.BlockPasses.Pass;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements that each die sends, counted in its Program. */
class VolumeTest {
  private static final int T = 64;
  private static final int H = 64;
  private static final int F = 256;

  private static BlockShape pair(long t, long h, long f) {
    return new BlockShape(t, t, h, 1, 1, h, f, false);
  }

  private static long sent(Pass pass, Scheme scheme, int rows, int columns) {
    var manner = Manner.plain(scheme);
    return sent(pass, manner, pair(T, H, F), new Grid(rows, columns));
  }

  /** By every die, which must be the same. */
  private static long sent(Pass pass, Manner manner, BlockShape shape, Grid grid) {
    var program = BlockPasses.of(pass, shape, manner, grid);
    long first = program.sent(0);
    for (int d = 0; d < grid.dies(); d++) {
      assertEquals(first, program.sent(d), "die " + d);
    }
    assertEquals(first, BlockPasses.alike(pass, shape, manner, grid).sent(0), "the one for all");
    return first;
  }

  /** Of shared/papers.md: T H = 4096. */
  @ParameterizedTest
  @CsvSource({"2, 2, 10240, 6144", "2, 4, 7168, 7168", "4, 4, 7680, 7680", "8, 8, 4480, 8064"})
  void aPairOfLayersSendsWhatItSentWhenItWasSimulatedWithIntegers(
      int rows, int columns, long tiled, long line) {
    assertEquals(tiled, sent(Pass.PAIR_FORWARD, Scheme.GRID_2D, rows, columns));
    assertEquals(line, sent(Pass.PAIR_FORWARD, Scheme.FLAT_1D, rows, columns));
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "2, 4", "4, 2", "4, 4", "4, 8", "8, 8", "16, 8", "16, 16", "32, 32"})
  void bothPassesOfAPairSendWhatTheClosedFormsSay(int rows, int columns) {
    var grid = new Grid(rows, columns);
    for (var pass : new Pass[] {Pass.PAIR_FORWARD, Pass.PAIR_BACKWARD}) {
      assertEquals(
          ClosedForms.tiled(grid, T, H, F), sent(pass, Scheme.GRID_2D, rows, columns), 0, "tiles");
      assertEquals(
          ClosedForms.line(grid, T, H), sent(pass, Scheme.FLAT_1D, rows, columns), 0, "a ring");
      assertEquals(
          ClosedForms.line(grid, T, H), sent(pass, Scheme.TORUS_1D, rows, columns), 0, "a torus");
      if (rows == columns) {
        assertEquals(
            ClosedForms.tiled(grid, T, H, F), sent(pass, Scheme.SKEWED_2D, rows, columns), 0);
        assertEquals(
            ClosedForms.broadcast(grid, T, H, F) * (pass == Pass.PAIR_BACKWARD ? 2 : 1),
            sent(pass, Scheme.BROADCAST_2D, rows, columns),
            0,
            "panels");
      }
    }
  }

  @Test
  void inputsThatAreNotKeptAreGatheredAgain() {
    var grid = new Grid(4, 4);
    var again = new Manner(Scheme.GRID_2D, 1, 1, 4, true, false);
    assertEquals(
        ClosedForms.tiled(grid, T, H, F) + ClosedForms.regathered(grid, T, H, F),
        sent(Pass.PAIR_BACKWARD, again, pair(T, H, F), grid),
        0);
  }

  @Test
  void tilesSendMoreThanARingBelow16DiesAsMuchAt16AndLessAbove() {
    for (int side = 2; side <= 32; side *= 2) {
      long tiled = sent(Pass.PAIR_FORWARD, Scheme.GRID_2D, side, side);
      long line = sent(Pass.PAIR_FORWARD, Scheme.FLAT_1D, side, side);
      assertEquals(Integer.compare(16, side * side), Long.compare(tiled, line), side + " a side");
    }
  }

  @Test
  void chunksAndDirectionsChangeNoVolume() {
    var random = new Random(8);
    for (int trial = 0; trial < 50; trial++) {
      int rows = 2 << random.nextInt(2);
      int columns = 2 << random.nextInt(2);
      var grid = new Grid(rows, columns);
      var scheme = Scheme.values()[random.nextInt(rows == columns ? 5 : 2)];
      var shape = pair(64L << random.nextInt(2), 64L << random.nextInt(2), 256);
      var manner =
          new Manner(scheme, 1 + random.nextInt(2), 1 << random.nextInt(3), 2, false, false);
      for (var pass : new Pass[] {Pass.PAIR_FORWARD, Pass.PAIR_BACKWARD}) {
        assertEquals(
            sent(pass, Manner.plain(scheme), shape, grid), sent(pass, manner, shape, grid));
      }
    }
  }

  /** Query 64 and keys with values 64 in 4 heads; gate and up 512; a norm's sums 4 times. */
  @Test
  void aWholeBlockSendsEachLayersInputsAndSumsAndANumberForEachNorm() {
    int side = 4;
    var shape = new BlockShape(4 * T, T, H, 4, 2, 16, F, true);
    long t = 4L * T;
    long kv = 2 * 4 * 16; // two heads of keys, each on two columns
    long widths = H + (H + kv) + H + H + H + 2 * F + F + H;
    long all = (side - 1) * (t * widths / side + 4 * t) / side;
    var grid = new Grid(side, side);
    var manner = Manner.plain(Scheme.GRID_2D);
    assertEquals(all, sent(Pass.FORWARD, manner, shape, grid));
    assertEquals(all, sent(Pass.BACKWARD, manner, shape, grid));
  }

  @Test
  void keysAreGatheredOnlyWhereTokenSlicesCutSequences() {
    var grid = new Grid(4, 4);
    var manner = Manner.plain(Scheme.GRID_2D);
    var whole = new BlockShape(256, 64, H, 4, 4, 16, F, true);
    var cut = new BlockShape(256, 256, H, 4, 4, 16, F, true);
    long gathered = 3L * 256 / 4 * 2 * H / 4;
    for (var pass : new Pass[] {Pass.FORWARD, Pass.BACKWARD}) {
      assertEquals(
          sent(pass, manner, whole, grid) + gathered, sent(pass, manner, cut, grid), pass.name());
    }
  }

  @Test
  void whatDoesNotComeOutEvenIsRefused() {
    var wrong =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                sent(
                    Pass.PAIR_FORWARD,
                    Manner.plain(Scheme.GRID_2D),
                    pair(T, 66, F),
                    new Grid(4, 4)));
    assertEquals("66 numbers over 4 dies: a multiple of them", wrong.getMessage());
    var skewed =
        assertThrows(
            IllegalArgumentException.class, () -> sent(Pass.PAIR_FORWARD, Scheme.SKEWED_2D, 2, 4));
    assertTrue(skewed.getMessage().endsWith("as many rows as columns"), skewed.getMessage());
  }
}
