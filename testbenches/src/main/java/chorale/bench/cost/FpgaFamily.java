package chorale.bench.cost;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A family of FPGAs for which Yosys maps: how, what its cells take of a device, and the largest
 * device that is sold of it (of Xilinx 7 the largest Artix).
 *
 * <p>Sources: of ECP5, Lattice FPGA-DS-02012; that a carry cell takes two LUTs and a memory of 16 x
 * 4 bits six, four that store and two through which it is written, is how nextpnr counts them. Of
 * Xilinx 7, DS180 for the device and UG474 for LUTs of memories and shift registers.
 */
public enum FpgaFamily {
  /** Lattice ECP5: LUT4, multipliers of 18 x 18, RAMs of 18 kbit. */
  ECP5(
      new Recipe("synth_ecp5 -noflatten", "map_ram"),
      new Device("LFE5U-85", 83_640, 156, 208),
      Map.of("LUT4", 1, "CCU2C", 2, "TRELLIS_DPR16X4", 6),
      "TRELLIS_FF",
      "MULT18X18D",
      Map.of("DP16KD|PDPW16KD", 1),
      "TRELLIS_DPR16X4"),
  /** Xilinx 7: LUT6, DSP48E1, RAMs of 18 and of twice 18 kbit. */
  XILINX7(
      new Recipe("synth_xilinx -family xc7 -noiopad", "map_memory"),
      new Device("XC7A200T", 134_600, 740, 730),
      Map.of(
          "LUT[1-6]|INV|SRL(16|C32)E|RAM(32|64)X1S", 1,
          "RAM(32|64)X1D|RAM128X1S", 2,
          "RAM(32|64)M|RAM128X1D|RAM256X1S", 4,
          "RAM256X1D|RAM512X1S", 8),
      "FD[RSCP]E(_1)?",
      "DSP48E1",
      Map.of("RAMB18E1", 1, "RAMB36E1", 2),
      "RAM\\d+(X1[SD]|M)");

  /** Bits of the unit in which RAMs are counted. */
  public static final int RAM_BITS = 18 * 1024;

  /**
   * How Yosys maps: a command, and the label of its script where operators are done with and
   * memories follow.
   */
  private record Recipe(String command, String memories) {}

  /**
   * What a device has.
   *
   * @param rams of 18 kbit
   */
  public record Device(String name, long luts, long dsps, long rams) {}

  private final Recipe recipe;

  /** The largest one. */
  public final Device device;

  private final Map<String, Integer> luts;
  private final Map<String, Integer> flipFlops;
  private final Map<String, Integer> dsps;
  private final Map<String, Integer> rams;
  private final Map<String, Integer> lutRams;

  FpgaFamily(
      Recipe recipe,
      Device device,
      Map<String, Integer> luts,
      String flipFlop,
      String dsp,
      Map<String, Integer> rams,
      String lutRam) {
    this.recipe = recipe;
    this.device = device;
    this.luts = luts;
    this.flipFlops = Map.of(flipFlop, 1);
    this.dsps = Map.of(dsp, 1);
    this.rams = rams;
    this.lutRams = Map.of(lutRam, 1);
  }

  /** The name in tables. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The family of that title; throws if there is none. */
  public static FpgaFamily titled(String title) {
    return valueOf(title.toUpperCase(Locale.ROOT));
  }

  /**
   * A script for Yosys that maps the module {@code top} and writes what it counts to {@code stat}.
   *
   * <p>Operators are worked on module by module, and only then the hierarchy goes. In a flat design
   * the pass {@code share} asks a SAT solver which of the shifters of all elements and lanes are
   * never needed at once. That is each of 190 with up to 85 others in a chiplet of 16 elements,
   * with problems that grow as shifters are joined: 44 of them took a minute, and a whole run was
   * given up after two hours. Within a module the pass is quick, and sharing across modules is not
   * wanted: it would run the operands of one element through another. The script ends before {@code
   * check}, where cells get readable names, which nothing here reads.
   */
  String script(String files, String top, String stat) {
    return """
        read_verilog %1$s
        %2$s -top %3$s -run begin:%4$s
        flatten
        opt_clean
        %2$s -top %3$s -run %4$s:check
        tee -o %5$s stat
        """
        .formatted(files, recipe.command, top, recipe.memories, stat);
  }

  /** What a design of these cells takes. */
  Fpga of(String design, Map<String, Long> cells) {
    return new Fpga(
        design,
        title(),
        sum(cells, luts),
        sum(cells, flipFlops),
        sum(cells, dsps),
        sum(cells, rams),
        sum(cells, lutRams),
        Optional.empty());
  }

  private static long sum(Map<String, Long> cells, Map<String, Integer> kinds) {
    long sum = 0;
    for (var kind : kinds.entrySet()) {
      var wanted = Pattern.compile(kind.getKey());
      for (var cell : cells.entrySet()) {
        if (wanted.matcher(cell.getKey()).matches()) {
          sum += kind.getValue() * cell.getValue();
        }
      }
    }
    return sum;
  }
}
