package chorale.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs a stimulus again, on a model with tracing, to get the trace that nobody asked for then. */
final class Waves {
  private Waves() {}

  /**
   * Writes the trace of the cycles from {@code first} on.
   *
   * @param clocks declares the clocks of the model
   */
  static void write(
      ModelLibrary plain,
      TraceFormat format,
      Consumer<Model> clocks,
      Stimulus stimulus,
      long first,
      Path file)
      throws IOException {
    if (!stimulus.isComplete()) {
      throw new IOException("the run was too long to be recorded");
    }
    var models = plain.path().getParent().getParent();
    var options = plain.options().trace(format);
    var library = ModelBuilder.build(plain.spec(), options, models, BuildListener.SILENT);
    try (var model = library.open()) {
      model.onDisplay(_ -> {});
      clocks.accept(model);
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
