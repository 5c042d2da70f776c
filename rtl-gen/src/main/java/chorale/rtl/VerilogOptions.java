package chorale.rtl;

/**
 * How a circuit becomes text: in which language, and in how many files. {@code VerilogReader} reads
 * all of it back into the same circuit.
 *
 * <pre>{@code
 * var options = VerilogOptions.DEFAULT.withFlavour(VerilogOptions.Flavour.SYSTEM_VERILOG);
 * Verilog.emit(circuit, folder, options);
 * }</pre>
 *
 * @param flavour the language
 * @param files into how many
 * @param nets whether every value is a net, also one that only a clocked block reads. Else such a
 *     value is a variable of the block, which a simulator computes only where it is needed, but of
 *     which synthesis keeps no name
 */
public record VerilogOptions(Flavour flavour, Layout files, boolean nets) {
  /** Verilog-2005, one file per module. */
  public static final VerilogOptions DEFAULT =
      new VerilogOptions(Flavour.VERILOG_2005, Layout.PER_MODULE, false);

  /**
   * The language.
   *
   * <p>SystemVerilog differs in words, not in structure. Three words that one might expect do not
   * occur, each because a tool would have something to say:
   *
   * <ul>
   *   <li>{@code logic} for a net with its value: {@code logic x = v} is the value at power-up, no
   *       driver (IEEE 1800-2012, 6.8). What a value or a child drives is a {@code wire}.
   *   <li>{@code enum}: the IR knows constants, not the signals that hold them; a type that no
   *       signal has says no more than a {@code localparam logic}.
   *   <li>{@code unique case}: labels are different constants and there is always a default, so
   *       that it holds by itself; Icarus 11 says that it ignores it.
   * </ul>
   *
   * <p>Blocks are {@code always_ff} and {@code always_comb} where their rules hold and Icarus 11
   * takes them; see {@link ModuleWriter} for the others.
   */
  public enum Flavour {
    /** IEEE 1364-2005. */
    VERILOG_2005(".v"),
    /** IEEE 1800-2012. */
    SYSTEM_VERILOG(".sv");

    private final String suffix;

    Flavour(String suffix) {
      this.suffix = suffix;
    }

    /** How names of files end. */
    public String suffix() {
      return suffix;
    }
  }

  /** Into how many files modules go. */
  public enum Layout {
    /** A file for every module, named after it. */
    PER_MODULE,
    /** One file, named after the top module; children stand before their parents. */
    ONE
  }

  /** The same in another language. */
  public VerilogOptions withFlavour(Flavour other) {
    return new VerilogOptions(other, files, nets);
  }

  /** The same in other files. */
  public VerilogOptions withFiles(Layout other) {
    return new VerilogOptions(flavour, other, nets);
  }

  /** The same with every value as a net, for synthesis whose reports name values. */
  public VerilogOptions withNets() {
    return new VerilogOptions(flavour, files, true);
  }
}
