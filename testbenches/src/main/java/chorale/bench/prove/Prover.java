package chorale.bench.prove;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.Circuit;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int OUTPUTS = 4; // in the header of an AIGER file
  private static final int CHECKS = 6;

  private static final String SCRIPT =
      """
      read_verilog -formal %s
      hierarchy -check -top %s
      proc
      flatten
      opt_clean
      memory_collect
      memory_map
      setundef -undriven -anyseq
      async2sync
      %s      chformal -assume -early
      delete -output
      opt_expr
      opt_merge
      opt_clean
      dffunmap
      techmap
      setundef -undriven -anyseq
      aigmap
      write_aiger -zinit design.aig
      """;

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
    return prove(
        Verilog.emit(circuit, folder), circuit.top().name(), "", "pdr -T " + SECONDS, folder);
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
    int checks = header(folder.resolve("folded.aig"), OUTPUTS);
    int bounded = 0;
    for (int k = 0; k < checks; k++) {
      String one = "read_aiger folded.aig; cone -s -O %d; strash; scleanup; scorr; ".formatted(k);
      Answer answer = answer(abc(folder, one + "pdr -T " + BRIEFLY), 0);
      switch (answer.verdict) {
        case PROVED, BOUNDED -> {}
        case UNDECIDED -> bounded++;
        case REFUTED -> {
          return answer;
        }
      }
    }
    if (bounded == 0) {
      return new Answer(Verdict.PROVED, -1);
    }
    // All at once: what was learned for one check helps the next.
    String search = "read_aiger folded.aig; bmc3 -F %d -T %d".formatted(depth, SECONDS);
    Answer answer = answer(abc(folder, search), depth);
    return answer.verdict == Verdict.BOUNDED ? new Answer(Verdict.BOUNDED, depth, bounded) : answer;
  }

  /** Looks for a check that fails within {@code depth} cycles, all checks at once. */
  static Answer search(Circuit circuit, int depth, Path folder) throws IOException {
    netlist(Verilog.emit(circuit, folder), circuit.top().name(), "", folder);
    String search = "read_aiger design.aig; fold; strash; bmc3 -F %d -T %d";
    Answer a = answer(abc(folder, search.formatted(depth, SECONDS)), depth);
    return a.verdict == Verdict.BOUNDED
        ? new Answer(a.verdict, depth, header(folder.resolve("design.aig"), CHECKS))
        : a;
  }

  /** A word of the header of a circuit in the AIGER format, counted from 0. */
  private static int header(Path aiger, int word) throws IOException {
    try (var in = Files.newInputStream(aiger)) {
      String start = new String(in.readNBytes(100), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(start.split("\\s", word + 2)[word]);
    }
  }

  /**
   * Proves the checks in {@code files}.
   *
   * @param begin Yosys commands for the state at the beginning
   * @param engine ABC commands
   */
  static Answer prove(List<Path> files, String top, String begin, String engine, Path folder)
      throws IOException {
    netlist(files, top, begin, folder);
    String pdr = "read_aiger design.aig; fold; strash; " + engine;
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
