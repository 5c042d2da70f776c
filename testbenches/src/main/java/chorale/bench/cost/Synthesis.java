package chorale.bench.cost;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.Circuit;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Maps a circuit to standard cells with Yosys and ABC. Memories become flip-flops and multiplexers.
 * Mapping is a search by chance findings: the same circuit written in another order may be a sixth
 * slower. So every circuit goes through all {@link #RECIPES}, and the fastest netlist counts.
 */
final class Synthesis {
  /** Ways through ABC; each ends with buffers for nets of many sinks and stronger cells. */
  static final List<List<String>> RECIPES =
      List.of(
          recipe(12, "&get -n", "&st", "&dch -f", "&nf", "&put"),
          recipe(8, "&get -n", "&st", "&dch -f", "&nf", "&put"));

  /** Load at outputs in pF: about three inputs. */
  private static final double LOAD = 0.03;

  private static final String PREPARE =
      """
      read_verilog %s
      synth -noabc -nordff -flatten -top %s
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
   * A circuit before and after mapping.
   *
   * @param logic gates and flip-flops, every signal under its name
   * @param mapped cells of the library
   * @param worst its worst path
   * @param recipe index of the recipe that it came from
   */
  record Result(Blif logic, Blif mapped, TimingReport worst, int recipe) {}

  private static List<String> recipe(int fanOut, String... mapping) {
    var all = new ArrayList<>(List.of(mapping));
    all.addAll(List.of("topo", "buffer -N " + fanOut, "upsize", "dnsize"));
    return all;
  }

  static Result run(Circuit circuit, StaticTiming timing, Path folder) throws IOException {
    String files =
        Verilog.emit(circuit, folder).stream()
            .map(f -> f.getFileName().toString())
            .collect(Collectors.joining(" "));
    Path library = timing.library().file();
    write(
        folder,
        "abc.constr",
        "set_driving_cell %s\nset_load %s\n".formatted(CellLibrary.DRIVER, LOAD));
    yosys(folder, PREPARE.formatted(files, circuit.top().name(), library));
    Blif logic = read(folder.resolve("logic.blif"));
    Result best = null;
    for (int i = 0; i < RECIPES.size(); i++) {
      write(folder, "recipe.abc", String.join("\n", RECIPES.get(i)) + "\n");
      yosys(folder, MAP.formatted(library));
      Blif mapped = read(folder.resolve("mapped.blif"));
      TimingReport worst = timing.worst(folder, circuit.top().name(), mapped);
      if (best == null || worst.slack() > best.worst.slack()) {
        best = new Result(logic, mapped, worst, i);
      }
    }
    return best;
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
