package chorale.bench.tools;

import chorale.sim.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs another program. */
public final class Tool {
  private static final int SHOWN = 2000;
  private static final Duration FOREVER = Duration.ofDays(365);

  private Tool() {}

  /** What a program said, and its exit code. */
  public record Said(int status, String text) {
    /** What it said, if all is well with it. */
    public String orThrow(String program) {
      if (status != 0) {
        throw new ToolException(
            program + " ends with status " + status,
            text.substring(Math.max(0, text.length() - SHOWN)));
      }
      return text;
    }
  }

  /** Runs {@code command} in {@code folder}; its output passes through a file there. */
  public static Said run(Path folder, List<String> command) throws IOException {
    return run(folder, FOREVER, command);
  }

  /** The same, but ends it if it has not ended by itself within {@code limit}. */
  public static Said run(Path folder, Duration limit, List<String> command) throws IOException {
    Path log = folder.resolve(Path.of(command.getFirst()).getFileName() + ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new ToolException(
          command.getFirst() + " cannot be started: " + e.getMessage(),
          "install it: make doctor shows the tools of the build");
    }
    try {
      if (!process.waitFor(limit)) {
        throw new ToolException(
            "%s has not ended within %s".formatted(command.getFirst(), text(limit)),
            "%s says how far it came; give it longer, or a smaller design".formatted(log));
      }
      return new Said(process.exitValue(), Files.readString(log, StandardCharsets.ISO_8859_1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException(command.getFirst() + " was interrupted", "start it again");
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static String text(Duration limit) {
    return limit.toMinutes() > 0 ? limit.toMinutes() + " minutes" : limit.toMillis() + " ms";
  }
}
