package chorale.workload.num;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class SumOrderTest {
  /** The sum as a formula; a product is its number. */
  private static String formula(SumOrder order, int k) {
    return order.sum("y", "0", k, (sum, i) -> sum + "+" + i, (a, b) -> "(" + a + ")(" + b + ")");
  }

  @Test
  void one_array_adds_in_sequence() {
    assertEquals("y+0+1+2+3+4+5+6", formula(new SumOrder(1, 2), 7));
    assertEquals("y+0+1+2", formula(SumOrder.SEQUENCE, 3));
  }

  @Test
  void a_tile_adds_shares_of_whole_rows_and_then_neighbours() {
    assertEquals("((y+0+1+2+3)(0+4+5+6+7))((0+8)(0))", formula(new SumOrder(4, 2), 9));
    assertEquals("(y+0+1)(0+2+3)", formula(new SumOrder(2, 2), 4));
    assertEquals("(y+0+1)(0)", formula(new SumOrder(2, 3), 2));
  }

  @Test
  void no_product_changes_nothing() {
    assertEquals("y", formula(new SumOrder(4, 2), 0));
  }

  @Test
  void counts_the_additions_of_the_longest_way() {
    assertEquals(9, SumOrder.SEQUENCE.additions(9));
    assertEquals(4 + 2, new SumOrder(4, 2).additions(9));
    assertEquals(1 + 2, new SumOrder(4, 2).additions(1));
  }

  @Test
  void refuses_tiles_that_make_no_tree() {
    assertEquals(
        "sums over 3 arrays of 4 rows: 1, 2, 4 .. arrays of at least 1 row",
        assertThrows(IllegalArgumentException.class, () -> new SumOrder(3, 4)).getMessage());
  }
}
