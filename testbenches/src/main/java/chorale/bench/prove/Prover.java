package chorale.bench.prove;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Instance;
import chorale.hdl.ir.ModuleIr.Port;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Proves the checks of a design for all cycles, with Yosys and the property-directed reachability
 * of ABC (N. Een, A. Mishchenko, R. Brayton, Efficient implementation of property directed
 * reachability, FMCAD 2011). It finds the invariants by itself.
 */
public final class Prover {
  private static final int SECONDS = 900; // of wall time, on a machine that others may use too
  private static final int BRIEFLY = 3; // seconds for a check of a bounded proof

  private static final String SCRIPT =
      """
      read_verilog -formal %s
      prep -top %s -flatten
      memory_map
      setundef -undriven -anyseq
      async2sync
      %s      chformal -assume -early
      delete -output
      opt -full
      techmap
      opt -fast
      abc -g AND -fast
      opt_clean
      dffunmap
      opt_clean
      techmap
      abc -g AND -fast
      opt_clean
      setundef -undriven -anyseq
      aigmap
      write_aiger -zinit design.aig
      """;

  /** Of two copies, memories and registers without reset begin alike. */
  private static final String ALIKE = "setundef -zero -init\nopt -full\n";

  private static final String OTHER = "other_";
  private static final Pattern REFUTED = Pattern.compile("asserted in frame (\\d+)");

  private Prover() {}

  /** What is known of a design's checks. */
  public enum Verdict {
    PROVED,
    /** No check fails in as many cycles as were looked at. */
    BOUNDED,
    REFUTED,
    UNDECIDED
  }

  /**
   * The verdict, and for a refutation the cycle in which a check fails.
   *
   * @param bounded how many of the checks are known for {@code cycle} cycles only
   * @param cycle number of clock edges before the failure, or that were looked at without one; or
   *     -1
   */
  public record Answer(Verdict verdict, int cycle, int bounded) {
    Answer(Verdict verdict, int cycle) {
      this(verdict, cycle, 0);
    }
  }

  /** Proves the checks of {@code circuit}; the tools write into {@code folder}. */
  public static Answer prove(Circuit circuit, Path folder) throws IOException {
    return prove(Verilog.emit(circuit, folder), circuit.top().name(), "", "pdr", folder);
  }

  /**
   * Proves the checks for all cycles if it can, each with the part of the design that it looks at,
   * and those that it cannot for {@code depth} cycles, reset included, by bounded model checking
   * (A. Biere et al., Symbolic model checking without BDDs, TACAS 1999).
   */
  static Answer prove(Circuit circuit, int depth, Path folder) throws IOException {
    if (depth == Proof.UNBOUNDED) {
      return prove(circuit, folder);
    }
    netlist(Verilog.emit(circuit, folder), circuit.top().name(), "", folder);
    abc(folder, "read_aiger design.aig; fold; strash; write_aiger folded.aig");
    int checks = outputs(folder.resolve("folded.aig"));
    int bounded = 0;
    for (int k = 0; k < checks; k++) {
      String one = "read_aiger folded.aig; cone -s -O %d; strash; scleanup; scorr; ".formatted(k);
      Answer answer = answer(abc(folder, one + "pdr -T " + BRIEFLY), 0);
      if (answer.verdict == Verdict.UNDECIDED) {
        String search = "bmc3 -F %d -T %d".formatted(depth, SECONDS);
        answer = answer(abc(folder, one + search), depth);
        bounded++;
      }
      if (answer.verdict != Verdict.PROVED && answer.verdict != Verdict.BOUNDED) {
        return answer;
      }
    }
    return bounded == 0
        ? new Answer(Verdict.PROVED, -1)
        : new Answer(Verdict.BOUNDED, depth, bounded);
  }

  /** Looks for a check that fails within {@code depth} cycles, all checks at once. */
  static Answer search(Circuit circuit, int depth, Path folder) throws IOException {
    netlist(Verilog.emit(circuit, folder), circuit.top().name(), "", folder);
    String search = "read_aiger design.aig; fold; strash; bmc3 -F %d -T %d";
    return answer(abc(folder, search.formatted(depth, SECONDS)), depth);
  }

  /** Outputs of a circuit in the AIGER format, the fifth word of its header. */
  private static int outputs(Path aiger) throws IOException {
    try (var in = Files.newInputStream(aiger)) {
      String start = new String(in.readNBytes(100), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(start.split("\\s", 6)[4]);
    }
  }

  /**
   * Whether two modules with a reset are alike from outside: equal outputs from equal inputs,
   * except for {@code x_bits} and {@code x_flit} while {@code x_valid} is 0. What has no reset
   * begins as 0 in both.
   */
  static Answer equal(Circuit one, Circuit other, Path folder) throws IOException {
    var files = new ArrayList<>(Verilog.emit(one, folder.resolve("one")));
    files.addAll(Verilog.emit(renamed(other), folder.resolve("other")));
    Path miter = folder.resolve("miter.v");
    String text = miter(one.top());
    SafeFiles.writeText(miter, out -> out.write(text));
    files.add(miter);
    return prove(files, "miter", ALIKE, "scorr; pdr", folder);
  }

  /** The same circuit with other names for its modules. */
  private static Circuit renamed(Circuit circuit) {
    var modules = new ArrayList<ModuleIr>();
    for (ModuleIr m : circuit.modules()) {
      var instances = new ArrayList<Instance>();
      for (Instance i : m.instances()) {
        instances.add(
            new Instance(
                i.name(), OTHER + i.module(), i.parameters(), i.inputs(), i.outputs(), i.place()));
      }
      modules.add(
          new ModuleIr(
              OTHER + m.name(),
              m.place(),
              m.doc(),
              m.ports(),
              m.domains(),
              m.registers(),
              m.memories(),
              instances,
              m.nets(),
              m.processes()));
    }
    return new Circuit(modules);
  }

  private static String miter(ModuleIr m) {
    var text = new StringBuilder("module miter (");
    text.append(
        m.ports().stream()
            .filter(Port::input)
            .map(p -> "input wire [%d:0] %s".formatted(p.width() - 1, p.name()))
            .collect(Collectors.joining(", ")));
    text.append(");\n");
    var checks = new StringBuilder();
    for (String side : List.of("one", "other")) {
      for (Port p : m.ports()) {
        if (!p.input()) {
          text.append("  wire [%d:0] %s_%s;\n".formatted(p.width() - 1, side, p.name()));
        }
      }
      text.append("  %s%s %s (".formatted(side.equals("one") ? "" : OTHER, m.name(), side));
      text.append(
          m.ports().stream()
              .map(p -> ".%s(%s%s)".formatted(p.name(), p.input() ? "" : side + "_", p.name()))
              .collect(Collectors.joining(", ")));
      text.append(");\n");
    }
    for (Port p : m.ports()) {
      if (!p.input()) {
        String valid = p.name().replaceFirst("(^|_)(bits|flit)$", "$1valid");
        boolean guarded =
            !valid.equals(p.name()) && m.ports().stream().anyMatch(x -> x.name().equals(valid));
        checks.append(
            "    assert (%sone_%s == other_%s);\n"
                .formatted(guarded ? "!one_" + valid + " || " : "", p.name(), p.name()));
      }
    }
    text.append("  initial assume (reset);\n  always @(posedge clock) if (!reset) begin\n");
    return text.append(checks).append("  end\nendmodule\n").toString();
  }

  private static Answer prove(
      List<Path> files, String top, String begin, String engine, Path folder) throws IOException {
    netlist(files, top, begin, folder);
    String pdr = "read_aiger design.aig; fold; strash; %s -T %d".formatted(engine, SECONDS);
    return answer(abc(folder, pdr), 0);
  }

  private static void netlist(List<Path> files, String top, String begin, Path folder)
      throws IOException {
    String list =
        files.stream().map(f -> f.toAbsolutePath().toString()).collect(Collectors.joining(" "));
    String script = SCRIPT.formatted(list, top, begin);
    SafeFiles.writeText(folder.resolve("prove.ys"), out -> out.write(script));
    Tool.run(folder, List.of("yosys", "-q", "prove.ys")).orThrow("Yosys");
  }

  private static String abc(Path folder, String commands) throws IOException {
    return Tool.run(folder, List.of("yosys-abc", "-c", commands)).orThrow("ABC");
  }

  /** What ABC found out; {@code depth} cycles without a failure are an answer, if not 0. */
  private static Answer answer(String said, int depth) {
    if (said.contains("Property proved")) {
      return new Answer(Verdict.PROVED, -1);
    }
    var refuted = REFUTED.matcher(said);
    if (refuted.find()) {
      return new Answer(Verdict.REFUTED, Integer.parseInt(refuted.group(1)));
    }
    boolean isDeep = depth > 0 && said.contains("No output asserted in %d frames".formatted(depth));
    return isDeep ? new Answer(Verdict.BOUNDED, depth, 1) : new Answer(Verdict.UNDECIDED, -1);
  }
}
