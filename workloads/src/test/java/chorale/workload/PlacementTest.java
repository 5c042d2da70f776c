package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static Placement contiguous(int experts, int chiplets) {
    var all = IntStream.range(0, chiplets).boxed().toList();
    return Placement.of(Placement.Strategy.CONTIGUOUS, experts, chiplets, all);
  }

  @Test
  void contiguousPutsNeighboursOnOneChiplet() {
    var placement = contiguous(64, 16);
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
    var placement = contiguous(4, 2);
    placement.experts(0)[0] = 3;
    assertArrayEquals(new int[] {0, 1}, placement.experts(0));
  }

  @Test
  void contiguousSharesDifferByOneAtMost() {
    var placement = contiguous(10, 4);
    int next = 0;
    for (int c = 0; c < 4; c++) {
      int[] own = placement.experts(c);
      assertTrue(own.length == 2 || own.length == 3, "chiplet " + c);
      for (int expert : own) {
        assertEquals(next++, expert);
      }
    }
    assertEquals(10, next);
  }

  @Test
  void theExpertsOfChipletsThatAreLeftOutGoToTheOthers() {
    var placement = Placement.of(Placement.Strategy.CONTIGUOUS, 6, 4, List.of(0, 1, 3));
    assertEquals(4, placement.chiplets());
    assertArrayEquals(new int[] {2, 3}, placement.experts(1));
    assertArrayEquals(new int[] {}, placement.experts(2));
    assertArrayEquals(new int[] {4, 5}, placement.experts(3));
  }
}
