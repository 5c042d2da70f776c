package chorale.bench;

import chorale.bench.train.DatapathRates;
import chorale.sim.NativeBenchmark;
import chorale.sim.StepRate;
import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale bench}: benchmarks of the tool itself. */
@Command(
    name = "bench",
    description = "Measure the tool itself.",
    subcommands = {BenchCommand.Sim.class, BenchHdl.class, BenchLanguage.class})
final class BenchCommand {
  private BenchCommand() {}

  /** {@code chorale bench sim}: stepping from Java against a C++ loop. */
  @Command(
      name = "sim",
      description =
          "Cycles per CPU second of a package's model, stepped from Java and from C++; and with"
              + " values against without.")
  static final class Sim implements Callable<Integer> {
    private static final int REPETITIONS = 9;
    private static final Path TRACE =
        Path.of("examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz");
    private static final int TRACE_LAYER = 2;
    private static final int TRACE_TOKENS = 512;
    private static final int TRACE_TOP_K = 6;
    private static final int TRACE_EXPERTS = 64;
    private static final long VALUES_CYCLES = 3_000;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        defaultValue = "examples/nop-tree-16.yaml",
        description = "the package (default: ${DEFAULT-VALUE})")
    private Path file;

    @Option(
        names = "--cycles",
        paramLabel = "N",
        defaultValue = "50000",
        description = "clock cycles in each measurement (default: ${DEFAULT-VALUE})")
    private long cycles;

    @Option(
        names = "--figures",
        paramLabel = "FILE",
        defaultValue = "out/figures/bench-sim.csv",
        description = "file for the figures (default: ${DEFAULT-VALUE})")
    private Path figures;

    @Mixin private CacheOption cache;

    @Override
    public Integer call() throws IOException {
      if (cycles < 1) {
        throw new IOException("--cycles is " + cycles + ": write 1 or more");
      }
      try (var progress = Progress.onStandardError()) {
        RunConfig config = RunConfigReader.read(file);
        var emitted = RunCommand.emit(config, config.output().resolve("verilog"));
        var library = RunCommand.build(emitted.spec(), cache.folder, progress);
        progress.begin("Benchmark of %d x %d cycles".formatted(4 * REPETITIONS, cycles), "", 1);
        StepRate rate = NativeBenchmark.measure(library, Map.of(), "reset", cycles, REPETITIONS);
        progress.note(
            String.format(
                Locale.ROOT,
                "ns of CPU time per cycle: C++ loop %.1f, Java run() %.1f, Java step() %.1f",
                rate.cppNs(),
                rate.runNs(),
                rate.stepNs()));
        var promised = new Figures();
        promised.atLeast("java_over_cpp_rate", rate.javaOverCppRate(), "", 0.95);
        progress.begin(DatapathRates.describe() + ", with values and without", "", 1);
        var routing =
            TraceReader.read(TRACE, TRACE_LAYER, TRACE_TOKENS, TRACE_TOP_K, TRACE_EXPERTS);
        var rates =
            DatapathRates.measure(
                routing, VALUES_CYCLES, config.output().resolve("verilog"), cache.folder);
        promised.add("values_rate", Math.round(rates.values()), "cycles/CPU s");
        promised.add("timing_rate", Math.round(rates.timing()), "cycles/CPU s");
        promised.atLeast("timing_over_values_rate", rates.ratio(), "", 20);
        promised.write(figures);
        System.out.print(promised.text());
        return promised.hold() ? 0 : 1;
      }
    }
  }
}
