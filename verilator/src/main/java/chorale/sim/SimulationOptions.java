package chorale.sim;

import java.nio.file.Path;

/**
 * How a {@link Simulation} is built and what it leaves behind. For instance, a longer trace in the
 * compact format:
 *
 * <pre>{@code
 * SimulationOptions.defaults().waves(TraceFormat.FST).waveCycles(1_000_000)
 * }</pre>
 *
 * @param build how the model is compiled
 * @param target folder for the Verilog ({@code rtl}), the models ({@code models}) and the traces
 *     ({@code waves})
 * @param waves format of the trace that a failure leaves behind; NONE for no trace
 * @param waveName the trace's name without suffix, or "" for that of the top module
 * @param waveCycles the trace holds so many of the last cycles
 */
public record SimulationOptions(
    BuildOptions build, Path target, TraceFormat waves, String waveName, long waveCycles) {

  /** {@code -O1}, the folder {@code target}, a VCD file of the last 100,000 cycles. */
  public static SimulationOptions defaults() {
    // A unit test runs for some thousand cycles: compiling better would cost more than it gains.
    var build = BuildOptions.defaults().optimisation(1);
    return new SimulationOptions(build, Path.of("target"), TraceFormat.VCD, "", 100_000);
  }

  /** These options with another way to compile. */
  public SimulationOptions build(BuildOptions other) {
    return new SimulationOptions(other, target, waves, waveName, waveCycles);
  }

  /** These options with another folder for everything that is written. */
  public SimulationOptions target(Path folder) {
    return new SimulationOptions(build, folder, waves, waveName, waveCycles);
  }

  /** These options with another format of the trace, or none. */
  public SimulationOptions waves(TraceFormat format) {
    return new SimulationOptions(build, target, format, waveName, waveCycles);
  }

  /** These options with another name of the trace. */
  public SimulationOptions waveName(String name) {
    return new SimulationOptions(build, target, waves, name, waveCycles);
  }

  /** These options with another number of cycles in the trace. */
  public SimulationOptions waveCycles(long cycles) {
    return new SimulationOptions(build, target, waves, waveName, cycles);
  }
}
