package chorale.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.cost.ArrayCost.Mapping;
import chorale.bench.cost.Synthesis.Arithmetic;
import chorale.bench.cost.Synthesis.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void an_element_costs_the_same_wherever_it_is_read(@TempDir Path folder) throws IOException {
    Path element =
        Files.writeString(
            folder.resolve("Pe.v"),
            """
            module Pe (input clock, input signed [7:0] a, w, input signed [31:0] x,
                       output reg signed [31:0] y);
              always @(posedge clock) y <= x + a * w;
            endmodule
            """);
    Path array =
        Files.writeString(
            folder.resolve("Array.v"),
            """
            module Array (input clock, input signed [7:0] a, w, v, input signed [31:0] x,
                          output signed [31:0] y);
              wire signed [31:0] z;
              Pe first (.clock(clock), .a(a), .w(w), .x(x), .y(z));
              Pe second (.clock(clock), .a(a), .w(v), .x(z), .y(y));
            endmodule
            """);
    var timing = StaticTiming.of(CellLibrary.read(CellLibrary.osu018()), folder.resolve("library"));
    var costs = new HashSet<CellCost>();
    for (List<Path> files : List.of(List.of(element), List.of(array, element))) {
      Path work = folder.resolve("with-" + files.size());
      var source = new Source(files, "Pe").alone(work);
      var netlist = Synthesis.all(source, Arithmetic.APART, timing, work).getFirst();
      costs.add(CellCost.of(netlist, timing));
    }
    assertEquals(1, costs.size(), costs.toString());
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
