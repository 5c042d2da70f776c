package chorale.bench;

import chorale.workload.RunConfig;
import chorale.workload.place.Placements;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The configuration that a command works on, with values of the command line in it. */
final class RunInput {
  @Parameters(paramLabel = "FILE", description = "configuration (YAML, docs/run.schema.json)")
  Path file;

  @Mixin private OverrideOption overrides;

  /** Reads it, and decides where its experts live. */
  RunConfig read() {
    return Placements.decide(written());
  }

  /** Reads it as it is written, for what does not depend on where experts live. */
  RunConfig written() {
    return overrides.read(file);
  }
}
