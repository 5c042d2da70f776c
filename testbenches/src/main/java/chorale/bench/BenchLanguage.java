package chorale.bench;

import chorale.bench.hdl.LanguageStudy;
import chorale.bench.hdl.Tutorial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale bench language}: the pages about the language. */
@Command(
    name = "language",
    description = "Write docs/language.md and tutorial.md anew; compare designs in four languages.")
final class BenchLanguage implements Callable<Integer> {
  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "the folder of the project (default: the present one)")
  private Path root;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/side-by-side",
      description = "folder for what is built on the way (default: ${DEFAULT-VALUE})")
  private Path work;

  @Override
  public Integer call() throws IOException {
    try (var progress = Progress.onStandardError()) {
      var study = new LanguageStudy(root, work, progress::note);
      study.emit(Path.of(System.getProperty("java.home"), "bin", "java"));
      study.write();
      var tutorial = new Tutorial(root, work.resolve("tutorial"));
      tutorial.run();
      tutorial.write();
      boolean equal = study.equal();
      System.out.println(
          equal
              ? "All versions of every design have equal outputs in every cycle."
              : "Versions of a design differ.");
      return equal ? 0 : 1;
    }
  }
}
