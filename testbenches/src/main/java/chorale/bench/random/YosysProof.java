package chorale.bench.random;

import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.hdl.ir.ModuleIr.Register;
import chorale.hdl.ir.Stmt;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves with Yosys that a module and its optimised form are equivalent: from equal inputs,
 * registers and words of memories they compute equal outputs and equal next values, whatever those
 * registers hold that only one of them has. So they are equal in all cycles.
 */
final class YosysProof {
  /** Wider products are beyond a SAT solver. */
  private static final int WIDEST_INPUT = 8;

  private static final int SECONDS = 20;

  private YosysProof() {}

  /** Yosys' verdict: it may also give up. */
  enum Verdict {
    PROVEN,
    UNPROVEN,
    TIMEOUT
  }

  /**
   * Whether Yosys can be asked: the module is narrow, and each register has a driver (one that has
   * none holds what it began with; Yosys lets it change at will).
   */
  static boolean isCandidate(ModuleIr optimised) {
    Set<String> driven = new HashSet<>();
    targets(optimised.clocked(), driven);
    return optimised.ports().stream().filter(Port::input).allMatch(p -> p.width() <= WIDEST_INPUT)
        && optimised.registers().stream().map(Register::name).allMatch(driven::contains)
        && optimised.memories().stream().allMatch(m -> driven.contains(m.name()));
  }

  private static void targets(List<Stmt> body, Set<String> names) {
    Stmt.leaves(
        body,
        s -> {
          switch (s) {
            case Stmt.Assign a -> names.add(a.target());
            case Stmt.Store w -> names.add(w.memory());
            default -> {}
          }
        });
  }

  static Verdict of(ModuleIr module, ModuleIr optimised, Path folder) throws IOException {
    SafeFiles.writeText(folder.resolve("gold.v"), w -> Verilog.write(module.withName("gold"), w));
    SafeFiles.writeText(
        folder.resolve("gate.v"), w -> Verilog.write(optimised.withName("gate"), w));
    String script =
        """
        read_verilog gold.v gate.v
        proc
        memory -nordff
        opt_clean
        expose -evert-dff -shared gold gate
        miter -equiv -flatten gold gate miter
        hierarchy -top miter
        opt_clean
        expose -evert-dff miter
        opt -full
        sat -verify -prove trigger 0 miter
        """;
    SafeFiles.writeText(folder.resolve("proof.ys"), w -> w.write(script));
    var said =
        Tool.run(folder, List.of("timeout", Integer.toString(SECONDS), "yosys", "-q", "proof.ys"));
    return switch (said.status()) {
      case 0 -> Verdict.PROVEN;
      case 124 -> Verdict.TIMEOUT;
      default -> {
        if (!said.text().contains("proof did fail")) {
          said.orThrow("Yosys");
        }
        yield Verdict.UNPROVEN;
      }
    };
  }
}
