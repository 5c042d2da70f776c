package chorale.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of studies that run on all real traces. */
final class TracesOption {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      defaultValue = "examples/traces",
      description = "folder of the traces (default: ${DEFAULT-VALUE})")
  Path folder;
}
