package chorale.bench.memory;

import chorale.bench.memory.DramDevice.Count;
import chorale.bench.memory.DramDevice.Faults;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmController;
import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A simulated {@link HbmController} between a user and a {@link DramDevice}. The user offers its
 * requests in their order, one as soon as the one before it is taken, and takes every answer. It
 * checks that each read is answered exactly once; the device checks every command.
 */
public final class MemoryBench implements AutoCloseable {
  /** No limit to the reads under way but the controller's own. */
  public static final int SATURATED = Integer.MAX_VALUE;

  private static final int RESET_CYCLES = 2;
  private static final int PATIENCE = 200_000;
  private static final long NOT_ASKED = -1;

  /** Who gives data to writes and looks at the answers. */
  public interface User {
    /** Only the cycles count. */
    User NONE =
        new User() {
          @Override
          public void data(int request, long[] words) {
            // Whatever was there.
          }

          @Override
          public void taken(int request, int tag) {
            // Nothing to remember.
          }

          @Override
          public void answered(int tag, boolean corrected, boolean broken, long[] words) {
            // Nothing to compare.
          }
        };

    /** Sets the data of a write that is going to be offered. */
    void data(int request, long[] words);

    /** A request moved; {@code tag} is a read's. */
    void taken(int request, int tag);

    /** A read is answered. */
    void answered(int tag, boolean corrected, boolean broken, long[] words);
  }

  private final ControllerParameters p;
  private final DramTiming timing;
  private final Requests.Code code;
  private final Model model;
  private final boolean values;
  private final ControllerPorts ports;
  private final long[] asked; // by tag, the cycle in which the read moved
  private final long[] words;
  private DramDevice device;
  private User user;
  private Latencies latencies;
  private long cycle;
  private long bursts;
  private int outstanding;
  private int nextTag;

  /** A bench on a controller with these parameters. */
  public MemoryBench(ControllerParameters p, Model model) {
    this(p, p.timing(), model);
  }

  /** The same with a device whose timing the controller may not know. */
  MemoryBench(ControllerParameters p, DramTiming timing, Model model) {
    this.p = p;
    this.timing = timing;
    this.model = model;
    code = new Requests.Code(p.shape());
    values = p.datapath() == Datapath.VALUES;
    ports = new ControllerPorts(model);
    asked = new long[1 << p.tagBits()];
    words = new long[ports.dataWords()];
  }

  /** Name of a controller's design, one for each set of parameters. */
  public static String name(ControllerParameters p) {
    return "memory_%s_%s_%d_%d_%d_%d%s%s"
        .formatted(
            p.timing().name(),
            p.datapath(),
            p.reads(),
            p.writes(),
            p.rowsPerBank(),
            p.ageCap(),
            p.closedPage() ? "_closed" : "",
            p.perBankRefresh() ? "_per_bank" : "")
        .toLowerCase(Locale.ROOT);
  }

  /** Emits a controller to a folder of its own in {@code folder} and builds it. */
  public static ModelLibrary build(ControllerParameters p, Path folder, Path cache)
      throws IOException {
    return build(p, BuildOptions.defaults(), folder, cache);
  }

  static ModelLibrary build(ControllerParameters p, BuildOptions options, Path folder, Path cache)
      throws IOException {
    var circuit = Elaboration.of(() -> new HbmController(null, p));
    var sources = Verilog.emit(circuit, folder.resolve(name(p)));
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources), options, cache, BuildListener.SILENT);
  }

  /** Runs requests whose data does not matter; see the other method. */
  public MemoryRun run(Requests requests, int window) {
    return run(requests, window, User.NONE, Faults.NONE);
  }

  /**
   * Runs requests on a controller after reset, until all are taken, answered and, if they write,
   * written; throws {@link RuleViolation} when a command breaks a rule of the device and {@link
   * IllegalStateException} when an answer is not one to an open read, or nothing moves any more.
   *
   * @param window reads that may be under way
   */
  public MemoryRun run(Requests requests, int window, User user, Faults faults) {
    this.user = user;
    device =
        new DramDevice(
            timing, p.shape(), p.perBankRefresh(), values ? ports.bus.burstWords() : 0, faults, 0);
    latencies = new Latencies();
    Arrays.fill(asked, NOT_ASKED);
    outstanding = 0;
    nextTag = 0;
    cycle = 0;
    ports.valid.set(0);
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    bursts = 0;
    long writes = 0;
    long firstAccept = 0;
    long lastAccept = 0;
    long lastMove = 0;
    int request = next(requests);
    while (request != Requests.END || outstanding > 0 || isWriting(writes, lastMove)) {
      boolean offers = request >= 0 && (code.isWrite(request) || outstanding < window);
      ports.valid.set(offers ? 1 : 0);
      long columns = device.lastData();
      boolean answered = settle();
      boolean moves = offers && ports.ready.get() == 1;
      if (moves) {
        firstAccept = bursts == 0 ? cycle : firstAccept;
        bursts++;
        writes += code.isWrite(request) ? 1 : 0;
        taken(request);
        lastAccept = cycle;
        lastMove = cycle;
      } else if (answered || device.lastData() > columns) {
        lastMove = cycle;
      } else if (cycle - lastMove > PATIENCE) {
        throw new IllegalStateException(
            "the controller stands still in cycle %d with %d reads under way"
                .formatted(cycle, outstanding));
      }
      model.step();
      cycle++;
      if (moves || request == Requests.PAUSE) {
        request = next(requests);
      }
    }
    device.idle(cycle);
    return new MemoryRun(
        bursts,
        lastAccept - firstAccept + 1,
        device.lastData() - firstAccept,
        timing.bl(),
        latencies,
        device);
  }

  /** Cycles of the run, which may still go on, since reset. */
  long cycle() {
    return cycle;
  }

  /** Requests that have been taken. */
  long bursts() {
    return bursts;
  }

  /** Commands that the device has had. */
  long commands() {
    return device.count(Count.COMMANDS);
  }

  /** Latencies of the reads that have been answered. */
  Latencies latencies() {
    return latencies;
  }

  /** What the controller has counted since reset. */
  long counted(HbmCounter what) {
    ports.select(what);
    model.eval();
    return ports.counter();
  }

  /** Whether writes may still be waiting: a controller may also make one of two. */
  private boolean isWriting(long writes, long lastMove) {
    long quiet = 2L * p.ageCap() + 2L * timing.rfc();
    return cycle < device.lastData()
        || device.count(Count.WRITES) < writes && cycle - lastMove < quiet;
  }

  /** Puts the next request on the inputs. */
  private int next(Requests requests) {
    int request = requests.next();
    if (request < 0) {
      return request;
    }
    ports.request(code, request);
    if (code.isWrite(request)) {
      if (values) {
        user.data(request, words);
        ports.data(words);
      }
    } else {
      while (asked[nextTag] != NOT_ASKED) {
        nextTag = nextTag + 1 & asked.length - 1;
      }
      ports.tag(nextTag);
    }
    return request;
  }

  private void taken(int request) {
    if (!code.isWrite(request)) {
      asked[nextTag] = cycle;
      outstanding++;
    }
    user.taken(request, nextTag);
  }

  /** A cycle, but for its end: data of the device, commands, data to it, an answer if there is. */
  private boolean settle() {
    ports.bus.answer(device, cycle);
    model.eval();
    ports.bus.obey(device, cycle);
    boolean answered = ports.answer.get() == 1;
    if (answered) {
      answered((int) ports.answerTag.get());
    }
    return answered;
  }

  private void answered(int tag) {
    if (asked[tag] == NOT_ASKED) {
      throw new IllegalStateException(
          "in cycle %d an answer with tag %d, of which no read is open".formatted(cycle, tag));
    }
    latencies.add(cycle - asked[tag]);
    asked[tag] = NOT_ASKED;
    outstanding--;
    if (values) {
      ports.answerData(words);
    }
    user.answered(tag, ports.isCorrected(), ports.isBroken(), words);
  }

  @Override
  public void close() {
    model.close();
  }
}
