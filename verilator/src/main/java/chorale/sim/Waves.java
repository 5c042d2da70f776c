package chorale.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a stimulus again, on a model with tracing, to get the trace that nobody asked for then. */
final class Waves {
  /** Bytes of stimulus beyond which a run is no longer recorded. */
  private static final int STIMULUS_LIMIT = 1 << 26;

  /** A clock that time drives. */
  record Clock(String port, long period, long phase) {}

  private final ModelLibrary plain;
  private final SimulationOptions options;
  private final List<Clock> clocks = new ArrayList<>();
  private final Stimulus stimulus = new Stimulus(STIMULUS_LIMIT);

  /** The waves of a model of that library, nothing of which has been run. */
  Waves(ModelLibrary plain, SimulationOptions options) {
    this.plain = plain;
    this.options = options;
  }

  /** What is to be run again. */
  Stimulus stimulus() {
    return stimulus;
  }

  /** The clocks to be declared again. */
  List<Clock> clocks() {
    return clocks;
  }

  /**
   * Writes the trace that a failure in {@code cycle} leaves, and says where it is: a line, or "".
   */
  String save(long cycle) {
    var format = options.waves();
    if (format == TraceFormat.NONE) {
      return "";
    }
    var name = options.waveName().isEmpty() ? plain.spec().top() : options.waveName();
    var file = options.target().resolve("waves").resolve(name + "." + format.suffix());
    long first = Math.max(0, cycle - options.waveCycles());
    try {
      write(format, first, file);
      return "\n  waves: " + file + (first == 0 ? "" : ", from cycle " + first);
    } catch (IOException | RuntimeException e) {
      return "\n  no waves: " + e.getMessage();
    }
  }

  /** Writes the trace of the cycles from {@code first} on. */
  void write(TraceFormat format, long first, Path file) throws IOException {
    if (!stimulus.isComplete()) {
      throw new IOException("the run was too long to be recorded");
    }
    var models = plain.path().getParent().getParent();
    var traced = plain.options().trace(format);
    var library = ModelBuilder.build(plain.spec(), traced, models, BuildListener.SILENT);
    try (var model = library.open()) {
      model.onDisplay(_ -> {});
      clocks.forEach(c -> model.clock(c.port, c.period, c.phase));
      List<Port> ports =
          plain.spec().ports().stream().map(info -> model.port(info.name())).toList();
      stimulus.replay(model, ports, first, () -> open(model, file));
      model.snapshot();
    } catch (SimulationException _) {
      // It is what ended the first run, too.
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void open(Model model, Path file) {
    try {
      model.openTrace(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
