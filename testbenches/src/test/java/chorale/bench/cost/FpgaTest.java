package chorale.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.rtl.flow.HandOver;
import chorale.sim.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of an FPGA. */
class FpgaTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;

  /** One multiplier of 16 x 16 bits, with a register of 32. */
  static final class Product extends Module {
    final UInt left;
    final UInt right;
    final UInt product;

    Product(Module parent) {
      super(parent);
      left = in(16);
      right = in(16);
      product = out(32);
      var held = regWithoutReset(32);
      held.set(left.times(right));
      product.set(held);
    }
  }

  /** The product of a product's lower half and a word of a memory of 1024 x 16 bits. */
  static final class Pair extends Module {
    final UInt left;
    final UInt right;
    final UInt place;
    final UInt product;

    Pair(Module parent) {
      super(parent);
      left = in(16);
      right = in(16);
      place = in(10);
      product = out(32);
      var words = mem(1024, 16);
      words.write(place, right);
      var word = regWithoutReset(16);
      word.set(words.read(place));
      var first = new Product(this);
      first.left.set(left);
      first.right.set(right);
      var second = new Product(this);
      second.left.set(first.product.truncate(16));
      second.right.set(word);
      product.set(second.product);
    }
  }

  @Test
  void onlyTheCellsOfTheLastModuleCount() {
    String statistics =
        """
        === Child ===

           Number of cells:                  9
             LUT4                            9

        === Top ===

           Number of wires:                 70
           Number of cells:                 12
             $_DFF_P_                        2
             LUT4                            7
             TRELLIS_FF                      3
        """;
    assertEquals(Map.of("$_DFF_P_", 2L, "LUT4", 7L, "TRELLIS_FF", 3L), Fpga.cells(statistics));
    assertThrows(IllegalArgumentException.class, () -> Fpga.cells("nothing"));
  }

  @Test
  void cellsCountWithTheLutsAndBlocksThatTheyTake() {
    var lattice =
        FpgaFamily.ECP5.of(
            "d", Map.of("LUT4", 100L, "CCU2C", 10L, "TRELLIS_DPR16X4", 1L, "PFUMX", 50L));
    assertEquals(100 + 2 * 10 + 6, lattice.luts());
    assertEquals(1, lattice.lutRams());
    var xilinx =
        FpgaFamily.XILINX7.of(
            "d",
            Map.of(
                "LUT6", 5L, "LUT2", 7L, "RAM64M", 2L, "RAMB36E1", 3L, "RAMB18E1", 1L, "FDRE", 4L));
    assertEquals(5 + 7 + 2 * 4, xilinx.luts());
    assertEquals(2 * 3 + 1, xilinx.rams());
    assertEquals(4, xilinx.flipFlops());
    assertEquals(2, xilinx.lutRams());
  }

  @ParameterizedTest
  @EnumSource
  void eachInstanceCountsAndAMemoryIsOneBlock(FpgaFamily family) throws IOException {
    Circuit circuit = Elaboration.of(() -> new Pair(null));
    Fpga f = Fpga.map(circuit, family, folder, LIMIT);
    assertEquals(2, f.dsps());
    assertEquals(1, f.rams());
    assertEquals(0, f.lutRams());
    assertTrue(f.flipFlops() <= 64, f.flipFlops() + " flip-flops: the words are in the block");
    assertTrue(f.megahertz().isEmpty(), "nothing was placed");
  }

  @Test
  void anElementOfTheArrayIsOneDsp() throws IOException {
    Circuit chiplet = FpgaChiplet.build().circuit();
    Circuit element = HandOver.below(chiplet, chiplet.module("ProcessingElement"));
    assertEquals(1, Fpga.map(element, FpgaFamily.ECP5, folder, LIMIT).dsps());
  }

  @Test
  void aMappingThatDoesNotEndInTimeIsAnError() {
    Circuit circuit = Elaboration.of(() -> new Pair(null));
    var e =
        assertThrows(
            ToolException.class,
            () -> Fpga.map(circuit, FpgaFamily.ECP5, folder, Duration.ofMillis(20)));
    assertEquals("yosys has not ended within 20 ms", e.getMessage());
    assertTrue(e.mend().contains("yosys.log says how far it came"), e.mend());
  }

  @Test
  void theChipletHasTheSizeThatIsStated() {
    var chiplet = FpgaChiplet.build();
    assertEquals(16, chiplet.elements());
    assertEquals(1024, chiplet.words());
    var elements =
        chiplet.circuit().module("PeArray").instances().stream()
            .filter(i -> i.module().equals("ProcessingElement"))
            .count();
    assertEquals(chiplet.elements(), elements);
    // Either memory has words of four operands or four sums.
    long memories = chiplet.words() * (4L * 16 + 4 * 32);
    assertTrue(chiplet.leastRams() * FpgaFamily.RAM_BITS > memories);
    assertTrue(chiplet.memoryBits() > chiplet.leastRams() * FpgaFamily.RAM_BITS);
  }

  @Test
  void thePageHasAPlaceForTheTable() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "verilog.md"));
    var f = FpgaFamily.ECP5.of("TrainingChiplet", Map.of("LUT4", 41_820L, "MULT18X18D", 39L));
    String filled = FpgaTable.in(page, FpgaChiplet.build(), List.of(f));
    String row = "| ecp5 | 41820 | 0 | 39 | 0 | 0 | LFE5U-85: 50 % of LUTs, 25 % of DSPs, 0 % of";
    assertTrue(filled.contains(row), filled);
  }
}
