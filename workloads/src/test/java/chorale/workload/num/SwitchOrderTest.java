package chorale.workload.num;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums are written out as text. */
final class SwitchOrderTest {
  private static String sum(int groups, int chiplets, List<List<String>> rows) {
    return new SwitchOrder(groups, chiplets)
        .sum(rows, (a, b) -> "(%s+%s)".formatted(a, b), s -> "[%s]".formatted(s));
  }

  @Test
  void chiplets_are_added_as_a_tree_and_then_switches() {
    var rows = List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d"));
    assertEquals("[[((a+b)+(c+d))]]", sum(1, 4, rows));
    assertEquals("[([(a+b)]+[(c+d)])]", sum(2, 2, rows));
  }

  @Test
  void further_rows_of_a_chiplet_follow_in_rounds_with_the_sum_so_far_as_the_last_operand() {
    var rows = List.of(List.of("a", "A", "x"), List.of("b", "B"), List.<String>of());
    assertEquals("[[(x+((A+B)+(a+b)))]]", sum(1, 3, rows));
    assertEquals("[[((A+B)+(a+b))]]", sum(1, 2, List.of(List.of("a", "A"), List.of("b", "B"))));
  }

  @Test
  void what_is_not_there_is_left_out() {
    assertEquals("[[d]]", sum(2, 2, List.of(List.of(), List.of(), List.of(), List.of("d"))));
    assertEquals(
        "[([a]+[c])]", sum(2, 2, List.of(List.of("a"), List.of(), List.of("c"), List.of())));
  }
}
