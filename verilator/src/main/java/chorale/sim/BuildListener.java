package chorale.sim;

/** Hears how a build proceeds. Calls come one at a time, though not always from the same thread. */
public interface BuildListener {
  /** The parts of a build, in order. */
  enum Stage {
    /** The library was in the cache; no other stage follows. */
    CACHED,
    /** Verilator turns the Verilog into C++. */
    VERILATE,
    /** The C++ compiler runs, see {@link #progress}. */
    COMPILE,
    /** The shared library is linked and moved into the cache. */
    LINK
  }

  /** A listener that does nothing. */
  BuildListener SILENT =
      new BuildListener() {
        @Override
        public void stage(Stage stage) {}

        @Override
        public void progress(int done, int total) {}
      };

  /** A stage has begun. */
  void stage(Stage stage);

  /**
   * Some of the C++ is compiled.
   *
   * @param done compilation units finished
   * @param total compilation units in this build
   */
  void progress(int done, int total);
}
