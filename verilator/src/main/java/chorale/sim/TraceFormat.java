package chorale.sim;

import java.util.List;

/**
 * The kind of trace file that a model can write, for instance {@code
 * BuildOptions.defaults().trace(TraceFormat.FST)}.
 */
public enum TraceFormat {
  /** None: the fastest model. */
  NONE(List.of(), List.of()),
  /** Value change dump: text, read by every viewer. */
  VCD(List.of("--trace"), List.of()),
  /** Fast signal trace, for GTKWave and Surfer: some fifty times smaller. Needs zlib's headers. */
  FST(List.of("--trace-fst"), List.of("-lz"));

  private final List<String> verilatorArguments;
  private final List<String> libraries;

  TraceFormat(List<String> verilatorArguments, List<String> libraries) {
    this.verilatorArguments = verilatorArguments;
    this.libraries = libraries;
  }

  /** The suffix of its files: "vcd", "fst", or "" for none. */
  public String suffix() {
    return switch (this) {
      case NONE -> "";
      case VCD -> "vcd";
      case FST -> "fst";
    };
  }

  List<String> verilatorArguments() {
    return verilatorArguments;
  }

  /** What the linker needs. */
  List<String> libraries() {
    return libraries;
  }
}
