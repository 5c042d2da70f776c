package chorale.bench.memory;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.BuildOptions;
import chorale.sim.ModelLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Benches on controllers, for jobs that run at once: each controller is built by the first. */
public final class Controllers {
  private final Path verilog;
  private final Path cache;
  private final BuildOptions options;
  private final Map<ControllerParameters, Slot> slots = new HashMap<>();

  /** Holds a library, once it is built. */
  private static final class Slot {
    private ModelLibrary library;
  }

  /** Writes Verilog below {@code verilog}, and compiled models to {@code cache}. */
  public Controllers(Path verilog, Path cache) {
    this(verilog, cache, BuildOptions.defaults());
  }

  private Controllers(Path verilog, Path cache, BuildOptions options) {
    this.options = options;
    this.verilog = verilog;
    this.cache = cache;
  }

  /** The same with models that are built faster and run slower. */
  Controllers forShortRuns() {
    return new Controllers(verilog, cache, options.optimisation(0));
  }

  /** On a controller as it is meant to be used. */
  MemoryBench open(DramTiming timing, Datapath datapath) throws IOException {
    return open(ControllerParameters.of(timing, datapath));
  }

  /** On a controller with these parameters. */
  MemoryBench open(ControllerParameters p) throws IOException {
    return open(p, p.timing());
  }

  /** The same with a device of another timing. */
  MemoryBench open(ControllerParameters p, DramTiming device) throws IOException {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(p, _ -> new Slot());
    }
    ModelLibrary library;
    synchronized (slot) {
      if (slot.library == null) {
        slot.library = MemoryBench.build(p, options, verilog, cache);
      }
      library = slot.library;
    }
    return new MemoryBench(p, device, library.open());
  }
}
