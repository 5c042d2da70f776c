package chorale.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.cost.ArrayCost.Mapping;
import chorale.bench.cost.Synthesis.Arithmetic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which netlists of arrays are compared. */
final class ArrayCostTest {
  private static Mapping mapping(Arithmetic arithmetic, double area, double delay) {
    return new Mapping(arithmetic, 0, new CellCost(10, area, area / 2, 3, area / 24, delay, delay));
  }

  private static ArrayCost cost(String design, String language, Mapping... mappings) {
    return new ArrayCost(new ArrayDesign(design, language, null), List.of(mappings));
  }

  private static final ArrayCost OURS =
      cost(
          ArrayDesign.ARRAY,
          ArrayDesign.OURS,
          mapping(Arithmetic.MERGED, 1500, 3),
          mapping(Arithmetic.APART, 1200, 6));

  @Test
  void our_smallest_is_held_against_the_smallest_of_any_peer_and_the_fastest_likewise() {
    var ratios =
        ArrayStudy.array(
            List.of(
                cost(ArrayDesign.ELEMENT, "spinal", mapping(Arithmetic.MERGED, 1, 0.1)),
                OURS,
                cost(ArrayDesign.ARRAY, "chisel", mapping(Arithmetic.MERGED, 1000, 12)),
                cost(ArrayDesign.ARRAY, "spinal", mapping(Arithmetic.APART, 1700, 4))));
    assertEquals(1.2, ratios.area(), 1e-9);
    assertEquals(0.75, ratios.path(), 1e-9);
  }

  @Test
  void a_row_has_the_fastest_netlist_and_the_area_and_path_of_the_smallest() {
    String table = CostTables.arrays(List.of(OURS));
    assertTrue(
        table.endsWith(
            "| array 8 x 8 | chorale | 10 | 1.5 | 3 | 3.00 | 3.0 | 333 | 1.2 | 6.00 |\n"),
        table);
  }
}
