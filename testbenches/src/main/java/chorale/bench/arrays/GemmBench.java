package chorale.bench.arrays;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.GemmEngine;
import chorale.chiplet.array.GemmFormat;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import chorale.sim.Port;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A simulated {@link GemmEngine} with memories beside it that serve a request in its cycle; the
 * arrays of a tile read the same ones.
 */
public final class GemmBench implements AutoCloseable {
  /** Cycles without an access after which a run is given up. */
  private static final int PATIENCE = 100_000;

  /** The memories beside the engine. */
  public enum Side {
    LEFT,
    TOP,
    INITIAL,
    RESULT;

    /** Names of its ports: operands have one for each array. */
    private List<String> ports(ArrayParameters p) {
      String side = name().toLowerCase(Locale.ROOT);
      return this == INITIAL || this == RESULT
          ? List.of(side)
          : IntStream.range(0, p.arrays()).mapToObj(a -> side + "_" + a).toList();
    }
  }

  /** Contents of the memories; sums are read and written at the same addresses. */
  public interface Memories {
    /** A word. */
    BigInteger read(Side side, long address);

    /** Stores a word of results. */
    void write(long address, BigInteger word);
  }

  /** Whether a memory serves a request in a cycle. */
  @FunctionalInterface
  public interface Grants {
    /** Every request is served at once. */
    Grants ALWAYS = (side, cycle) -> true;

    /** The answer for a side's request, if there is one. */
    boolean serves(Side side, long cycle);
  }

  /**
   * What a run showed, in cycles from its beginning.
   *
   * @param taken per command, when the engine took it
   * @param done per command, when its last result was written
   * @param firstRead when the first operand was read
   * @param steps cycles with a step
   * @param stalls cycles without one for want of left, top, initial words, weights, results' places
   * @param peCycles PEs used, summed over the steps; the others keep still
   */
  public record Run(
      List<Long> taken,
      List<Long> done,
      long firstRead,
      long steps,
      List<Long> stalls,
      long peCycles) {
    /** Copies the lists. */
    public Run {
      taken = List.copyOf(taken);
      done = List.copyOf(done);
      stalls = List.copyOf(stalls);
    }

    /** Cycles from the first read to the last write, both counted. */
    public long cycles() {
      return done.getLast() - firstRead + 1;
    }
  }

  private static final String[] CAUSES = {"left", "top", "initial", "weights", "results"};

  private final ArrayParameters p;
  private final GemmFormat format;
  private final Model model;
  private final List<SidePorts> sides = new ArrayList<>();
  private final Port startValid;
  private final Port startReady;
  private final Port startBits;
  private final Port done;
  private final Port step;
  private final Port rows;
  private final Port columns;
  private final Port[] causes = new Port[CAUSES.length];

  /** A bench on an engine for {@code p}. */
  public GemmBench(ArrayParameters p, Model model) {
    this.p = p;
    this.model = model;
    format = new GemmFormat(p);
    for (Side side : Side.values()) {
      for (String port : side.ports(p)) {
        sides.add(new SidePorts(side, port));
      }
    }
    startValid = model.port("start_valid");
    startReady = model.port("start_ready");
    startBits = model.port("start_bits");
    done = model.port("done");
    step = model.port("activity_step");
    rows = model.port("activity_rows");
    columns = model.port("activity_columns");
    for (int i = 0; i < CAUSES.length; i++) {
      causes[i] = model.port("activity_" + CAUSES[i]);
    }
  }

  /** Name of the engine's design, one for each set of parameters. */
  public static String name(ArrayParameters p) {
    return "gemm_%dx%d_%s_%s_%d%s%s"
        .formatted(
            p.rows(),
            p.columns(),
            p.element(),
            p.datapath(),
            p.productStages(),
            p.outputStationary() ? "" : "_ws",
            p.arrays() == 1 ? "" : "_tile" + p.arrays())
        .toLowerCase(Locale.ROOT);
  }

  /** Emits an engine to a folder of its own in {@code folder} and builds it. */
  public static ModelLibrary build(ArrayParameters p, Path folder, Path cache) throws IOException {
    return build(p, folder, cache, BuildOptions.defaults());
  }

  /** The same with options of its own. */
  static ModelLibrary build(ArrayParameters p, Path folder, Path cache, BuildOptions options)
      throws IOException {
    var circuit = Elaboration.of(() -> new GemmEngine(null, p));
    var sources = Verilog.emit(circuit, folder.resolve(name(p)));
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources), options, cache, BuildListener.SILENT);
  }

  /** Runs the commands one after the other, each offered as soon as the engine takes it. */
  public Run run(List<Gemm> gemms, Memories memories, Grants grants) {
    model.reset(2, ModuleIr.RESET);
    var taken = new ArrayList<Long>();
    var ended = new ArrayList<Long>();
    var stalls = new long[CAUSES.length];
    long firstRead = -1;
    long steps = 0;
    long peCycles = 0;
    long quiet = 0;
    for (long t = 0; ended.size() < gemms.size(); t++) {
      boolean more = taken.size() < gemms.size();
      startValid.set(more ? 1 : 0);
      if (more) {
        startBits.setWide(format.encode(gemms.get(taken.size())));
      }
      for (SidePorts side : sides) {
        side.grant.set(grants.serves(side.side, t) ? 1 : 0);
      }
      model.eval();
      boolean served = false;
      for (SidePorts side : sides) {
        served |= side.serve(memories);
      }
      if (served && firstRead < 0) {
        firstRead = t;
      }
      if (more && startReady.get() == 1) {
        taken.add(t);
      }
      if (step.get() == 1) {
        steps++;
        peCycles += rows.get() * columns.get();
      } else {
        for (int i = 0; i < causes.length; i++) {
          stalls[i] += causes[i].get();
        }
      }
      if (done.get() == 1) {
        ended.add(t);
      }
      model.step();
      for (SidePorts side : sides) {
        side.deliver();
      }
      quiet = served ? 0 : quiet + 1;
      if (quiet > PATIENCE) {
        throw new IllegalStateException(
            "the engine stands still in cycle %d, %d of %d commands done"
                .formatted(t, ended.size(), gemms.size()));
      }
    }
    var causesSeen = new ArrayList<Long>();
    for (long s : stalls) {
      causesSeen.add(s);
    }
    return new Run(taken, ended, firstRead, steps, causesSeen, peCycles);
  }

  @Override
  public void close() {
    model.close();
  }

  /** One memory's port. */
  private final class SidePorts {
    private final Side side;
    private final Port request;
    private final Port address;
    private final Port grant;
    private final Port word;
    private BigInteger read;

    SidePorts(Side side, String name) {
      this.side = side;
      request = model.port(name + "_request");
      address = model.port(name + "_address");
      grant = model.port(name + "_grant");
      int end = name.indexOf('_');
      word =
          model.port(
              end < 0 ? name + "Word" : name.substring(0, end) + "Word" + name.substring(end));
    }

    boolean serve(Memories memories) {
      boolean moves = request.get() == 1 && grant.get() == 1;
      if (moves && p.datapath() == Datapath.VALUES) {
        if (side == Side.RESULT) {
          memories.write(address.get(), word.getWide());
        } else {
          read = memories.read(side, address.get());
        }
      }
      return moves;
    }

    /** The word read is there in the next cycle. */
    void deliver() {
      if (read != null) {
        word.setWide(read);
        read = null;
      }
    }
  }
}
