package chorale.rtl.flow;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Metadata;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a design with all that another flow needs of it (docs/verilog.md).
 *
 * <pre>{@code
 * Circuit circuit = Elaboration.of(() -> new Fifo(null, 64, 16));
 * HandOver.write(circuit, folder, 1.0, "0.1.0");
 * }</pre>
 */
public final class HandOver {
  private HandOver() {}

  /**
   * Writes Verilog, file list, core file, IP-XACT, constraints, scripts and testbenches into a
   * folder; each file appears whole or not at all.
   *
   * @param periodNs of every clock
   * @param version of the program, for core files
   */
  public static Design write(Circuit circuit, Path folder, double periodNs, String version)
      throws IOException {
    List<String> files =
        Verilog.emit(circuit, folder.resolve("rtl")).stream()
            .map(f -> "rtl/" + f.getFileName())
            .toList();
    var design = new Design(circuit, Clocks.of(circuit), files, periodNs, version);
    String name = design.name();
    Metadata.write(circuit, folder.resolve("design.json"));
    write(folder.resolve("files.f"), String.join("\n", files) + "\n");
    write(folder.resolve(name + ".core"), FuseSoc.of(design));
    write(folder.resolve(name + ".xml"), IpXact.of(design));
    write(folder.resolve(name + ".sdc"), Sdc.of(design));
    write(folder.resolve("synth.ys"), Scripts.yosys(design));
    write(folder.resolve("openroad/config.mk"), Scripts.openRoad(design));
    write(folder.resolve("tb/tb_" + name + ".cpp"), Testbenches.verilator(design));
    write(folder.resolve("tb/test_" + name + ".py"), Testbenches.cocotb(design));
    write(folder.resolve("tb/Makefile"), Testbenches.cocotbMakefile(design));
    return design;
  }

  private static void write(Path file, String text) throws IOException {
    SafeFiles.writeText(file, out -> out.write(text));
  }

  /** The part of a circuit that is a module of it with all below. */
  public static Circuit below(Circuit circuit, ModuleIr top) {
    Set<String> needed = new HashSet<>(List.of(top.name()));
    for (ModuleIr m : circuit.modules().reversed()) { // parents before their children
      if (needed.contains(m.name())) {
        m.instances().forEach(i -> needed.add(i.module()));
      }
    }
    return new Circuit(
        circuit.modules().stream().filter(m -> needed.contains(m.name())).toList(),
        circuit.foreign().stream().filter(f -> needed.contains(f.name())).toList());
  }
}
