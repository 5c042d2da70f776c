package chorale.sim;

import java.nio.file.Path;

/**
 * A model in native code, from which any number of instances can be opened, each in its own thread
 * if wanted. The library stays loaded for the life of the JVM.
 */
public final class ModelLibrary {
  /** Events that a model buffers unless told otherwise: 1.5 MB. */
  private static final int EVENTS = 1 << 16;

  private final ModelSpec spec;
  private final BuildOptions options;
  private final Path path;
  private final boolean cached;
  private final NativeModel functions;

  ModelLibrary(ModelSpec spec, BuildOptions options, Path path, boolean cached) {
    this.spec = spec;
    this.options = options;
    this.path = path;
    this.cached = cached;
    this.functions = NativeModel.load(path);
  }

  /** What was built. */
  public ModelSpec spec() {
    return spec;
  }

  /** How it was built. */
  public BuildOptions options() {
    return options;
  }

  /** The shared library's file. */
  public Path path() {
    return path;
  }

  /** Whether the library was in the cache already, so that nothing was compiled. */
  public boolean cached() {
    return cached;
  }

  /** A new instance with all state at its initial value, and room for 65,536 events. */
  public Model open() {
    return open(EVENTS);
  }

  /**
   * A new instance with room for {@code events} events between two calls of {@link Model#drain}.
   */
  public Model open(int events) {
    return new Model(this, functions, events);
  }
}
