package chorale.hdl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.PortInfo;
import java.io.IOException;
import java.nio.file.Path;

/** Builds a circuit's model with all its ports. */
final class Simulation {
  private static final Path CACHE = Path.of("target", "models");

  private Simulation() {}

  /** A model of {@code circuit}; the Verilog goes to {@code folder}. */
  static ModelLibrary build(Circuit circuit, Path folder, String... verilatorFlags)
      throws IOException {
    ModuleIr top = circuit.top();
    var ports =
        top.ports().stream().map(p -> new PortInfo(p.name(), p.width(), p.input())).toList();
    String clock =
        ports.stream()
            .map(PortInfo::name)
            .filter(n -> n.equals(ModuleIr.CLOCK) || n.endsWith("_" + ModuleIr.CLOCK))
            .findFirst()
            .orElseThrow();
    var spec = new ModelSpec(top.name(), Verilog.emit(circuit, folder), ports, clock);
    // These models run for some thousand cycles: compiling them well would cost more than it gains.
    var options = BuildOptions.defaults().optimisation(0).verilatorFlags(verilatorFlags);
    return ModelBuilder.build(spec, options, CACHE, BuildListener.SILENT);
  }
}
