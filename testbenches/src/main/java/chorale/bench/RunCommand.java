package chorale.bench;

import chorale.bench.tools.Writable;
import chorale.chiplet.MozartPackage;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.rtl.Metadata;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.workload.Bounds;
import chorale.workload.Program;
import chorale.workload.ProgramBuilder;
import chorale.workload.RunConfig;
import chorale.workload.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale run}: a trace through RTL simulation to CSV and a verdict. */
@Command(
    name = "run",
    description = "Simulate a configuration on its RTL and hold the cycles against the bounds.",
    footer = {
      "",
      "Exit code: 0 all bounds hold, 1 one is violated, 2 bad input or missing tools.",
      "Examples:",
      "  chorale run examples/nop-tree-16.yaml",
      "  chorale run examples/nop-tree-16.yaml -D package.nop.flit_bytes=128 -o out/wide",
      "  chorale run out/wide/resolved.yaml    the same once more, to the same bytes",
      "  chorale run examples/nop-tree-16.yaml --waves fst --from 1000 --to 2000 --scope switch_1",
      "  chorale run --fast examples/nop-tree-16-full.yaml"
    })
final class RunCommand implements Callable<Integer> {
  /** Tokens from which on a run counts as a measurement. */
  private static final int MEASURED_TOKENS = 1024;

  @Mixin private RunInput input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "folder for results, instead of the configuration's")
  private Path output;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/run.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--fast",
      description = "run the fast model only: no RTL, cycles are the model's (docs/fast-model.md)")
  private boolean onlyFast;

  @Mixin private WavesOption waves;

  @Mixin private JsonOption json;

  @Mixin private CacheOption cache;

  /** A design in Verilog, which of its modules to compile once, and what it took. */
  record Emitted(Circuit circuit, List<Path> files, Path kept, long nanos) {
    /** What the simulator has to know of it. */
    ModelSpec spec(Path... more) {
      var sources = new ArrayList<>(files);
      sources.add(kept);
      sources.addAll(List.of(more));
      return ModelSpec.of(circuit.top(), sources);
    }
  }

  @Override
  public Integer call() throws IOException {
    waves.check();
    if (onlyFast && waves.wanted()) {
      throw new IOException(
          "--waves are signals of the RTL, which --fast does not run: leave one out");
    }
    try (var progress = Progress.onStandardError()) {
      RunConfig config = input.read();
      checkFolders(config);
      var routing = TraceReader.read(config);
      var program = ProgramBuilder.build(config, routing);
      var bounds = Hardware.bounds(program);
      Path folder = output != null ? output : config.output();
      if (onlyFast) {
        return fast(program, bounds, folder);
      }
      var parameters = Hardware.parameters(config);
      var image = Hardware.image(program, parameters);

      Emitted emitted = emit(config, folder.resolve("verilog"));
      Metadata.write(emitted.circuit(), folder.resolve("verilog/design.json"));
      progress.note(
          "Verilog: %d modules in %s, %s"
              .formatted(
                  emitted.files().size(),
                  folder.resolve("verilog"),
                  Progress.seconds(emitted.nanos())));
      var scope =
          waves.wanted() ? WaveScope.of(emitted.circuit(), parameters, waves.scope()) : null;
      ModelLibrary library = model(emitted, scope, folder, progress);

      long begin = System.nanoTime();
      int tokens = routing.tokens();
      progress.begin("Simulation", " cycles", bounds.total().lower());
      var simulation =
          new RtlSimulation(program, parameters, image).sampling(bounds.total().lower());
      Path waveFile = folder.resolve("waves." + waves.format().suffix());
      if (scope != null) {
        simulation.waves(new WaveWindow(waves.from(), waves.to(), waveFile));
      }
      var measurement =
          simulation.run(
              library,
              bounds.total().upper() + 1,
              (cycles, done) -> progress.at(cycles, done + "/" + tokens + " tokens"));
      long nanos = System.nanoTime() - begin;
      progress.note(
          "Simulation: %d cycles, %s, %d cycles/s"
              .formatted(
                  measurement.cycles(),
                  Progress.seconds(nanos),
                  measurement.cycles() * 1_000_000_000L / nanos));
      int exit = report(RunResult.of(program, bounds, measurement), folder, emitted.nanos());
      if (scope != null) {
        tellWaves(scope, emitted.circuit(), waveFile, simulation.start(), measurement.cycles());
      }
      return exit;
    }
  }

  /** The model of a package, which can write the waves of {@code scope} unless that is null. */
  private ModelLibrary model(Emitted emitted, WaveScope scope, Path folder, Progress progress)
      throws IOException {
    var options = BuildOptions.defaults().trace(waves.format());
    var spec =
        scope == null
            ? emitted.spec()
            : emitted.spec(scope.writeConfiguration(folder.resolve("verilog")));
    return build(spec, options, cache.folder, progress);
  }

  /** Says where the waves are, and writes beside them what GTKWave shows first. */
  private void tellWaves(WaveScope scope, Circuit circuit, Path file, long start, long cycles)
      throws IOException {
    if (waves.from() >= cycles) {
      throw new IOException(
          "no waves: the run ended in cycle " + cycles + ", before --from " + waves.from());
    }
    scope.writeSaveFile(circuit, file, 2 * (start + waves.from()));
    (json.wanted ? System.err : System.out)
        .printf(
            "Waves of %s, cycles %d to %d: gtkwave %s (a cycle is 2 ps, cycle 0 is at %d ps)%n",
            scope.path(),
            waves.from(),
            Math.min(waves.to(), cycles),
            file.toString().replaceFirst("\\.\\w+$", ".gtkw"),
            2 * start);
  }

  /** Runs the fast model instead of the RTL. */
  private int fast(Program program, Bounds bounds, Path folder) throws IOException {
    long begin = System.nanoTime();
    var fast = Hardware.fast(program);
    long nanos = System.nanoTime() - begin;
    RunFiles.write(program.config(), fast, bounds, folder);
    var violations = RunResult.violations(fast, bounds);
    if (json.wanted) {
      System.out.print(RunJson.of(program.config(), fast, bounds, folder));
    } else {
      System.out.print(RunTable.of(program.config(), fast, bounds));
      System.out.println();
      System.out.printf(
          "These are cycles of the fast model, in %s; no RTL was simulated. Results in %s%n",
          Progress.seconds(nanos), folder);
      violations.forEach(v -> System.out.println("VIOLATED: " + v));
    }
    return violations.isEmpty() ? 0 : 1;
  }

  /** Finds out before the work whether its results can be written. */
  private void checkFolders(RunConfig config) throws IOException {
    Path results = output != null ? output : config.output();
    Writable.folder(
        results, output != null ? "choose another --output" : "change output in " + input.file);
    if (!onlyFast) {
      Writable.file(figures, "name a file with --figures");
      Writable.folder(cache.folder, "choose another --cache");
    }
  }

  /** Elaborates the package of {@code config} and writes its Verilog. */
  static Emitted emit(RunConfig config, Path folder) throws IOException {
    long begin = System.nanoTime();
    var parameters = Hardware.parameters(config);
    Circuit circuit = Elaboration.of(() -> new MozartPackage(null, parameters));
    List<Path> files = Verilog.emit(circuit, folder);
    long nanos = System.nanoTime() - begin;
    return new Emitted(circuit, files, KeptModules.write(circuit, folder), nanos);
  }

  /** Builds a model, or takes it from the cache. */
  static ModelLibrary build(ModelSpec spec, Path cache, Progress progress) throws IOException {
    return build(spec, BuildOptions.defaults(), cache, progress);
  }

  private static ModelLibrary build(
      ModelSpec spec, BuildOptions options, Path cache, Progress progress) throws IOException {
    long begin = System.nanoTime();
    var listener =
        new BuildListener() {
          @Override
          public void stage(Stage stage) {
            if (stage == Stage.VERILATE) {
              progress.note("Verilator: the model is not in the cache and is built now");
            } else if (stage == Stage.COMPILE) {
              progress.begin("C++ compilation", " units", 1);
            }
          }

          @Override
          public void progress(int done, int total) {
            progress.at(done, total);
          }
        };
    var library = ModelBuilder.build(spec, options, cache, listener);
    String how = library.cached() ? "from the cache" : "built";
    progress.note("Model: " + how + ", " + Progress.seconds(System.nanoTime() - begin));
    return library;
  }

  private int report(RunResult result, Path folder, long emitNanos) throws IOException {
    RunFiles.write(result, folder);
    RunPicture.write(result, folder.resolve("progress.png"));
    if (!json.wanted) {
      System.out.println();
      System.out.print(RunTable.of(result));
    }
    var violations = result.violations();
    var promised = new Figures();
    int tokens = result.program().routing().tokens();
    if (tokens >= MEASURED_TOKENS) {
      promised.atLeast("tokens", tokens, "tokens", MEASURED_TOKENS);
    } else {
      promised.add("tokens", tokens, "tokens"); // a trial of the user's own
    }
    promised.atMost("ratio_total", result.ratio(), "", 1.20);
    promised.exactly("bounds_hold", violations.isEmpty() ? 1 : 0, "", 1);
    promised.add("cycles_total", result.total(), "cycles");
    promised.add("lower_bound_total", result.bounds().total().lower(), "cycles");
    promised.atMost("elaborate_emit_s", emitNanos / 1e9, "s", 2);
    promised.write(figures);
    if (json.wanted) {
      System.out.print(RunJson.of(result, folder));
      return violations.isEmpty() ? 0 : 1;
    }
    System.out.println();
    System.out.print(promised.text());
    System.out.println();
    violations.forEach(v -> System.out.println("VIOLATED: " + v));
    System.out.println(
        violations.isEmpty()
            ? "All bounds hold; every pair arrived and returned once. Results in " + folder
            : "%d violations. Results in %s".formatted(violations.size(), folder));
    return violations.isEmpty() ? 0 : 1;
  }
}
