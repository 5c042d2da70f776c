package chorale.rtl.flow;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import java.util.List;

/**
 * A design as its flow files name it.
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * Design design = HandOver.write(circuit, folder, 1.0, "0.1.0");
 * System.out.println(design.name() + ": " + design.files());
 * }</pre>
 *
 * @param circuit what was emitted
 * @param clocks its clocks and resets
 * @param files its Verilog, relative to the folder of the flow files, children before parents
 * @param periodNs of every clock
 * @param version of the program that wrote it
 */
public record Design(
    Circuit circuit, Clocks clocks, List<String> files, double periodNs, String version) {
  /** Copies the list. */
  public Design {
    files = List.copyOf(files);
  }

  /** Name of the module at the top, and of the files. */
  public String name() {
    return circuit.top().name();
  }

  /** Ports of the top. */
  List<ModuleIr.Port> ports() {
    return circuit.top().ports();
  }

  /** Inputs but for clocks and resets. */
  List<ModuleIr.Port> dataInputs() {
    return ports().stream().filter(p -> p.input() && !clocks.has(p.name())).toList();
  }

  /** All outputs. */
  List<ModuleIr.Port> outputs() {
    return ports().stream().filter(p -> !p.input()).toList();
  }
}
