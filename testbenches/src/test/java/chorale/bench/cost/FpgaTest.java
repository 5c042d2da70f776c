package chorale.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of an FPGA. */
class FpgaTest {
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
  void aMultiplierIsOneDspOfEitherFamily() throws IOException {
    Circuit circuit = Elaboration.of(() -> new Product(null));
    Fpga lattice = Fpga.map(circuit, Fpga.Family.ECP5, folder.resolve("a"));
    assertEquals(1, lattice.dsps());
    assertEquals(32, lattice.flipFlops());
    Fpga xilinx = Fpga.map(circuit, Fpga.Family.XILINX7, folder.resolve("b"));
    assertEquals(1, xilinx.dsps());
    assertEquals(0, xilinx.rams());
    assertTrue(xilinx.megahertz().isEmpty(), "nothing was placed");
  }
}
