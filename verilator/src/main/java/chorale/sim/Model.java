package chorale.sim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One instance of a Verilated model.
 *
 * <p>A clock cycle is: clock to 0, evaluate, clock to 1, evaluate. Inputs written before it are
 * seen by the registers at its rising edge; outputs read after it show the state after that edge.
 * After {@link #clock} it is time that drives the clocks, and a cycle ends with the rising edge of
 * the first one. What goes wrong in the Verilog never ends the JVM: it is an exception that names
 * file, line and cycle.
 *
 * <pre>{@code
 * try (var model = library.open()) {
 *   model.reset(2, "reset");
 *   model.port("enable").set(1);
 *   model.run(10);
 *   assert model.port("value").get() == 10;
 * }
 * }</pre>
 *
 * <p>Cost: {@link #step} is one call into native code, about 10 ns beside the model's own work;
 * {@link #run} and {@link #feed} are one call for all their cycles, 3 to 5 ns a cycle more than a
 * bare C++ loop. Each watch and the stop port cost one byte test a cycle.
 *
 * <p>Instances are independent; one instance may be handed from thread to thread but not used by
 * two at once. All methods throw {@link IllegalStateException} after {@link #close}.
 */
public final class Model implements AutoCloseable {
  // Layout of struct Control and struct Event in shim.cpp, in bytes.
  private static final long CYCLE = 0;
  private static final long USED = 8;
  private static final long CAPACITY = 16;
  private static final long FINISHED = 24;
  private static final long TIME = 32;
  private static final long DISPLAYED = 40;
  private static final long DISPLAY = 48;
  private static final long TEXT = 56;
  private static final long CONTROL_BYTES = TEXT + 4000;
  private static final long EVENT_BYTES = 24;

  private final ModelLibrary library;
  private final NativeModel functions;
  // Shared, not confined: the instance may be handed to another thread.
  private final Arena arena = Arena.ofShared();
  private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
  private final MemorySegment events;
  private final int capacity;
  private final Map<String, Port> ports = new LinkedHashMap<>();
  private final long model;
  private Consumer<String> display = System.out::print;
  private int watches;
  private int clocks;
  private Port stop;
  private String failure;
  private boolean open = true;

  Model(ModelLibrary library, NativeModel functions, int capacity) {
    this.library = library;
    this.functions = functions;
    this.capacity = capacity;
    events = arena.allocate(EVENT_BYTES * capacity, 8);
    control.set(JAVA_LONG, CAPACITY, capacity);
    model = functions.open(control, events);
    var infos = library.spec().ports();
    for (int i = 0; i < infos.size(); i++) {
      var info = infos.get(i);
      var memory = functions.port(model, i).reinterpret(info.bytes(), arena, null);
      ports.put(info.name(), new Port(info, i, memory));
    }
  }

  /** The library this instance came from. */
  public ModelLibrary library() {
    return library;
  }

  /**
   * The port of that name; keep it rather than asking again in a loop. Throws {@link
   * IllegalArgumentException}, which lists the known names, if there is none.
   */
  public Port port(String name) {
    var port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException(
          library.spec().top()
              + " has no port "
              + name
              + "; it has "
              + String.join(", ", ports.keySet()));
    }
    return port;
  }

  /** Clock cycles run since the model was opened, those of {@link #reset} included. */
  public long cycle() {
    return control.get(JAVA_LONG, CYCLE);
  }

  /**
   * Runs one clock cycle, whether or not the stop condition holds. Throws {@link
   * SimulationException} on a fatal error in the Verilog and {@link IllegalStateException} when the
   * event buffer is full or the Verilog has called {@code $finish}.
   */
  public void step() {
    if (run(1) == 0) {
      throw new IllegalStateException(
          full()
              ? "the event buffer is full: drain() before the next cycle"
              : "$finish was called");
    }
  }

  /**
   * Runs clock cycles in native code, at most {@code maxCycles}, until one of these holds after a
   * cycle: the stop port is 1, the event buffer might not hold the next cycle's events ({@link
   * #full}), or the Verilog has called {@code $finish}. Returns the number of cycles run; 0 when
   * the buffer was full or {@code $finish} called before. Throws {@link SimulationException} on a
   * fatal error in the Verilog.
   */
  public long run(long maxCycles) {
    checkOpen();
    return checked(functions.run(model, maxCycles));
  }

  /**
   * As {@link #run(long)}, but hands the events to {@code sink} whenever the buffer is full and at
   * the end, and so returns early only when the stop port is 1 or after {@code $finish}.
   */
  public long run(long maxCycles, EventSink sink) {
    long done = 0;
    boolean more;
    do {
      done += run(maxCycles - done);
      more = full() && done < maxCycles && !stopped() && !finished();
      drain(sink);
    } while (more);
    return done;
  }

  /**
   * Declares a clock that rises at {@code phasePs} and from then on every {@code periodPs}, and
   * falls half a period later (rounded down); it is 0 before. Edges of one time happen at once.
   * Inputs are seen by all edges after they were written. The first clock declared is the main one:
   * {@link #step}, {@link #run} and {@link #cycle} count its rising edges, at which watches and the
   * stop port are looked at. The clock of {@link ModelSpec#clock} stays 0 unless it is declared.
   *
   * <pre>{@code
   * model.clock("write_clock", 10_000, 0);
   * model.clock("read_clock", 7_000, 2_500);
   * model.runUntil(100_000);
   * }</pre>
   *
   * Throws {@link IllegalArgumentException} unless {@code port} is a 1-bit input, the period at
   * least 2 and the phase at least 0; {@link IllegalStateException} if cycles have been run.
   */
  public void clock(String port, long periodPs, long phasePs) {
    checkOpen();
    var input = bit(port);
    input.checkInput();
    if (periodPs < 2 || phasePs < 0) {
      throw new IllegalArgumentException(
          "clock " + port + " has a period of " + periodPs + " ps and a phase of " + phasePs);
    }
    if (cycle() > 0 || control.get(JAVA_LONG, TIME) > 0) {
      throw new IllegalStateException("declare clock " + port + " before anything is run");
    }
    long high = periodPs / 2;
    functions.clock(model, input.number(), high, periodPs - high, phasePs);
    clocks++;
  }

  /**
   * The time in ps: that of the last edge, or what was last run until. Without declared clocks a
   * cycle takes 2.
   */
  public long time() {
    return clocks > 0 ? control.get(JAVA_LONG, TIME) : 2 * cycle();
  }

  /**
   * Runs all edges up to and at {@code timePs}; returns the cycles of the main clock. Ends earlier
   * after {@code $finish}; does not look at the stop port. Throws {@link IllegalStateException} if
   * no clock was declared, or if there are watches, whose events might not find room.
   */
  public long runUntil(long timePs) {
    checkOpen();
    if (clocks == 0) {
      throw new IllegalStateException("declare the clocks first, with clock()");
    }
    if (watches > 0) {
      throw new IllegalStateException("runUntil() takes no watches: use run()");
    }
    return checked(functions.runUntil(model, timePs));
  }

  /**
   * Where the text goes that the Verilog displays ({@code $display}, {@code $write}); it comes when
   * a call ends. The standard output unless told otherwise.
   */
  public void onDisplay(Consumer<String> sink) {
    display = sink;
  }

  /** Recomputes the outputs from the inputs as they are, without a clock edge. */
  public void eval() {
    checkOpen();
    checked(functions.eval(model));
  }

  /** Holds the 1-bit input {@code resetPort} at 1 for that many clock cycles, then sets it to 0. */
  public void reset(int cycles, String resetPort) {
    var reset = port(resetPort);
    reset.set(1);
    for (int i = 0; i < cycles; i++) {
      step();
    }
    reset.set(0);
  }

  /**
   * Makes {@link #run} return after a cycle that leaves this 1-bit port at 1. Replaces an earlier
   * stop port. Throws {@link IllegalArgumentException} if there is no such 1-bit port.
   */
  public void stopWhen(String name) {
    checkOpen();
    stop = bit(name);
    functions.stopWhen(model, stop.number());
  }

  /** From now on {@link #run} heeds no stop port. */
  void stopNever() {
    checkOpen();
    stop = null;
    functions.stopWhen(model, -1);
  }

  /** Whether the stop port is 1. */
  public boolean stopped() {
    return stop != null && stop.get() != 0;
  }

  /** Whether the Verilog has called {@code $finish}. */
  public boolean finished() {
    return control.get(JAVA_LONG, FINISHED) != 0;
  }

  /**
   * From now on, each cycle that leaves {@code validPort} at 1 appends an event with the value of
   * {@code dataPort} to the event buffer. Returns the watch's number, counted from 0. Throws {@link
   * IllegalArgumentException} if {@code validPort} is no 1-bit port or {@code dataPort} has more
   * than 64 bits, and {@link IllegalStateException} if the buffer could not hold one event of every
   * watch.
   */
  public int watch(String validPort, String dataPort) {
    checkOpen();
    var valid = bit(validPort);
    var data = port(dataPort);
    if (data.info().width() > 64) {
      throw new IllegalArgumentException(data + " cannot be watched: the limit is 64 bits");
    }
    if (watches == capacity) {
      throw new IllegalStateException("an event buffer of " + capacity + " allows no more watches");
    }
    functions.watch(model, valid.number(), data.number());
    return watches++;
  }

  /**
   * Whether the event buffer might not hold the events of another cycle, so that {@link #drain} is
   * due.
   */
  public boolean full() {
    return control.get(JAVA_LONG, USED) + watches > capacity;
  }

  /** Hands all buffered events to {@code sink}, oldest first, and empties the buffer. */
  public void drain(EventSink sink) {
    long used = control.get(JAVA_LONG, USED);
    control.set(JAVA_LONG, USED, 0);
    for (long at = 0; at < used * EVENT_BYTES; at += EVENT_BYTES) {
      sink.event(
          events.get(JAVA_LONG, at),
          (int) events.get(JAVA_LONG, at + 8),
          events.get(JAVA_LONG, at + 16));
    }
  }

  /**
   * Gives the listed inputs new values in each of a number of clock cycles, one after the other and
   * without heed to any ready signal: made for loading memories. The inputs keep the last record's
   * values afterwards; the stop port is not looked at.
   *
   * @param inputs the ports that a record sets, in the record's order
   * @param records one record after the other; a port takes one {@code long}, or one for each 64
   *     bits begun, the lowest first
   * @param sink takes all events, as in {@link #run(long, EventSink)}
   * @return cycles run: the number of records, or fewer after {@code $finish}
   * @throws IllegalArgumentException if a value does not fit its port, a port is an output, or the
   *     last record is incomplete; nothing is run then
   */
  public long feed(List<Port> inputs, long[] records, EventSink sink) {
    checkOpen();
    int longs = 0;
    for (var port : inputs) {
      port.checkInput();
      longs += port.info().longs();
    }
    if (longs == 0 || records.length % longs != 0) {
      throw new IllegalArgumentException(
          records.length + " words are no whole number of records of " + longs + " words");
    }
    long rows = records.length / longs;
    long done = 0;
    try (var scratch = Arena.ofConfined()) {
      var numbers =
          scratch.allocateFrom(JAVA_INT, inputs.stream().mapToInt(Port::number).toArray());
      var words = scratch.allocateFrom(JAVA_LONG, masked(inputs, records));
      do {
        var rest = words.asSlice(8 * longs * done);
        done += checked(functions.feed(model, numbers, inputs.size(), rest, rows - done));
        drain(sink);
      } while (done < rows && !finished());
    }
    return done;
  }

  private static long[] masked(List<Port> inputs, long[] records) {
    var masked = new long[records.length];
    for (int at = 0; at < records.length; ) {
      for (var port : inputs) {
        for (int word = 0; word < port.info().longs(); word++, at++) {
          masked[at] = port.checked(word, records[at]);
        }
      }
    }
    return masked;
  }

  /**
   * Writes every signal's changes to a VCD or FST file from now on, until {@link #closeTrace},
   * {@link #close} or the next call. A clock cycle is 2 ps unless clocks were declared. Tracing all
   * nets slows a model some forty times and writes tens of bytes a net and cycle: trace windows
   * only. Throws {@link IllegalStateException} if the library was built without {@link
   * BuildOptions#trace(boolean)}, {@link IOException} if the file cannot be written.
   */
  public void openTrace(Path file) throws IOException {
    checkOpen();
    if (library.options().trace() == TraceFormat.NONE) {
      throw new IllegalStateException(
          "the model was built without trace: set BuildOptions.trace(true)");
    }
    if (file.toAbsolutePath().getParent() instanceof Path folder) {
      Files.createDirectories(folder);
    }
    try (var scratch = Arena.ofConfined()) {
      if (!functions.trace(model, scratch.allocateFrom(file.toString()))) {
        throw new IOException("cannot write " + file);
      }
    }
  }

  /** Puts what is seen now, after a change of inputs, into the open trace: its last moment. */
  void snapshot() {
    checkOpen();
    checked(functions.snapshot(model));
  }

  /** Completes and closes the trace file, if one is open. */
  public void closeTrace() {
    checkOpen();
    functions.trace(model, MemorySegment.NULL);
  }

  /**
   * Runs the Verilog's final blocks, closes an open trace and frees the instance. Closing twice
   * does nothing.
   */
  @Override
  public void close() {
    if (open) {
      open = false;
      functions.close(model);
      arena.close();
    }
  }

  private Port bit(String name) {
    var port = port(name);
    if (port.info().width() != 1) {
      throw new IllegalArgumentException(port + " should have 1 bit");
    }
    return port;
  }

  private long checked(long cycles) {
    long displayed = control.get(JAVA_LONG, DISPLAYED);
    if (displayed > 0) {
      var text = control.get(ADDRESS, DISPLAY).reinterpret(displayed).toArray(JAVA_BYTE);
      functions.displayed(model);
      display.accept(new String(text, StandardCharsets.UTF_8));
    }
    if (cycles < 0) {
      failure = control.getString(TEXT);
      throw new SimulationException(failure);
    }
    return cycles;
  }

  private void checkOpen() {
    if (!open || failure != null) {
      throw new IllegalStateException(
          open ? "the simulation has failed: " + failure : "the model is closed");
    }
  }
}
