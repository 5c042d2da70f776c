package chorale.bench.random;

import chorale.bench.tools.Tool;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves with Yosys that a module and its optimised form are equivalent: from equal inputs,
 * registers and words of memories they compute equal outputs and equal next values, whatever those
 * registers hold that only one of them has. So they are equal in all cycles.
 *
 * <p>Registers and words are paired by name, and nothing else is: a pass may use a name that was
 * given up for another value, and Yosys leaves named nets that nobody reads without a driver.
 */
final class YosysProof {
  /** Wider products are beyond a SAT solver. */
  private static final int WIDEST_INPUT = 8;

  private static final int SECONDS = 20;

  /**
   * Everything but registers loses its name before memories become registers of their own, named
   * after their words. Yosys must not simplify before state is cut open: it would make constants of
   * words that are written nowhere. What has no driver may have any value: it would be taken for 0.
   */
  private static final String SCRIPT =
      """
      read_verilog gold.v gate.v
      proc -noopt
      setattr -set net 1 w:*
      %s
      opt_clean
      memory_collect
      memory_map
      flatten gold gate
      rename -hide a:net
      opt_clean
      setundef -undriven -anyseq
      expose -evert-dff -shared -dff gold gate
      miter -equiv -flatten gold gate miter
      hierarchy -top miter
      opt_clean
      expose -evert-dff miter
      opt_clean
      select -assert-none t:*ff*
      opt -full
      sat -verify -prove trigger 0 miter
      """;

  private YosysProof() {}

  /** Yosys' verdict: it may also give up. */
  enum Verdict {
    PROVEN,
    UNPROVEN,
    TIMEOUT
  }

  /**
   * Whether Yosys can be asked: the module is narrow, and each register and memory has a driver or
   * known contents (what has neither holds what it began with; Yosys lets it change at will).
   */
  static boolean isCandidate(ModuleIr optimised) {
    Set<String> driven = new HashSet<>();
    Stmt.leaves(
        optimised.clocked(),
        s -> {
          switch (s) {
            case Stmt.Assign a -> driven.add(a.target());
            case Stmt.Store w -> driven.add(w.memory());
            case Stmt.If _, Stmt.Case _, Stmt.Check _, Stmt.Print _ -> {}
          }
        });
    return optimised.ports().stream().filter(Port::input).allMatch(p -> p.width() <= WIDEST_INPUT)
        && optimised.registers().stream().map(Register::name).allMatch(driven::contains)
        && optimised.memories().stream()
            .allMatch(m -> driven.contains(m.name()) || m.contents().size() == m.depth());
  }

  static Verdict of(ModuleIr module, ModuleIr optimised, Path folder) throws IOException {
    write(folder, "gold", module.withName("plain"));
    write(folder, "gate", optimised.withName("optimised"));
    String state =
        Stream.of(module, optimised)
            .flatMap(m -> m.registers().stream())
            .map(r -> "w:" + r.name())
            .distinct()
            .collect(Collectors.joining(" "));
    SafeFiles.writeText(
        folder.resolve("proof.ys"),
        w -> w.write(SCRIPT.formatted(state.isEmpty() ? "" : "setattr -unset net " + state)));
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

  private static void write(Path folder, String top, ModuleIr m) throws IOException {
    SafeFiles.writeText(
        folder.resolve(top + ".v"),
        w -> {
          Verilog.write(m, w);
          w.write(inverted(top, m));
        });
  }

  /**
   * A module around {@code m} that inverts all outputs: an output that is a register by another
   * name would be paired as one.
   */
  private static String inverted(String top, ModuleIr m) {
    var body = new StringBuilder();
    for (Port p : m.ports()) {
      String range = "[%d:0]".formatted(p.width() - 1);
      if (p.input()) {
        body.append("  input %s %s;\n".formatted(range, p.name()));
      } else {
        body.append("  output %s %s;\n".formatted(range, p.name()));
        body.append("  wire %s inner_%s;\n".formatted(range, p.name()));
        body.append("  assign %1$s = ~inner_%1$s;\n".formatted(p.name()));
      }
    }
    String ports = m.ports().stream().map(Port::name).collect(Collectors.joining(", "));
    String pins =
        m.ports().stream()
            .map(p -> ".%s(%s%1$s)".formatted(p.name(), p.input() ? "" : "inner_"))
            .collect(Collectors.joining(", "));
    return "module %s (%s);\n%s  %s m (%s);\nendmodule\n"
        .formatted(top, ports, body, m.name(), pins);
  }
}
