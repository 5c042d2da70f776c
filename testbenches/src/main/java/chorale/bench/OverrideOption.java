package chorale.bench;

import chorale.workload.RunConfig;
import chorale.workload.RunConfigReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** Values of a configuration that the command line has in place of the file's. */
final class OverrideOption {
  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      completionCandidates = Keys.class,
      description = {
        "a value in place of the file's, dots between sections, as often as you like:",
        "-D trace.tokens=512 -D 'package.nop.disabled_chiplets=[3, 12]'"
      })
  private final List<String> values = new ArrayList<>();

  /** What a shell proposes: a key, to which the value is then written. */
  static final class Keys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RunConfigReader.keys().iterator();
    }
  }

  /** Each {@code key=value}, in the order of the command line. */
  List<String> values() {
    return List.copyOf(values);
  }

  /** The configuration in {@code file} with these values in it. */
  RunConfig read(Path file) {
    return RunConfigReader.read(file, values);
  }
}
