package chorale.bench.vector;

import chorale.bench.RtlHarness;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorEngine;
import chorale.chiplet.vector.VectorFormat;
import chorale.chiplet.vector.VectorParameters;
import chorale.sim.Model;
import chorale.sim.Port;
import chorale.workload.vector.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A simulated {@link VectorEngine} with memories beside it that serve a request in its cycle. */
final class VectorBench implements AutoCloseable {
  /** Cycles without a step after which a run is given up. */
  private static final int PATIENCE = 10_000;

  /** The engine's ports to its memories. */
  enum Side {
    HALF_READ("halfRead"),
    FULL_READ("fullRead"),
    HALF_WRITE("halfWrite"),
    FULL_WRITE("fullWrite");

    private final String port;

    Side(String port) {
      this.port = port;
    }

    boolean writes() {
      return this == HALF_WRITE || this == FULL_WRITE;
    }
  }

  /** Whether a memory serves a request in a cycle. */
  @FunctionalInterface
  interface Grants {
    Grants ALWAYS = (_, _) -> true;

    boolean serves(Side side, long cycle);
  }

  /**
   * What a run showed.
   *
   * @param taken per command, the cycle in which the engine took it
   * @param done per command, the cycle of its last write
   * @param steps cycles with a step
   * @param refused requests that were not granted
   */
  record Run(List<Long> taken, List<Long> done, long steps, long refused) {}

  private final VectorParameters p;
  private final VectorFormat format;
  private final Model model;
  private final List<SidePorts> sides = new ArrayList<>();
  private final Port startValid;
  private final Port startReady;
  private final Port startBits;
  private final Port done;
  private final Port step;

  private VectorBench(VectorParameters p, Model model) {
    this.p = p;
    this.model = model;
    format = new VectorFormat(p);
    for (Side side : Side.values()) {
      sides.add(new SidePorts(side));
    }
    startValid = model.port("start_valid");
    startReady = model.port("start_ready");
    startBits = model.port("start_bits");
    done = model.port("done");
    step = model.port("activity_step");
  }

  static VectorBench open(VectorParameters p) {
    var name =
        "vector_%d_%d_%d_%d_%s"
            .formatted(p.lanes(), p.lanesPerCycle(), p.block(), p.stages(), p.datapath());
    var harness = RtlHarness.of(name.toLowerCase(Locale.ROOT), () -> new VectorEngine(null, p));
    return new VectorBench(p, harness.open());
  }

  /** Writes a kernel into the instruction memory. */
  void load(Kernel kernel, int entry) {
    int at = entry;
    model.port("program_valid").set(1);
    for (var instruction : KernelCode.of(kernel)) {
      model.port("program_address").set(at++);
      model.port("program_data").setWide(format.encode(instruction));
      model.step();
    }
    model.port("program_valid").set(0);
  }

  /** Runs commands one after the other, each offered as soon as the engine takes it. */
  Run run(List<VectorCommand> commands, Memories memories, Grants grants) {
    var taken = new ArrayList<Long>();
    var ended = new ArrayList<Long>();
    long steps = 0;
    long refused = 0;
    long quiet = 0;
    for (long t = 0; ended.size() < commands.size(); t++) {
      boolean more = taken.size() < commands.size();
      startValid.set(more ? 1 : 0);
      if (more) {
        startBits.setWide(format.encode(commands.get(taken.size())));
      }
      for (SidePorts side : sides) {
        side.grant.set(grants.serves(side.side, t) ? 1 : 0);
      }
      model.eval();
      for (SidePorts side : sides) {
        refused += side.serve(memories) ? 1 : 0;
      }
      if (more && startReady.get() == 1) {
        taken.add(t);
      }
      steps += step.get();
      quiet = step.get() == 1 ? 0 : quiet + 1;
      if (done.get() == 1) {
        ended.add(t);
      }
      model.step();
      sides.forEach(SidePorts::deliver);
      if (quiet > PATIENCE) {
        throw new IllegalStateException(
            "the engine stands still in cycle %d, %d of %d commands done"
                .formatted(t, ended.size(), commands.size()));
      }
    }
    startValid.set(0);
    return new Run(taken, ended, steps, refused);
  }

  @Override
  public void close() {
    model.close();
  }

  private final class SidePorts {
    private final Side side;
    private final Port request;
    private final Port address;
    private final Port grant;
    private final Port word;
    private float[] read;

    SidePorts(Side side) {
      this.side = side;
      request = model.port(side.port + "_request");
      address = model.port(side.port + "_address");
      grant = model.port(side.port + "_grant");
      word = model.port(side.port + "Word");
    }

    /** Serves what is granted; whether there was a request and it was not. */
    boolean serve(Memories memories) {
      boolean asks = request.get() == 1;
      boolean granted = grant.get() == 1;
      if (asks && granted && p.datapath() == Datapath.VALUES) {
        switch (side) {
          case HALF_READ -> read = memories.half(address.get());
          case FULL_READ -> read = memories.full(address.get());
          case HALF_WRITE ->
              memories.setHalf(address.get(), Memories.lanes(word.getWide(), 16, p.lanes()));
          case FULL_WRITE ->
              memories.setFull(address.get(), Memories.lanes(word.getWide(), 32, p.lanes()));
        }
      }
      return asks && !granted;
    }

    /** The word read is there in the next cycle. */
    void deliver() {
      if (read != null) {
        word.setWide(Memories.word(read, side == Side.HALF_READ ? 16 : 32));
        read = null;
      }
    }
  }
}
