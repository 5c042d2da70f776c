package chorale.bench.cost;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.Circuit;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import chorale.rtl.VerilogOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Maps a circuit to standard cells with Yosys and ABC. Memories become flip-flops and multiplexers.
 * Mapping is a search by chance findings: the same circuit written in another order may be a sixth
 * slower. So every circuit goes through all {@link #RECIPES}.
 */
final class Synthesis {
  /**
   * Ways through ABC; each ends with buffers for nets of more than 12, 8 or 6 sinks and stronger
   * cells.
   */
  static final List<List<String>> RECIPES =
      List.of(
          recipe(12, "&get -n", "&st", "&dch -f", "&nf", "&put"),
          recipe(8, "&get -n", "&st", "&dch -f", "&nf", "&put"),
          recipe(6, "&get -n", "&st", "&dch -f", "&nf", "&put"));

  /** Load at outputs in pF: about three inputs. */
  private static final double LOAD = 0.03;

  private static final String PREPARE =
      """
      %s
      hierarchy -check -top %s
      %s -noabc -nordff -flatten
      dfflibmap -liberty %s
      opt -fast
      splitnets -ports
      write_rtlil logic.il
      write_blif logic.blif
      """;

  private static final String MAP =
      """
      read_rtlil logic.il
      abc -liberty %s -constr abc.constr -script recipe.abc
      opt_clean -purge
      write_blif -gates mapped.blif
      """;

  private Synthesis() {}

  /**
   * How Yosys goes about arithmetic. Its {@code wreduce} drops bits that repeat a sign, but not
   * from an adder that it has passed when the multiplier before it becomes narrower; such an adder
   * is never merged with its multiplier. So it runs twice where there are multipliers.
   */
  enum Arithmetic {
    /** As Yosys does by itself. */
    PLAIN("synth"),
    /** One tree of adders for a product and the sum that it is added to. */
    MERGED(reduced("synth")),
    /** A multiplier, and an adder behind it. */
    APART(reduced("synth -noalumacc"));

    private final String synth;

    Arithmetic(String synth) {
      this.synth = synth;
    }

    private static String reduced(String synth) {
      return "proc\nflatten\nopt -nodffe -nosdff\nwreduce\nopt_clean\n" + synth;
    }
  }

  private static final String ALONE =
      """
      %s
      hierarchy -check -top %s
      write_rtlil alone.il
      """;

  /** Verilog, or what Yosys has made of it: the files, and the module at the top. */
  record Source(List<Path> files, String top) {
    /**
     * The module at the top and what it consists of, without anything else that is in the files.
     * Yosys numbers what it reads, and the numbers decide between choices that are equal: an
     * element that is read behind the array around it comes out a fifth larger or smaller.
     */
    Source alone(Path folder) throws IOException {
      yosys(folder, ALONE.formatted(read(folder), top));
      return new Source(List.of(folder.resolve("alone.il")), top);
    }

    /** The command that reads the files, as seen from {@code folder}. */
    private String read(Path folder) {
      Path from = folder.toAbsolutePath();
      String names =
          files.stream()
              .map(f -> from.relativize(f.toAbsolutePath()).toString())
              .collect(Collectors.joining(" "));
      if (names.endsWith(".il")) {
        return "read_rtlil " + names;
      }
      return "read_verilog " + (names.endsWith(".sv") ? "-sv " : "") + names;
    }

    /** The Verilog that users get. */
    static Source of(Circuit circuit, Path folder) throws IOException {
      return of(circuit, folder, VerilogOptions.DEFAULT);
    }

    /** With a net for every signal, so that a path can be told in names. */
    static Source withNames(Circuit circuit, Path folder) throws IOException {
      return of(circuit, folder, VerilogOptions.DEFAULT.withNets());
    }

    private static Source of(Circuit circuit, Path folder, VerilogOptions options)
        throws IOException {
      return new Source(Verilog.emit(circuit, folder, options), circuit.top().name());
    }
  }

  /**
   * Verilog in cells of the library.
   *
   * @param worst its worst path
   * @param recipe index of the recipe that it came from
   */
  record Netlist(Blif mapped, TimingReport worst, int recipe) {}

  /**
   * A circuit before and after mapping.
   *
   * @param logic gates and flip-flops, every signal under its name
   */
  record Result(Blif logic, Netlist netlist) {}

  private static List<String> recipe(int fanOut, String... mapping) {
    var all = new ArrayList<>(List.of(mapping));
    all.addAll(List.of("topo", "buffer -N " + fanOut, "upsize", "dnsize"));
    return all;
  }

  /** The fastest netlist of a circuit. */
  static Result run(Circuit circuit, StaticTiming timing, Path folder) throws IOException {
    var netlists = all(Source.withNames(circuit, folder), Arithmetic.PLAIN, timing, folder);
    var fastest = Collections.max(netlists, Comparator.comparingDouble(n -> n.worst().slack()));
    return new Result(read(folder.resolve("logic.blif")), fastest);
  }

  /** A netlist by each recipe. */
  static List<Netlist> all(Source source, Arithmetic arithmetic, StaticTiming timing, Path folder)
      throws IOException {
    Path library = timing.library().file();
    write(
        folder,
        "abc.constr",
        "set_driving_cell %s\nset_load %s\n".formatted(CellLibrary.DRIVER, LOAD));
    yosys(folder, PREPARE.formatted(source.read(folder), source.top, arithmetic.synth, library));
    var all = new ArrayList<Netlist>();
    for (int i = 0; i < RECIPES.size(); i++) {
      write(folder, "recipe.abc", String.join("\n", RECIPES.get(i)) + "\n");
      yosys(folder, MAP.formatted(library));
      Blif mapped = read(folder.resolve("mapped.blif"));
      all.add(new Netlist(mapped, timing.worst(folder, source.top, mapped), i));
    }
    return all;
  }

  private static Blif read(Path file) throws IOException {
    return Blif.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  private static void write(Path folder, String name, String text) throws IOException {
    SafeFiles.writeText(folder.resolve(name), out -> out.write(text));
  }

  private static void yosys(Path folder, String script) throws IOException {
    write(folder, "script.ys", script);
    Tool.run(folder, List.of("yosys", "-q", "script.ys")).orThrow("Yosys");
  }
}
