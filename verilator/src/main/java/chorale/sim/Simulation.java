package chorale.sim;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Elaborated;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.ir.ModuleIr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A module of the language under test: its ports are the fields of the Java object.
 *
 * <pre>{@code
 * try (var sim = Simulation.of(() -> new Counter(null, 10)).reset()) {
 *   var counter = sim.dut();
 *   sim.poke(counter.enable, true);
 *   sim.step(3);
 *   sim.expect(counter.value, 3);
 *   sim.waitUntil(counter.wraps, 100);
 * }
 * }</pre>
 *
 * <p>A cycle is: {@code poke} the inputs, {@code peek} or {@code expect} the outputs of this cycle,
 * {@code step} over the rising edge. Outputs follow the inputs without a clock edge in between.
 *
 * <p>What fails here - {@link #expect}, {@link #waitUntil}, a check in the hardware - leaves a
 * trace file behind, which the message names: the stimulus was recorded, and is run again on a
 * model with tracing. A run that passes pays nothing for it but some bytes a poke.
 *
 * <p>Simulations are independent of one another: tests may run in parallel. One simulation belongs
 * to one thread at a time. Like elaboration, it cannot be opened while the class that holds the
 * supplier is being initialised.
 */
public final class Simulation<M extends Module> implements AutoCloseable {
  private static final Pattern RESET =
      Pattern.compile("(\\w+_)?(%s|%s)".formatted(ModuleIr.RESET, ModuleIr.RESET_LOW));
  private static final int RESET_CYCLES = 2;

  private final Elaborated<M> design;
  private final Model model;
  private final Waves waves;
  private final Map<Bits, Pin> pins = new IdentityHashMap<>();
  private boolean settled;
  private Throwable failure;

  Simulation(Elaborated<M> design, SimulationOptions options, ModelLibrary library) {
    this.design = design;
    model = library.open(1);
    waves = new Waves(library, options);
  }

  /** The module that {@code top} makes with a null parent, with the default options. */
  public static <M extends Module> Simulation<M> of(Supplier<M> top) {
    return of(top, SimulationOptions.defaults());
  }

  /**
   * The module that {@code top} makes with a null parent: elaborated, and built unless the same
   * Verilog was built before. Throws {@link chorale.hdl.HdlException} if it breaks a rule, {@link
   * ToolException} if it cannot be built, {@link UncheckedIOException} if files cannot be written.
   */
  public static <M extends Module> Simulation<M> of(Supplier<M> top, SimulationOptions options) {
    var design = Elaboration.withTop(top);
    try {
      var spec = RtlFiles.emit(design.circuit(), options.target().resolve("rtl"));
      var models = options.target().resolve("models");
      var library = ModelBuilder.build(spec, options.build(), models, BuildListener.SILENT);
      return new Simulation<>(design, options, library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The module under test, whose ports are to be poked and peeked. */
  public M dut() {
    return design.top();
  }

  /** Cycles of the main clock so far, those of {@link #reset} included. */
  public long cycle() {
    return model.cycle();
  }

  /**
   * Picoseconds so far, see {@link #clock(Bool, long, long)}; without declared clocks, 2 a cycle.
   */
  public long time() {
    return model.time();
  }

  /** Whether the hardware has called {@code $finish}: then time stands still. */
  public boolean finished() {
    return model.finished();
  }

  // --- inputs ---

  /** Sets an input. */
  public void poke(Bool port, boolean value) {
    poke(pin(port), value ? 1 : 0);
  }

  /** Sets an input of up to 64 bits; throws {@link IllegalArgumentException} if it does not fit. */
  public void poke(UInt port, long value) {
    poke(pin(port), value);
  }

  /** Sets an input; throws {@link IllegalArgumentException} if the value does not fit. */
  public void poke(SInt port, long value) {
    poke(pin(port), value);
  }

  /** Sets an input of any width; throws {@link IllegalArgumentException} if it does not fit. */
  public void poke(Bits port, BigInteger value) {
    var pin = pin(port);
    if (pin.set(value)) {
      changed(pin);
    }
  }

  /** Sets an input to a constant of its enum. */
  public <E extends Enum<E>> void poke(Choice<E> port, E value) {
    poke(pin(port), value.ordinal());
  }

  private void poke(Pin pin, long value) {
    if (pin.set(value)) {
      changed(pin);
    }
  }

  private void changed(Pin pin) {
    waves.stimulus().poked(pin.port());
    settled = false;
  }

  // --- outputs ---

  /** Whether the port is 1. */
  public boolean peek(Bool port) {
    return settledPin(port).get() != 0;
  }

  /**
   * The value of a port of up to 64 bits, negative ones of an {@link SInt} as such. All 64 bits of
   * a {@link UInt} may be a negative {@code long}; {@link #peekBig} never is.
   */
  public long peek(Bits port) {
    return settledPin(port).get();
  }

  /** The value of a port of any width. */
  public BigInteger peekBig(Bits port) {
    return settledPin(port).getBig();
  }

  /** The constant of its enum; throws {@link IllegalStateException} if the value is none. */
  public <E extends Enum<E>> E peek(Choice<E> port) {
    var pin = settledPin(port);
    E[] constants = port.type().getEnumConstants();
    int code = (int) pin.get();
    if (code >= constants.length) {
      throw new IllegalStateException(pin.name() + " is " + pin.text(pin.getBig()));
    }
    return constants[code];
  }

  /** Fails unless the port has that value now. */
  public void expect(Bool port, boolean value) {
    expect(settledPin(port), value ? 1 : 0);
  }

  /** Fails unless the port, of up to 64 bits, has that value now. */
  public void expect(UInt port, long value) {
    expect(settledPin(port), value);
  }

  /** Fails unless the port has that value now. */
  public void expect(SInt port, long value) {
    expect(settledPin(port), value);
  }

  /** Fails unless the port, of any width, has that value now. */
  public void expect(Bits port, BigInteger value) {
    expect(settledPin(port), value);
  }

  /** Fails unless the port has that constant of its enum now. */
  public <E extends Enum<E>> void expect(Choice<E> port, E value) {
    expect(settledPin(port), value.ordinal());
  }

  private void expect(Pin pin, long value) {
    boolean equal = pin.info().width() < 64 && pin.get() == value;
    if (!equal) {
      expect(pin, pin.big(value));
    }
  }

  private void expect(Pin pin, BigInteger value) {
    var expected = pin.checked(value);
    var actual = pin.getBig();
    if (!actual.equals(expected)) {
      throw failed(
          "%s in cycle %d%s: expected %s, got %s"
              .formatted(pin.name(), cycle(), at(), pin.text(expected), pin.text(actual)));
    }
  }

  // --- time ---

  /** Runs one cycle: up to and with the next rising edge of the main clock. */
  public void step() {
    step(1);
  }

  /**
   * Runs so many cycles. Throws {@link SimulationException} if a check in the hardware fails, and
   * {@link IllegalStateException} if {@code $finish} was called before.
   */
  public void step(long cycles) {
    checkRunning();
    run(() -> model.run(cycles), waves.stimulus()::stepped);
  }

  /**
   * Runs until the port is 1, which it may be at once, and returns the cycles that took. Fails if
   * it is not after {@code timeout} cycles.
   */
  public long waitUntil(Bool port, long timeout) {
    var pin = settledPin(port);
    if (pin.get() == 1) {
      return 0;
    }
    checkRunning();
    long start = cycle();
    model.stopWhen(pin.info().name());
    run(() -> model.run(timeout), waves.stimulus()::stepped);
    model.stopNever();
    if (pin.get() != 1) {
      throw failed(
          "%s is not true after %d cycles (timeout %d), in cycle %d%s%s"
              .formatted(
                  pin.name(),
                  cycle() - start,
                  timeout,
                  cycle(),
                  at(),
                  finished() ? ": $finish was called" : ""));
    }
    return cycle() - start;
  }

  /**
   * Holds every input named {@code reset} or {@code *_reset} at 1 for two cycles of every clock,
   * then sets it to 0; those named {@code reset_n} or {@code *_reset_n} at 0, then 1. Returns this
   * simulation.
   */
  public Simulation<M> reset() {
    var resets =
        design.circuit().top().ports().stream()
            .filter(p -> p.input() && p.width() == 1)
            .map(ModuleIr.Port::name)
            .filter(name -> RESET.matcher(name).matches())
            .toList();
    if (!resets.isEmpty()) {
      resets.forEach(name -> set(model.port(name), isLow(name) ? 0 : 1));
      if (waves.clocks().isEmpty()) {
        step(RESET_CYCLES);
      } else {
        long longest =
            waves.clocks().stream()
                .mapToLong(c -> c.phase() + RESET_CYCLES * c.period())
                .max()
                .getAsLong();
        runUntil(time() + longest);
      }
      resets.forEach(name -> set(model.port(name), isLow(name) ? 1 : 0));
    }
    return this;
  }

  private static boolean isLow(String reset) {
    return reset.endsWith(ModuleIr.RESET_LOW);
  }

  private void set(Port port, long value) {
    if (port.get() != value) {
      port.set(value);
      waves.stimulus().poked(port);
      settled = false;
    }
  }

  /**
   * Declares a clock that rises at {@code phasePs} and then every {@code periodPs}; see {@link
   * Model#clock}. The first one declared is the main clock. To be called before anything is run.
   * Returns this simulation.
   *
   * <pre>{@code
   * sim.clock(queue.writeClock, 10_000, 0).clock(queue.readClock, 7_000, 2_500).reset();
   * sim.runUntil(1_000_000);
   * }</pre>
   */
  public Simulation<M> clock(Bool port, long periodPs, long phasePs) {
    return clock(pin(port).info().name(), periodPs, phasePs);
  }

  /** As {@link #clock(Bool, long, long)}, for a clock that is no field, such as {@code clock}. */
  public Simulation<M> clock(String port, long periodPs, long phasePs) {
    model.clock(port, periodPs, phasePs);
    waves.clocks().add(new Waves.Clock(port, periodPs, phasePs));
    return this;
  }

  /** Runs all edges of the declared clocks up to and at that time. */
  public void runUntil(long timePs) {
    checkRunning();
    run(() -> model.runUntil(timePs), cycles -> waves.stimulus().ranUntil(timePs, cycles));
  }

  // --- traces and failures ---

  /**
   * Writes the trace of everything so far, by running it again; FST if the name ends so, else VCD.
   */
  public void trace(Path file) {
    var fst = file.toString().endsWith("." + TraceFormat.FST.suffix());
    try {
      waves.write(fst ? TraceFormat.FST : TraceFormat.VCD, 0, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this simulation threw last. */
  Throwable failure() {
    return failure;
  }

  /** Writes the trace that a failure leaves behind, and says where it is: a line, or "". */
  String saveWaves() {
    return waves.save(cycle());
  }

  private AssertionError failed(String message) {
    var error = new AssertionError(message + saveWaves());
    failure = error;
    return error;
  }

  /** Runs the model and hands on how many cycles were begun, before a failure is replayed. */
  private void run(Runnable action, LongConsumer record) {
    long start = cycle();
    try {
      action.run();
      record.accept(cycle() - start);
      settled |= cycle() > start;
    } catch (SimulationException e) {
      record.accept(cycle() - start + 1);
      var error = new SimulationException(e.getMessage() + at() + saveWaves());
      failure = error;
      throw error;
    }
  }

  private String at() {
    return waves.clocks().isEmpty() ? "" : " at %d ps".formatted(time());
  }

  private void checkRunning() {
    if (finished()) {
      throw new IllegalStateException("$finish was called in cycle " + cycle());
    }
  }

  private Pin settledPin(Bits port) {
    if (!settled) {
      run(model::eval, _ -> {});
      settled = true;
    }
    return pin(port);
  }

  private Pin pin(Bits port) {
    var pin = pins.get(port);
    if (pin == null) {
      var name = design.nameOf(port);
      pin = new Pin(port, design.circuit().top().port(name), model.port(name));
      pins.put(port, pin);
    }
    return pin;
  }

  /** Frees the model. Closing twice does nothing. */
  @Override
  public void close() {
    model.close();
  }
}
