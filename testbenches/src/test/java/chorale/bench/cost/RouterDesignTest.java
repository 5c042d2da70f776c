package chorale.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The routers whose cost is measured. */
final class RouterDesignTest {
  static List<RouterDesign> designs() {
    return RouterDesign.all();
  }

  @ParameterizedTest
  @MethodSource("designs")
  void every_router_has_five_ports_in_use(RouterDesign design) {
    var top = design.circuit().top();
    for (int port = 0; port < 5; port++) {
      String out = "out_%d_flit".formatted(port);
      assertEquals(design.parameters().width(), top.port(out).width());
      assertTrue(top.hasSignal("leaving_" + port), "output " + port + " is not used");
    }
  }

  @Test
  void names_of_Yosys_lead_to_lines_of_Java() {
    var lines = new SourceLines(RouterDesign.forFpga().getFirst().circuit());
    assertEquals("VcBuffer.java", lines.signal("head_0_0[1]").place().file());
    var next = lines.signal("$0\\head_0_0[1:0]");
    assertEquals("head_0_0", next.name());
    assertTrue(next.rank() > lines.signal("head_0_0[1]").rank());
    assertEquals("move_0_0", lines.signal("$0\\clock_edge.move_0_0[0:0]").name());
    assertNull(lines.signal("$auto$rtlil.cc:2560:MuxGate$9674"));
  }

  @Test
  void the_page_has_a_place_for_each_table() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "cost.md"));
    String filled = CostStudy.withRouters(page, List.of());
    filled = CostStudy.withFpga(filled, List.of());
    filled = CostStudy.withArrays(filled, List.of());
    filled = CostStudy.withPublished(filled, List.of(), List.of());
    assertTrue(filled.contains("| not measured |"));
  }
}
