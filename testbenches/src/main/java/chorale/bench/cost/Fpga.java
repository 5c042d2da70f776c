package chorale.bench.cost;

import chorale.bench.tools.Tool;
import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingPackage;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.vector.VectorParameters;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.nop.Topology;
import chorale.rtl.SafeFiles;
import chorale.rtl.Verilog;
import chorale.rtl.flow.HandOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a design takes of an FPGA.
 *
 * @param design its name
 * @param device the family
 * @param luts look-up tables, as many inputs as the family has; logic cells of an iCE40
 * @param flipFlops one bit each
 * @param dsps multipliers with what belongs to them
 * @param rams blocks of memory
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
  private static final String CHIPLET = "TrainingChiplet";

  /** A family for which Yosys maps, and the names of its cells. */
  public enum Family {
    /** Lattice ECP5: LUT4, multipliers of 18 x 18, RAMs of 18 kbit. */
    ECP5("synth_ecp5", "LUT4", "TRELLIS_FF", "MULT18X18D|ALU54B", "DP16KD", "TRELLIS_DPR16X4"),
    /** Xilinx 7: LUT6, DSP48E1, RAMs of 18 and 36 kbit. */
    XILINX7(
        "synth_xilinx -family xc7",
        "LUT[1-6]",
        "FD[RSCP]E(_1)?",
        "DSP48E1",
        "RAMB(18|36)E1",
        "RAM\\d+(X1[SD]|M)");

    private final String command;
    private final String lut;
    private final String flipFlop;
    private final String dsp;
    private final String ram;
    private final String lutRam;

    Family(String command, String lut, String flipFlop, String dsp, String ram, String lutRam) {
      this.command = command;
      this.lut = lut;
      this.flipFlop = flipFlop;
      this.dsp = dsp;
      this.ram = ram;
      this.lutRam = lutRam;
    }
  }

  /**
   * A chiplet that trains, with values: one tile of 4 x 4 multipliers of bf16, a vector engine of
   * four lanes, two memories of 1024 words.
   */
  public static Circuit chiplet() {
    int lanes = 4;
    int addressBits = 10;
    var array =
        new ArrayParameters(
            lanes, lanes, Element.BF16, Datapath.VALUES, true, true, 1, 256, addressBits);
    var vector = new VectorParameters(lanes, lanes, 16, 6, 256, addressBits, Datapath.VALUES);
    var parameters =
        new TrainingParameters(
            array, 1, vector, Topology.tree(1, 3), 8, 4, 9, 64, TrainingOptions.NONE);
    Circuit whole = Elaboration.of(() -> new TrainingPackage(null, parameters));
    return HandOver.below(whole, whole.module(CHIPLET));
  }

  /** Maps a circuit to a family. */
  public static Fpga map(Circuit circuit, Family family, Path folder) throws IOException {
    String files =
        Verilog.emit(circuit, folder).stream()
            .map(f -> f.getFileName().toString())
            .collect(Collectors.joining(" "));
    String top = circuit.top().name();
    String script =
        """
        read_verilog %s
        %s -top %s
        tee -o cells.stat stat
        """
            .formatted(files, family.command, top);
    SafeFiles.writeText(folder.resolve("script.ys"), out -> out.write(script));
    Tool.run(folder, List.of("yosys", "-q", "script.ys")).orThrow("Yosys");
    var cells = cells(Files.readString(folder.resolve("cells.stat")));
    return new Fpga(
        top,
        family.name().toLowerCase(Locale.ROOT),
        sum(cells, family.lut),
        sum(cells, family.flipFlop),
        sum(cells, family.dsp),
        sum(cells, family.ram),
        sum(cells, family.lutRam),
        Optional.empty());
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

  private static long sum(Map<String, Long> cells, String kinds) {
    return cells.entrySet().stream()
        .filter(c -> c.getKey().matches(kinds))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
