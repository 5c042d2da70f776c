package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.Hardware;
import chorale.chiplet.MozartPackage;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.rtl.read.Normal;
import chorale.rtl.read.VerilogReader;
import chorale.workload.RunConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Verilog of the shipped package, read back. */
class PackageRoundTripTest {
  @TempDir Path folder;

  @Test
  void everyModuleReadsBackAsTheCircuitThatWasWritten() throws IOException {
    var config = RunConfigReader.read(Path.of("../examples/nop-tree-16.yaml"));
    var parameters = Hardware.parameters(config);
    Circuit written = Elaboration.of(() -> new MozartPackage(null, parameters));
    List<Path> files = Verilog.emit(written, folder);
    Circuit expected = Normal.form(written);
    Circuit read = Normal.form(VerilogReader.read(files));
    assertTrue(expected.modules().size() >= 40, "the package has become small");
    for (var m : expected.modules()) {
      assertEquals(m, read.module(m.name()), m.name());
    }
    assertEquals(expected.modules().size(), read.modules().size());
  }
}
