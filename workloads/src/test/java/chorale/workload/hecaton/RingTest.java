package chorale.workload.hecaton;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingTest {
  @ParameterizedTest
  @CsvSource({"1, 5", "5, 1", "2, 2", "2, 3", "3, 4", "4, 3", "4, 4", "6, 5", "32, 32"})
  void theFlatRingVisitsEveryDieOnceAndGoesToNeighboursOnly(int rows, int columns) {
    var grid = new Grid(rows, columns);
    var ring = grid.flatRing();
    assertEquals(grid.dies(), new HashSet<>(ring.dies()).size());
    boolean line = rows == 1 || columns == 1;
    for (int i = 0; i < ring.size(); i++) {
      assertEquals(ring.at(i + 1), grid.neighbour(ring.at(i), ring.links().get(i)));
      int row = Math.abs(grid.row(ring.at(i)) - grid.row(ring.at(i + 1)));
      int column = Math.abs(grid.column(ring.at(i)) - grid.column(ring.at(i + 1)));
      assertEquals(1, line ? 1 : row + column, "no bypass");
    }
  }

  @Test
  void anOddGridHasNoFlatRing() {
    var none = assertThrows(IllegalArgumentException.class, () -> new Grid(3, 5).flatRing());
    assertEquals(
        "no ring of neighbours through 3 x 5 dies: an even number of rows or columns",
        none.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatADiePassesIsWhatItGotInTheStepBefore(boolean forwards) {
    var ring = new Grid(1, 7).rowRing(0);
    for (int place = 0; place < 7; place++) {
      int before = Math.floorMod(forwards ? place - 1 : place + 1, 7);
      assertEquals(place, ring.gathered(place, 0, forwards));
      for (int step = 1; step < 6; step++) {
        int gathered = ring.gathered(place, step, forwards);
        assertEquals(ring.gathered(before, step - 1, forwards), gathered);
        int reduced = ring.reduced(place, step, forwards);
        assertEquals(ring.reduced(before, step - 1, forwards), reduced);
      }
      assertEquals(place, ring.reduced(before, 5, forwards), "the last that comes is its own");
    }
  }

  /** Slices on diagonals: what comes is what leaves next, in both rings and both directions. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void onASkewedGridSlicesComeInTheOrderInWhichTheirSumsLeave(boolean forwards) {
    int p = 5;
    var ring = new Grid(1, p).rowRing(0);
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        for (int step = 0; step < p - 1; step++) {
          // place j of row i has slice i + j, place i of column j too
          int before = Math.floorMod(forwards ? j - 1 : j + 1, p);
          int comes = (ring.gathered(before, step, forwards) + i) % p;
          int leaves = (ring.reduced(i, step, forwards) + j) % p;
          assertEquals(comes, leaves);
        }
      }
    }
  }
}
