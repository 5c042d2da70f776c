package chorale.sim;

import chorale.hdl.ir.ModuleIr;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * What to simulate: a top module, the Verilog files that hold it and its children, and its ports.
 *
 * <p>Files named inside the Verilog ({@code `include}, {@code $readmemh}) are not part of the cache
 * key; pass every Verilog text as a source.
 *
 * @param top name of the top module
 * @param sources Verilog files, in the order Verilator shall read them
 * @param ports ports that the test bench uses, the clock among them; inputs left out stay 0
 * @param clock name of the clock, a 1-bit input; "" if there is none, or only such as {@link
 *     Model#clock} declares: without any, a cycle is one evaluation
 */
public record ModelSpec(String top, List<Path> sources, List<PortInfo> ports, String clock) {
  /** A module of ours with all its ports, and its clock if it has the implicit one. */
  public static ModelSpec of(ModuleIr top, List<Path> sources) {
    var ports =
        top.ports().stream().map(p -> new PortInfo(p.name(), p.width(), p.input())).toList();
    boolean isClocked = ports.contains(PortInfo.in(ModuleIr.CLOCK, 1));
    return new ModelSpec(top.name(), sources, ports, isClocked ? ModuleIr.CLOCK : "");
  }

  /**
   * Checks names; throws {@link IllegalArgumentException} on a repeated port or a clock that is no
   * 1-bit input.
   */
  public ModelSpec {
    sources = List.copyOf(sources);
    ports = List.copyOf(ports);
    var names = new HashSet<String>();
    for (var port : ports) {
      if (!names.add(port.name())) {
        throw new IllegalArgumentException("port " + port.name() + " is listed twice");
      }
    }
    if (!clock.isEmpty() && !ports.contains(PortInfo.in(clock, 1))) {
      throw new IllegalArgumentException(
          "clock " + clock + " is not among the 1-bit inputs of " + top);
    }
  }
}
