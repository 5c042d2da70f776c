package chorale.bench;

import java.nio.file.Path;

/** Where Chorale lies, as the launcher says: for scripts beside it, never for results. */
final class Home {
  private Home() {}

  /** The root of the project; the folder above this one where tests of a module run. */
  static Path folder() {
    String told = System.getProperty("chorale.home");
    return told != null ? Path.of(told) : Path.of("").toAbsolutePath().getParent();
  }

  /** What starts the command line in another process. */
  static Path launcher() {
    return folder().resolve("bin/chorale");
  }
}
