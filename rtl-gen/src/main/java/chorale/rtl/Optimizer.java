package chorale.rtl;

import chorale.hdl.ir.Circuit;

/**
 * Makes a circuit smaller without changing what it does from its first cycle on: ports, registers
 * and memories mean the same. Each pass looks at one module at a time and at nothing above it, so
 * the text of a module depends on nothing but that module and those below it. Linear in the size of
 * the circuit.
 *
 * <pre>{@code
 * Circuit smaller = Optimizer.run(circuit);
 * Verilog.emit(smaller, folder);
 * }</pre>
 */
public final class Optimizer {
  private Optimizer() {}

  /** Constants, common subexpressions, the constants that those bring to light, dead code. */
  public static Circuit run(Circuit circuit) {
    return DeadCode.run(
        ConstantFolding.run(CommonSubexpressions.run(ConstantFolding.run(circuit))));
  }
}
