package chorale.rtl;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.Stmt;
import java.util.List;

/**
 * The fixed texts that checks, synchronisers and memories have in the Verilog.
 *
 * <pre>{@code
 * for (Path file : Verilog.emit(circuit, folder)) {
 *   String module = Files.readString(file).replace(Checks.PREAMBLE, "");
 * }
 * }</pre>
 */
public final class Checks {
  /**
   * What a file with checks begins with: macros that make them goals of a formal tool (FORMAL, as
   * Yosys defines it), nothing (SYNTHESIS), or code that stops a simulation.
   */
  public static final String PREAMBLE =
      """
      `ifndef CHORALE_CHECKS
      `define CHORALE_CHECKS
      `ifdef FORMAL
      `define CHORALE_START(active) initial assume (active);
      `define CHORALE_ASSERT(condition, text) assert (condition);
      `define CHORALE_ASSUME(condition, text) assume (condition);
      `define CHORALE_COVER(condition, text) cover (condition);
      `define CHORALE_PRINT(arguments)
      `else
      `define CHORALE_START(active)
      `define CHORALE_COVER(condition, text)
      `ifdef SYNTHESIS
      `define CHORALE_ASSERT(condition, text)
      `define CHORALE_ASSUME(condition, text)
      `define CHORALE_PRINT(arguments)
      `else
      `define CHORALE_ASSERT(condition, text) \\
        if (!(condition)) begin $display("assertion failed: %0s", text); $stop; end
      `define CHORALE_ASSUME(condition, text) \\
        if (!(condition)) begin $display("assumption failed: %0s", text); $stop; end
      `define CHORALE_PRINT(arguments) $display arguments;
      `endif
      `endif
      `endif

      """;

  /** What a file of several modules begins with: Verilator wants a file for each. */
  public static final String SEVERAL_MODULES = "// verilator lint_off DECLFILENAME\n\n";

  /** Stands behind the test of a reset that is not the module's own. */
  public static final String RESET_NOTE = "reset";

  /** Attribute of a memory whose clocked reads may have any value on a collision (Yosys). */
  public static final String ANY_COLLISION = "(* no_rw_check *)";

  /** Attribute of state that takes values of other clocks, known to FPGA placers. */
  public static final String CROSSING = "(* ASYNC_REG = \"TRUE\" *)";

  private Checks() {}

  static boolean isCheck(Stmt s) {
    return s instanceof Stmt.Check || s instanceof Stmt.Print;
  }

  static boolean anyIn(List<Stmt> body) {
    return !Stmt.keep(body, Checks::isCheck).isEmpty();
  }

  static boolean anyIn(ModuleIr module) {
    for (ModuleIr.Domain d : module.domains()) {
      if (anyIn(d.clocked())) {
        return true;
      }
    }
    return false;
  }

  /** {@code text} as a string of Verilog (IEEE 1364-2005, 3.6). */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
