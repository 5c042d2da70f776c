package chorale.bench;

import java.nio.file.Path;

/** Where tests write Verilog and keep models. */
public final class TestFolders {
  /** Models by content, shared by all processes of tests: a build holds a lock. */
  public static final Path MODELS = Path.of("target", "models");

  /**
   * Number of this process of tests, by the build: two processes may emit designs of one name at
   * once.
   */
  private static final String PROCESS = System.getProperty("test.process", "0");

  private TestFolders() {}

  /** Folder of the Verilog of a design, in this process of tests only. */
  public static Path rtl(String name) {
    return Path.of("target", "rtl", PROCESS, name);
  }
}
