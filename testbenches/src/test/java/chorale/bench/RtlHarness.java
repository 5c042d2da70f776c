package chorale.bench;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.PortInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A module as a Verilated model with all its ports: elaborated, emitted to {@code target/rtl} and
 * built once per content in {@code target/models}.
 *
 * <p>A test bench's cycle is: set the inputs, {@link Model#eval}, read the outputs of this cycle,
 * {@link Model#step}.
 */
public final class RtlHarness {
  private static final Path TARGET = Path.of("target");
  private static final int RESET_CYCLES = 2;

  private final ModelLibrary library;

  private RtlHarness(ModelLibrary library) {
    this.library = library;
  }

  /**
   * The module that {@code top} makes with a null parent; it must hold at least one register.
   *
   * @param name folder of the Verilog, one for each design
   */
  public static RtlHarness of(String name, Supplier<? extends Module> top) {
    try {
      var circuit = Elaboration.of(top);
      var sources = Verilog.emit(circuit, TARGET.resolve("rtl").resolve(name));
      var module = circuit.top();
      var ports =
          module.ports().stream()
              .map(p -> new PortInfo(p.name(), p.width(), p.input()))
              .toList();
      return new RtlHarness(
          ModelBuilder.build(
              new ModelSpec(module.name(), sources, ports, ModuleIr.CLOCK),
              BuildOptions.defaults().optimisation(1),
              TARGET.resolve("models"),
              BuildListener.SILENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The native library, to open models without reset. */
  public ModelLibrary library() {
    return library;
  }

  /** A new instance, reset. */
  public Model open() {
    var model = library.open();
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    return model;
  }
}
