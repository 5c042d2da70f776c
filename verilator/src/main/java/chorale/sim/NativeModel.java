package chorale.sim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The functions of one loaded library, {@code shim.cpp}.
 *
 * <p>Libraries differ from model to model, so the method handles take the function's address as
 * their first argument and are themselves {@code static final}: the JIT compiler sees constants and
 * inlines the call. A model is passed as a plain address, which spares the scope check that a
 * {@link MemorySegment} argument costs. What remains is the change from Java to native code and
 * back, about 4 ns a call.
 */
record NativeModel(
    MemorySegment open,
    MemorySegment close,
    MemorySegment port,
    MemorySegment eval,
    MemorySegment run,
    MemorySegment feed,
    MemorySegment stopWhen,
    MemorySegment watch,
    MemorySegment trace,
    MemorySegment snapshot,
    MemorySegment clock,
    MemorySegment runUntil,
    MemorySegment displayed) {

  private static final MethodHandle OPEN =
      handle(FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE = handle(FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle PORT =
      handle(FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EVAL = handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle RUN =
      handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FEED =
      handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STOP_WHEN =
      handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT));
  private static final MethodHandle WATCH =
      handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle TRACE =
      handle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle SNAPSHOT = handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOCK =
      handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle RUN_UNTIL =
      handle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DISPLAYED = handle(FunctionDescriptor.ofVoid(JAVA_LONG));

  private static MethodHandle handle(FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(type);
  }

  /**
   * Loads a library. It stays loaded for the life of the JVM: it is small, and unloading code that
   * another thread may be running is not worth the risk.
   */
  static NativeModel load(Path library) {
    var symbols = SymbolLookup.libraryLookup(library, Arena.global());
    return new NativeModel(
        symbols.findOrThrow("chorale_open"),
        symbols.findOrThrow("chorale_close"),
        symbols.findOrThrow("chorale_port"),
        symbols.findOrThrow("chorale_eval"),
        symbols.findOrThrow("chorale_run"),
        symbols.findOrThrow("chorale_feed"),
        symbols.findOrThrow("chorale_stop_when"),
        symbols.findOrThrow("chorale_watch"),
        symbols.findOrThrow("chorale_trace"),
        symbols.findOrThrow("chorale_snapshot"),
        symbols.findOrThrow("chorale_clock"),
        symbols.findOrThrow("chorale_run_until"),
        symbols.findOrThrow("chorale_displayed"));
  }

  long open(MemorySegment control, MemorySegment events) {
    try {
      return (long) OPEN.invokeExact(open, control, events);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  void close(long model) {
    try {
      CLOSE.invokeExact(close, model);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  MemorySegment port(long model, int number) {
    try {
      return (MemorySegment) PORT.invokeExact(port, model, number);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long eval(long model) {
    try {
      return (long) EVAL.invokeExact(eval, model);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long run(long model, long cycles) {
    try {
      return (long) RUN.invokeExact(run, model, cycles);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long feed(long model, MemorySegment ports, int count, MemorySegment words, long rows) {
    try {
      return (long) FEED.invokeExact(feed, model, ports, count, words, rows);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  void stopWhen(long model, int port) {
    try {
      STOP_WHEN.invokeExact(stopWhen, model, port);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  void watch(long model, int valid, int data) {
    try {
      WATCH.invokeExact(watch, model, valid, data);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Opens a trace, or closes it if {@code path} is NULL; returns whether one is open. */
  boolean trace(long model, MemorySegment path) {
    try {
      return (int) TRACE.invokeExact(trace, model, path) != 0;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long snapshot(long model) {
    try {
      return (long) SNAPSHOT.invokeExact(snapshot, model);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  void clock(long model, int port, long high, long low, long phase) {
    try {
      CLOCK.invokeExact(clock, model, port, high, low, phase);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  long runUntil(long model, long time) {
    try {
      return (long) RUN_UNTIL.invokeExact(runUntil, model, time);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  void displayed(long model) {
    try {
      DISPLAYED.invokeExact(displayed, model);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
