package chorale.bench.cost;

import chorale.bench.tools.Tool;
import chorale.hdl.ir.Circuit;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a design takes of an FPGA.
 *
 * @param design its name
 * @param device the family
 * @param luts look-up tables, as many inputs as the family has, with those of carries and of
 *     memories; logic cells of an iCE40
 * @param flipFlops one bit each
 * @param dsps multipliers with what belongs to them
 * @param rams blocks of memory, of 18 kbit; of 4 kbit on an iCE40
 * @param lutRams memories of look-up tables
 * @param megahertz that it could be clocked with, if it was placed and routed
 */
public record Fpga(
    String design,
    String device,
    long luts,
    long flipFlops,
    long dsps,
    long rams,
    long lutRams,
    Optional<Double> megahertz) {

  /** Maps a circuit to a family; Yosys is ended behind {@code limit}. */
  public static Fpga map(Circuit circuit, FpgaFamily family, Path folder, Duration limit)
      throws IOException {
    String files =
        Verilog.emit(circuit, folder).stream()
            .map(f -> f.getFileName().toString())
            .collect(Collectors.joining(" "));
    String top = circuit.top().name();
    String script = family.script(files, top, "cells.stat");
    SafeFiles.writeText(folder.resolve("script.ys"), out -> out.write(script));
    Tool.run(folder, limit, List.of("yosys", "script.ys")).orThrow("Yosys");
    return family.of(top, cells(Files.readString(folder.resolve("cells.stat"))));
  }

  /** A small router on an iCE40, placed and routed. */
  static Fpga of(Ice40 placed) {
    return new Fpga(
        "router " + placed.router(),
        "ice40 hx8k",
        placed.logicCells(),
        0,
        0,
        placed.ramBlocks(),
        0,
        Optional.of(placed.megahertz()));
  }

  /** Cells by their kind, as Yosys counts them in the last module of its statistics. */
  static Map<String, Long> cells(String statistics) {
    int last = statistics.lastIndexOf("Number of cells:");
    if (last < 0) {
      throw new IllegalArgumentException("no cells in the statistics of Yosys");
    }
    var cells = new LinkedHashMap<String, Long>();
    var line = Pattern.compile("(?m)^ {5,}([A-Z$]\\S*) +(\\d+)$").matcher(statistics);
    line.region(last, statistics.length());
    while (line.find()) {
      cells.merge(line.group(1), Long.parseLong(line.group(2)), Long::sum);
    }
    return cells;
  }
}
