package chorale.bench;

import chorale.bench.tools.TemporaryFolder;
import chorale.workload.RunConfigReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code chorale rehearse}: does a little of what users do most, so that the JVM that watches can
 * keep the classes for the next start; bin/chorale calls it after a build.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Go through the usual commands for a cache of classes.")
final class RehearsalCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    PrintStream before = System.out;
    try (var nothing =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      System.setOut(nothing);
      Main.execute("--help");
      Main.execute("--version");
      Main.execute("run", "--help");
      Path example = Home.folder().resolve("examples/nop-tree-16.yaml");
      if (Files.exists(example)) {
        try (var folder = TemporaryFolder.make()) {
          Main.execute("bounds", example.toString());
          Main.execute("run", "--fast", "-o", folder.path().toString(), example.toString());
          RunCommand.emit(RunConfigReader.read(example), folder.path());
        }
      }
    } finally {
      System.setOut(before);
    }
    return 0;
  }
}
