package chorale.bench;

import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import chorale.workload.place.Placements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration that a command works on, with values of the command line in it. */
final class RunInput {
  @Parameters(paramLabel = "FILE", description = "configuration (YAML, docs/run.schema.json)")
  Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "a value in place of the file's, dots between sections, as often as you like:",
        "-D package.nop.flit_bytes=128 -D 'package.nop.disabled_chiplets=[3, 12]'"
      })
  private final List<String> overrides = new ArrayList<>();

  /** Reads it, and decides where its experts live. */
  RunConfig read() {
    return Placements.decide(RunConfigReader.read(file, overrides));
  }
}
