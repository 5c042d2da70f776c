package chorale.bench;

import chorale.chiplet.MozartPackage;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.workload.Program;
import chorale.workload.RunConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A module as a Verilated model with all its ports: elaborated, emitted and built once per content,
 * in {@link TestFolders}. It is made when it is first opened, not before: elaboration runs in a
 * thread of its own, which would wait for ever for a class whose static initialiser waits for it.
 *
 * <p>A test bench's cycle is: set the inputs, {@link Model#eval}, read the outputs of this cycle,
 * {@link Model#step}.
 */
public final class RtlHarness {
  private static final int RESET_CYCLES = 2;

  private final String name;
  private final Supplier<? extends Module> top;
  private ModelLibrary library;

  private RtlHarness(String name, Supplier<? extends Module> top) {
    this.name = name;
    this.top = top;
  }

  /**
   * The module that {@code top} makes with a null parent. Without registers it has no clock, and a
   * step is an evaluation.
   *
   * @param name of the folder of the Verilog
   */
  public static RtlHarness of(String name, Supplier<? extends Module> top) {
    return new RtlHarness(name, top);
  }

  /** The whole package of a configuration, for {@link #run}. */
  public static RtlHarness ofPackage(String name, RunConfig config) {
    var p = Hardware.parameters(config);
    return of(name, () -> new MozartPackage(null, p));
  }

  /**
   * What a run showed, comparable by value.
   *
   * @param cycles until everything was done
   * @param lostOrDoubled pairs that did not arrive or return exactly once
   * @param stamps by kind of stamp and token, the cycle
   * @param counters by node, such as "switch_1", and name
   */
  public record PackageRun(
      long cycles,
      long lostOrDoubled,
      List<List<Long>> stamps,
      Map<String, Map<String, Long>> counters) {
    private static PackageRun of(Measurement m) {
      var t = m.tokens();
      var stamps = List.of(t.dispatched(), t.delivered(), t.computed(), t.combined());
      return new PackageRun(
          m.cycles(),
          m.lostOrDoubled(),
          stamps.stream().map(s -> Arrays.stream(s).boxed().toList()).toList(),
          new TreeMap<>(m.counters()));
    }

    /** A counter of a node. */
    public long count(String node, String counter) {
      return counters.get(node).get(counter);
    }
  }

  /** Runs a Program of at most {@code limit} cycles on the package of its configuration. */
  public PackageRun run(Program program, long limit) {
    var p = Hardware.parameters(program.config());
    var simulation = new RtlSimulation(program, p, Hardware.image(program, p));
    return PackageRun.of(simulation.run(library(), limit, (_, _) -> {}));
  }

  /** The native library, to open models without reset. */
  public synchronized ModelLibrary library() {
    if (library == null) {
      try {
        library = build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return library;
  }

  private ModelLibrary build() throws IOException {
    var circuit = Elaboration.of(top);
    var sources = Verilog.emit(circuit, TestFolders.rtl(name));
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources),
        BuildOptions.defaults().optimisation(1),
        TestFolders.MODELS,
        BuildListener.SILENT);
  }

  /** A new instance, reset. */
  public Model open() {
    var model = library().open();
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    return model;
  }
}
