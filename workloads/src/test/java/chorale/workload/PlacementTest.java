package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void contiguousPutsNeighboursOnOneChiplet() {
    var placement = Placement.of(Placement.Strategy.CONTIGUOUS, 64, 16);
    assertArrayEquals(new int[] {12, 13, 14, 15}, placement.experts(3));
    assertEquals(3, placement.chiplet(14));
    assertEquals(2, placement.local(14));
  }

  @Test
  void everyExpertLivesWhereItsChipletListsIt() {
    var placement = new Placement(new int[][] {{3, 0}, {}, {1, 2}});
    for (int e = 0; e < 4; e++) {
      assertEquals(e, placement.experts(placement.chiplet(e))[placement.local(e)]);
    }
  }

  @Test
  void refusesAnExpertThatStandsTwiceOrMisses() {
    assertThrows(IllegalArgumentException.class, () -> new Placement(new int[][] {{0, 0}}));
    assertThrows(IllegalArgumentException.class, () -> new Placement(new int[][] {{0, 2}}));
  }

  @Test
  void cannotBeChangedThroughWhatItReturns() {
    var placement = Placement.of(Placement.Strategy.CONTIGUOUS, 4, 2);
    placement.experts(0)[0] = 3;
    assertArrayEquals(new int[] {0, 1}, placement.experts(0));
  }

  @Test
  void contiguousRefusesAnUnevenSplit() {
    assertThrows(
        IllegalArgumentException.class, () -> Placement.of(Placement.Strategy.CONTIGUOUS, 10, 4));
  }
}
