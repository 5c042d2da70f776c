package chorale.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * How a model is built. Everything here but {@code threads} is part of the cache key; files that
 * flags name are not.
 *
 * @param optimisation the compiler's {@code -O} level, 0 to 3; 2 is the measured optimum of build
 *     and run time
 * @param nativeCpu adds {@code -march=native}: about a sixth faster; such libraries are keyed by
 *     the CPU they were built on
 * @param threads compiler processes that run at once
 * @param trace the trace file that the model can write; about 3 % slower while none is open
 * @param verilatorFlags further Verilator arguments; where they repeat one of ours, theirs holds
 * @param compilerFlags further arguments for the model's C++ files
 * @param blocks modules that become models of their own, compiled once for all their instances,
 *     which the model around them calls; for a design of many large and equal parts. Their
 *     combinational ways from an input to an output count as ways from all inputs to all outputs,
 *     and where these make a circle the model evaluates until nothing changes
 * @param verilator the Verilator command: a name on the PATH or a file
 * @param compiler the C++ compiler: clang++ or a file; it must take clang's arguments
 */
public record BuildOptions(
    int optimisation,
    boolean nativeCpu,
    int threads,
    TraceFormat trace,
    List<String> verilatorFlags,
    List<String> compilerFlags,
    List<String> blocks,
    String verilator,
    String compiler) {

  /** Checks ranges; throws {@link IllegalArgumentException}. */
  public BuildOptions {
    if (optimisation < 0 || optimisation > 3 || threads < 1) {
      throw new IllegalArgumentException("optimisation " + optimisation + ", threads " + threads);
    }
    verilatorFlags = List.copyOf(verilatorFlags);
    compilerFlags = List.copyOf(compilerFlags);
    blocks = List.copyOf(blocks);
  }

  /**
   * {@code -O2}, any CPU of this architecture, no trace, one compiler process per processor, tools
   * on the PATH.
   */
  public static BuildOptions defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new BuildOptions(
        2,
        false,
        processors,
        TraceFormat.NONE,
        List.of(),
        List.of(),
        List.of(),
        "verilator",
        "clang++");
  }

  /** These options with another {@code -O} level. */
  public BuildOptions optimisation(int level) {
    return new BuildOptions(
        level,
        nativeCpu,
        threads,
        trace,
        verilatorFlags,
        compilerFlags,
        blocks,
        verilator,
        compiler);
  }

  /** These options with {@code -march=native} on or off. */
  public BuildOptions nativeCpu(boolean on) {
    return new BuildOptions(
        optimisation,
        on,
        threads,
        trace,
        verilatorFlags,
        compilerFlags,
        blocks,
        verilator,
        compiler);
  }

  /** These options with {@code count} compiler processes at once. */
  public BuildOptions threads(int count) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        count,
        trace,
        verilatorFlags,
        compilerFlags,
        blocks,
        verilator,
        compiler);
  }

  /** These options with VCD tracing built in or left out. */
  public BuildOptions trace(boolean on) {
    return trace(on ? TraceFormat.VCD : TraceFormat.NONE);
  }

  /** These options with tracing in that format built in, or none. */
  public BuildOptions trace(TraceFormat format) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        threads,
        format,
        verilatorFlags,
        compilerFlags,
        blocks,
        verilator,
        compiler);
  }

  /** These options with these further Verilator arguments in place of the present ones. */
  public BuildOptions verilatorFlags(String... flags) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        threads,
        trace,
        List.of(flags),
        compilerFlags,
        blocks,
        verilator,
        compiler);
  }

  /** These options with these further C++ compiler arguments in place of the present ones. */
  public BuildOptions compilerFlags(String... flags) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        threads,
        trace,
        verilatorFlags,
        List.of(flags),
        blocks,
        verilator,
        compiler);
  }

  /** These options with these modules as models of their own in place of the present ones. */
  public BuildOptions blocks(String... modules) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        threads,
        trace,
        verilatorFlags,
        compilerFlags,
        List.of(modules),
        verilator,
        compiler);
  }

  /** These options with other tools, each a name on the PATH or a file. */
  public BuildOptions tools(String verilatorCommand, String compilerCommand) {
    return new BuildOptions(
        optimisation,
        nativeCpu,
        threads,
        trace,
        verilatorFlags,
        compilerFlags,
        blocks,
        verilatorCommand,
        compilerCommand);
  }

  /** What Verilator is told, apart from names and files. */
  List<String> verilatorArguments() {
    var all = new ArrayList<String>();
    // Splitting finer than 20,000 statements lets more processes compile at once but costs run
    // time: a 16 x 16
    // array of PEs needs 570 ns a cycle at 20,000 and 1180 ns at 4,000 (Verilator 5.006, clang 14
    // -O2).
    all.addAll(
        List.of(
            "--cc",
            "-O3",
            "--x-assign",
            "fast",
            "--x-initial",
            "fast",
            "--no-timing",
            "-Wall",
            "--output-split",
            "20000"));
    if (!blocks.isEmpty()) {
      all.addAll(List.of("--hierarchical", "-Wno-UNOPTFLAT"));
    }
    all.addAll(trace.verilatorArguments());
    all.addAll(verilatorFlags);
    return all;
  }

  /** Compiler arguments for one {@code -O} level, but for {@link #compilerFlags}. */
  List<String> codeGeneration(int level) {
    var flags =
        new ArrayList<>(List.of("-std=c++17", "-O" + level, "-fPIC", "-fvisibility=hidden"));
    if (nativeCpu) {
      flags.add("-march=native");
    }
    return flags;
  }
}
