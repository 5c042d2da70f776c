package chorale.workload.mozart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.assume.Assumptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class PackageAreaTest {
  /** A NAND of the library of docs/cost.md, in um2. */
  private static final double NAND = 24.0;

  private static final double GATES = 3.9e6 * 0.7;

  private static String cost() throws IOException {
    return Files.readString(Path.of("../docs/cost.md"));
  }

  private static double number(String pattern) throws IOException {
    var found = Pattern.compile(pattern).matcher(cost());
    assertTrue(found.find(), pattern);
    return Double.parseDouble(found.group(1).replace(",", ""));
  }

  @Test
  void gatesAreThoseThatThePageOfCostsHas() throws IOException {
    double element =
        1000 * number("\\| bf16, both dataflows, 1 stage \\| chorale \\| \\d+ \\| ([\\d.]+)");
    assertEquals(element / NAND / GATES, Area.PE.squareMillimetres(), 1e-9);
    double controller = number("45,028 cells of ([\\d,]+) um2");
    assertEquals(controller / NAND / GATES, Area.CONTROLLER.squareMillimetres(), 1e-9);
    double router = number("\\| tree 2 x 8 \\| (?:[^|]*\\|){4} (\\d+) ");
    assertEquals(router / 64 / GATES, Area.ROUTER_BIT.squareMillimetres(), 1e-9);
    double area = 1000 * number("\\| tree 2 x 8 \\| \\d+ \\| (\\d+) ");
    assertEquals(NAND, area / router, 0.01);
  }

  @Test
  void everyAreaHasASource() {
    for (var area : Area.values()) {
      assertTrue(area.squareMillimetres() > 0, area.toString());
      assertFalse(area.source().isBlank(), area.toString());
    }
  }

  @Test
  void aPackageIsTheSumOfItsDiesAndStacks() {
    var usual = Assumptions.usual(Assumption.class);
    var area = PackageArea.of(PaperModel.qwen().packageArea(), usual);
    assertEquals((14175 - 6 * 92) / 17.0, area.printedDie(), 1e-9);
    assertEquals(36 * 16 * 256 * Area.PE.squareMillimetres(), area.arrays(), 1e-9);
    // 36 tiles of 2.265 MB
    assertEquals(652.32e6 * 0.127e-6 / 0.7, area.sram(), 1e-9);
    // a quarter of a side's wires
    assertEquals(Math.sqrt(area.printedDie()) * 5 * 0.0025, area.links(), 1e-9);
    double sum = 16 * area.chiplet() + area.rootChiplet() + 4 * area.hub() + 6 * 7.75 * 11.87;
    assertEquals(sum, area.total(), 1e-9);
    assertEquals(
        area.printedDie(),
        area.pesOfPrintedDie() * Area.PE.squareMillimetres() + area.links(),
        1e-9);
  }

  @Test
  void sramBelowCountsOnlyWhereItIsTheLarger() {
    var few = Assumptions.usual(Assumption.class).with(Assumption.ARRAYS, 1);
    var area = PackageArea.of(PaperModel.olmoe().packageArea(), few);
    assertEquals(area.sram(), area.chiplet());
    assertTrue(area.arrays() < area.sram());
  }
}
