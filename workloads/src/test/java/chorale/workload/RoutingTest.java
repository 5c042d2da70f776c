package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RoutingTest {
  @Test
  void listsTheTokensOfAnExpertInTheOrderOfArrival() {
    var routing = new Routing(new int[][] {{0, 2}, {1, 2}, {2, 0}}, 4);
    assertArrayEquals(new int[] {0, 2}, routing.tokensOf(0));
    assertArrayEquals(new int[] {0, 1, 2}, routing.tokensOf(2));
    assertEquals(0, routing.load(3));
    assertEquals(-1, routing.lastToken(3));
  }

  @Test
  void cannotBeChangedFromOutside() {
    var rows = new int[][] {{0, 1}};
    var routing = new Routing(rows, 2);
    rows[0][0] = 1;
    routing.tokensOf(0)[0] = 7;
    assertEquals(0, routing.expert(0, 0));
    assertArrayEquals(new int[] {0}, routing.tokensOf(0));
  }

  @Test
  void refusesRowsThatAreNoRouting() {
    assertThrows(IllegalArgumentException.class, () -> new Routing(new int[0][], 2));
    assertThrows(IllegalArgumentException.class, () -> new Routing(new int[][] {{0, 0}}, 2));
    assertThrows(IllegalArgumentException.class, () -> new Routing(new int[][] {{2}}, 2));
    assertThrows(IllegalArgumentException.class, () -> new Routing(new int[][] {{0}, {0, 1}}, 2));
  }
}
