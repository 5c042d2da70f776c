package chorale.bench.random;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Optimizer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Compares all engines on random modules. The golden model runs each module as it is and as the
 * passes leave it; Verilator runs it as it is, Icarus both; CIRCT reads both; for some, Yosys
 * proves both equivalent.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * What became of one module; a finding is "" if all is well.
   *
   * @param seed what the module is made from
   * @param nodes nets and processes of the module
   * @param nodesOptimised nets and processes that the passes leave
   * @param mismatch the first output that differs in some engine, or ""
   * @param circt whether CIRCT takes it as it is and optimised
   * @param proof Yosys' verdict in lower case, or "" if it was not asked
   */
  public record Result(
      long seed, int nodes, int nodesOptimised, String mismatch, boolean circt, String proof) {}

  /**
   * How to compare.
   *
   * @param cycles after reset
   * @param threads of the C++ compiler
   * @param cache of compiled models
   * @param circt null leaves it out
   * @param proofs at most so many modules are shown to Yosys
   */
  public record Options(int cycles, int threads, Path cache, CirctVerilog circt, int proofs) {}

  /**
   * Compares the modules of {@code count} seeds from {@code first} on.
   *
   * @param folder for what the tools read and write; must exist
   */
  public static List<Result> run(long first, int count, Options options, Path folder)
      throws IOException {
    var subjects = new ArrayList<Subject>();
    for (int i = 0; i < count; i++) {
      subjects.add(Subject.of(first + i));
    }
    List<ModuleIr> plain = subjects.stream().map(Subject::module).toList();
    List<ModuleIr> optimised =
        plain.stream().map(m -> Optimizer.run(new Circuit(List.of(m))).top()).toList();
    var before = new Batch(subjects, plain, options.cycles);
    var after = new Batch(subjects, optimised, options.cycles);
    List<List<BigInteger>> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(before.expected(i));
    }
    Path plainFolder = Files.createDirectories(folder.resolve("plain"));
    Path optimisedFolder = Files.createDirectories(folder.resolve("optimised"));
    var verilator = VerilatorEngine.run(before, plainFolder, options.cache, options.threads);
    var icarus = IcarusEngine.run(before, plainFolder);
    var icarusAfter = IcarusEngine.run(after, optimisedFolder);

    var accepted = accepted(options.circt, subjects, List.of(plainFolder, optimisedFolder), folder);

    int asked = 0;
    var results = new ArrayList<Result>();
    for (int i = 0; i < count; i++) {
      Subject s = subjects.get(i);
      String mismatch =
          first(
              differs("optimised", s, expected.get(i), after.expected(i)),
              differs("Verilator", s, expected.get(i), verilator.get(i)),
              differs("Icarus", s, expected.get(i), icarus.get(i)),
              differs("Icarus, optimised", s, expected.get(i), icarusAfter.get(i)));
      String proof = "";
      if (asked < options.proofs && YosysProof.isCandidate(optimised.get(i))) {
        asked++;
        proof =
            YosysProof.of(plain.get(i), optimised.get(i), folder).name().toLowerCase(Locale.ROOT);
      }
      results.add(
          new Result(
              s.seed(),
              size(plain.get(i)),
              size(optimised.get(i)),
              mismatch,
              accepted.get(i),
              proof));
    }
    return results;
  }

  /** All files of a folder at once; one by one if CIRCT does not take them so. */
  private static List<Boolean> accepted(
      CirctVerilog circt, List<Subject> subjects, List<Path> folders, Path scratch)
      throws IOException {
    var accepted = new ArrayList<Boolean>(Collections.nCopies(subjects.size(), true));
    for (Path folder : circt == null ? List.<Path>of() : folders) {
      var files = subjects.stream().map(s -> folder.resolve(s.module().name() + ".v")).toList();
      if (!circt.accepts(files, scratch)) {
        for (int i = 0; i < files.size(); i++) {
          accepted.set(i, accepted.get(i) && circt.accepts(List.of(files.get(i)), scratch));
        }
      }
    }
    return accepted;
  }

  private static int size(ModuleIr m) {
    return m.nets().size() + m.processes().size();
  }

  private static String first(String... findings) {
    for (String f : findings) {
      if (!f.isEmpty()) {
        return f;
      }
    }
    return "";
  }

  private static String differs(
      String engine, Subject s, List<BigInteger> expected, List<BigInteger> found) {
    if (found.size() != expected.size()) {
      return "%s ran %d cycles".formatted(engine, found.size());
    }
    for (int cycle = 0; cycle < expected.size(); cycle++) {
      if (!expected.get(cycle).equals(found.get(cycle))) {
        var ports = s.differing(expected.get(cycle), found.get(cycle));
        return "%s: cycle %d, %s".formatted(engine, cycle, String.join(" ", ports));
      }
    }
    return "";
  }
}
