package chorale.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that all commands have which build models. */
final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      defaultValue = "out/cache",
      description = "folder of compiled models (default: ${DEFAULT-VALUE})")
  Path folder;
}
