package chorale.sim;

import chorale.hdl.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The simulations of one test: it closes them all, and if the test fails for a reason that they do
 * not know, it has their traces written. In JUnit, a parameter of a test, see {@link
 * chorale.sim.junit.HdlTest}:
 *
 * <pre>{@code
 * @HdlTest
 * void a_counter_counts(Bench bench) {
 *   var sim = bench.simulate(() -> new Counter(null, 10)).reset();
 *   sim.poke(sim.dut().enable, true);
 *   sim.step();
 *   sim.expect(sim.dut().value, 1);
 * }
 * }</pre>
 */
public final class Bench implements AutoCloseable {
  private final SimulationOptions options;
  private final List<Simulation<?>> simulations = new ArrayList<>();

  /** A bench whose simulations have these options; traces of the second and later are numbered. */
  public Bench(SimulationOptions options) {
    this.options = options;
  }

  /**
   * The options of its simulations, to be varied in {@link #simulate(Supplier,SimulationOptions)}.
   */
  public SimulationOptions options() {
    return options;
  }

  /** A simulation of the module that {@code top} makes with a null parent. */
  public <M extends Module> Simulation<M> simulate(Supplier<M> top) {
    return simulate(top, options);
  }

  /** As {@link #simulate(Supplier)}, with other options. */
  public <M extends Module> Simulation<M> simulate(Supplier<M> top, SimulationOptions other) {
    var own = other;
    if (!simulations.isEmpty() && !other.waveName().isEmpty()) {
      own = other.waveName(other.waveName() + "-" + (simulations.size() + 1));
    }
    var simulation = Simulation.of(top, own);
    simulations.add(simulation);
    return simulation;
  }

  /**
   * After a failure: writes the trace of every simulation, unless it was a simulation that failed
   * and has done so. Returns what to add to the message: lines that name the files, or "".
   */
  public String saveWaves(Throwable failure) {
    if (simulations.stream().anyMatch(s -> s.failure() == failure)) {
      return "";
    }
    var lines = new StringBuilder();
    simulations.forEach(s -> lines.append(s.saveWaves()));
    return lines.toString();
  }

  /** Closes all simulations. */
  @Override
  public void close() {
    simulations.forEach(Simulation::close);
  }
}
