package chorale.bench.memory;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.sim.ModelLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Benches on controllers, for jobs that run at once: each controller is built by the first. */
public final class Controllers {
  private final Path verilog;
  private final Path cache;
  private final Map<ControllerParameters, Slot> slots = new HashMap<>();

  /** Holds a library, once it is built. */
  private static final class Slot {
    private ModelLibrary library;
  }

  /** Writes Verilog below {@code verilog}, and compiled models to {@code cache}. */
  public Controllers(Path verilog, Path cache) {
    this.verilog = verilog;
    this.cache = cache;
  }

  /** On a controller as it is meant to be used. */
  MemoryBench open(DramTiming timing, Datapath datapath) throws IOException {
    return open(ControllerParameters.of(timing, datapath));
  }

  /** On a controller with these parameters. */
  MemoryBench open(ControllerParameters p) throws IOException {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(p, _ -> new Slot());
    }
    ModelLibrary library;
    synchronized (slot) {
      if (slot.library == null) {
        slot.library = MemoryBench.build(p, verilog, cache);
      }
      library = slot.library;
    }
    return new MemoryBench(p, library.open());
  }
}
