package chorale.bench.hdl;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import chorale.rtl.SafeFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs what {@code docs/tutorial.md} shows, so that the page can quote what comes of it. */
public final class Tutorial {
  /** The page, seen from the project's root. */
  static final Path PAGE = Path.of("docs", "tutorial.md");

  private static final Path EXAMPLES = Path.of("examples", "tutorial");
  private static final Path MISTAKES = EXAMPLES.resolve("mistakes");

  private final Path root;
  private final Path folder;

  /**
   * The tutorial of the project in {@code root}.
   *
   * @param folder stands for the project's root when the examples run: results go to {@code out}
   *     there, and what a run prints to {@code out/tutorial/NAME.txt}
   */
  public Tutorial(Path root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /** Compiles and runs all examples. */
  public void run() throws IOException {
    Path classes = folder.resolve("classes");
    new SourceClasses(root.resolve(EXAMPLES), classes);
    run(classes, "Counter");
    run(classes, "Timer", "1");
    Path results = folder.resolve("out").resolve("tutorial");
    Files.move(results.resolve("Timer.txt"), results.resolve("TimerOf1.txt"), REPLACE_EXISTING);
    run(classes, "Timer", "10");
    run(classes, "Router2");
    run(classes, "Router", "4");
    run(classes, "RouterBench");
    for (String mistake : List.of("Sum", "Latch", "Echo")) {
      run(mistake(mistake), mistake);
    }
    try {
      mistake("Types");
      throw new IllegalStateException("Types.java compiles");
    } catch (IOException e) {
      write("Types", e.getMessage().replace(root + File.separator, ""));
    }
  }

  private Path mistake(String name) throws IOException {
    Path classes = folder.resolve("mistakes").resolve(name);
    new SourceClasses(List.of(root.resolve(MISTAKES).resolve(name + ".java")), classes);
    return classes;
  }

  private void run(Path classes, String main, String... arguments) throws IOException {
    String classPath = classes.toAbsolutePath() + File.pathSeparator + SourceClasses.classPath();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    write(main, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private void write(String name, String text) throws IOException {
    Path results = Files.createDirectories(folder.resolve("out").resolve("tutorial"));
    Files.writeString(results.resolve(name + ".txt"), text);
  }

  /** Writes the quotations of the page anew, after {@link #run}. */
  public void write() throws IOException {
    Path page = root.resolve(PAGE);
    String filled = filled(Files.readString(page));
    SafeFiles.writeText(page, w -> w.write(filled));
  }

  /** {@code page} with its quotations as they should be now. */
  String filled(String page) {
    return Page.filled(page, List.of(folder, root));
  }
}
